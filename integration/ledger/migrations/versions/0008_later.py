"""Payments that are charged on another day, and promises to pay."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)
SCHEDULE_STATES = "'offered','open','taken','charged','not_needed','failed','cancelled','dropped'"


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("invoice_number", sa.String(60), nullable=False),
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("pays", sa.String(10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("fee_cents", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("token_sealed", sa.Text, nullable=False),
        sa.Column("card_ending", sa.String(4), nullable=False),
        sa.Column("consent", sa.Text, server_default="", nullable=False),
        sa.Column("payment_id", sa.String(36)),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("agreed_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("next_at", INSTANT),
        sa.Column("tries", sa.Integer, server_default="0", nullable=False),
        sa.CheckConstraint("amount_cents > 0 AND fee_cents >= 0", name=op.f("ck_schedules_amounts")),
        sa.CheckConstraint(f"state IN ({SCHEDULE_STATES})", name=op.f("ck_schedules_state")),
        sa.CheckConstraint("token_sealed = '' OR state IN ('offered','open','taken')", name=op.f("ck_schedules_token")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_schedules_payment_id")),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("bid", "reference", name=op.f("uq_schedules_bid_reference")),
        sa.UniqueConstraint("call_sid", "attempt", name=op.f("uq_schedules_call_sid_attempt")),
    )
    op.create_index(op.f("ix_schedules_bid_account_number_state"), "schedules", ["bid", "account_number", "state"])
    op.create_index(op.f("ix_schedules_state_next_at"), "schedules", ["state", "next_at"])
    op.create_table(
        "promises",
        sa.Column("promise_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("owed_cents", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("judged_at", INSTANT),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_promises_amount")),
        sa.CheckConstraint("state IN ('open','kept','broken','replaced')", name=op.f("ck_promises_state")),
        sa.PrimaryKeyConstraint("promise_id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_bid_account_number_state"), "promises", ["bid", "account_number", "state"])
    op.create_index(op.f("ix_promises_state_day"), "promises", ["state", "day"])
