"""Automatic payments among the scheduled ones, one at most for a bill; what campaigns write, and who wants no mail."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AUTOMATIC = sa.text("enrolment <> ''")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("schedules", sa.Column("enrolment", sa.String(20), server_default="", nullable=False))
    op.create_index(
        "ix_schedules_automatic",
        "schedules",
        ["bid", "account_number", "invoice_number"],
        unique=True,
        sqlite_where=AUTOMATIC,
        postgresql_where=AUTOMATIC,
    )
    _messages()
    _mail_consents()


def _messages() -> None:
    op.create_table(
        "planned_messages",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("run_id", SERIAL, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("channel", sa.String(5), nullable=False),
        sa.Column("sent_to", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, server_default="0", nullable=False),
        sa.Column("intent_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("stopped_at", INSTANT),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.CheckConstraint("channel IN ('text','email')", name=op.f("ck_planned_messages_channel")),
        sa.CheckConstraint(
            "state IN ('held_out','suppressed','waiting','handed','sending','sent','failed','unsure','dropped')",
            name=op.f("ck_planned_messages_state"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["campaign_runs.id"], name=op.f("fk_planned_messages_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_messages")),
        sa.UniqueConstraint(
            "run_id", "account_number", "channel", name=op.f("uq_planned_messages_run_id_account_number_channel")
        ),
    )
    columns = ["bid", "state", "due_at"]
    op.create_index(op.f("ix_planned_messages_bid_state_due_at"), "planned_messages", columns)


def _mail_consents() -> None:
    op.create_table(
        "mail_consents",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("says", sa.String(3), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("detail", sa.Text, server_default="", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("says IN ('yes', 'no')", name=op.f("ck_mail_consents_says")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_consents")),
    )
    op.create_index(op.f("ix_mail_consents_bid_address_id"), "mail_consents", ["bid", "address", "id"])
