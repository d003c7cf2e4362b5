"""Campaigns of reminder calls: their versions, runs and planned calls; facts of numbers; marks of accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_A_DAY = sa.text("NOT is_dry AND state <> 'dropped'")
CALL_STATES = "'held_out','suppressed','waiting','calling','done','unsure','dropped'"


def upgrade() -> None:
    """The way forward; there is none back: a backup is. Facts of numbers that are there come with the first plan."""
    _campaigns()
    _runs()
    _planned_calls()
    _facts()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('new','active','paused','stopped')", name=op.f("ck_campaigns_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("bid", "name", name=op.f("uq_campaigns_bid_name")),
    )
    op.create_table(
        "campaign_versions",
        sa.Column("campaign_id", SERIAL, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("approved_at", INSTANT),
        sa.Column("approved_by", sa.String(60), server_default="", nullable=False),
        sa.Column("approved_up_to", sa.Integer, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_versions_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_campaign_versions")),
    )


def _runs() -> None:
    op.create_table(
        "campaign_runs",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("campaign_id", SERIAL, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("is_dry", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("planned_by", sa.String(60), nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("counts", sa.Text, server_default="{}", nullable=False),
        sa.Column("warnings", sa.Text, server_default="[]", nullable=False),
        sa.CheckConstraint("state IN ('planning','active','dropped')", name=op.f("ck_campaign_runs_state")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_runs_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_runs")),
    )
    op.create_index(
        "ix_campaign_runs_one_a_day",
        "campaign_runs",
        ["campaign_id", "day"],
        unique=True,
        sqlite_where=ONE_A_DAY,
        postgresql_where=ONE_A_DAY,
    )
    op.create_index(op.f("ix_campaign_runs_bid_day"), "campaign_runs", ["bid", "day"])


def _planned_calls() -> None:
    op.create_table(
        "planned_calls",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("run_id", SERIAL, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("token", sa.String(36), server_default="", nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("intent_at", INSTANT),
        sa.Column("call_sid", sa.String(40), server_default="", nullable=False),
        sa.Column("result", sa.String(12), server_default="", nullable=False),
        sa.Column("talked", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.CheckConstraint(f"state IN ({CALL_STATES})", name=op.f("ck_planned_calls_state")),
        sa.ForeignKeyConstraint(["run_id"], ["campaign_runs.id"], name=op.f("fk_planned_calls_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_calls")),
        sa.UniqueConstraint(
            "run_id", "account_number", "attempt", name=op.f("uq_planned_calls_run_id_account_number_attempt")
        ),
    )
    for columns in (["run_id", "state", "due_at"], ["bid", "number", "due_at"], ["bid", "account_number", "due_at"]):
        op.create_index(op.f(f"ix_planned_calls_{'_'.join(columns)}"), "planned_calls", columns)


def _facts() -> None:
    op.create_table(
        "number_facts",
        sa.Column("written", sa.String(30), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("is_number", sa.Boolean, nullable=False),
        sa.Column("line", sa.String(10), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("regions", sa.Text, nullable=False),
        sa.Column("zones", sa.Text, nullable=False),
        sa.Column("placed", sa.Boolean, nullable=False),
        sa.Column("edition", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("written", name=op.f("pk_number_facts")),
    )
    op.create_table(
        "account_marks",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("holds", sa.Boolean, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("mark IN ('dispute','arrangement')", name=op.f("ck_account_marks_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_marks")),
    )
    op.create_index(op.f("ix_account_marks_bid_account_number"), "account_marks", ["bid", "account_number"])
