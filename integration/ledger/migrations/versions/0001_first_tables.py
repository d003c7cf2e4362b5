"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
# SQLite counts by itself only in a column whose type is exactly INTEGER.
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "accounts",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("owed_cents", sa.BigInteger, nullable=False),
        sa.Column("past_due_cents", sa.BigInteger, nullable=False),
        sa.Column("block_code", sa.String(20), nullable=False),
        sa.Column("due_date", sa.Date),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bid", "account_number", name=op.f("pk_accounts")),
    )
    op.create_table(
        "audit",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_bid_at"), "audit", ["bid", "at"])

    op.create_table(
        "bill_files",
        sa.Column("version", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("bills", sa.Integer, nullable=False),
        sa.Column("total_cents", sa.BigInteger, nullable=False),
        sa.Column("rejected", sa.Integer, server_default="0", nullable=False),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.Column("report", sa.Text, server_default="{}", nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_bill_files")),
        sa.UniqueConstraint("bid", "sha256", name=op.f("uq_bill_files_bid_sha256")),
    )
    op.create_table(
        "calls",
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("direction", sa.String(12), nullable=False),
        sa.Column("caller", sa.String(40), nullable=False),
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), server_default="", nullable=False),
        sa.Column("turn", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("result", sa.String(20), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("call_sid", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_bid_started_at"), "calls", ["bid", "started_at"])
    op.create_index(op.f("ix_calls_caller_started_at"), "calls", ["caller", "started_at"])

    op.create_table(
        "guesses",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guesses")),
    )
    op.create_index(op.f("ix_guesses_bid_kind_key_at"), "guesses", ["bid", "kind", "key", "at"])

    op.create_table(
        "holds",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bid", name=op.f("pk_holds")),
    )
    op.create_table(
        "payments",
        sa.Column("payment_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("invoice_number", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("call_sid", sa.String(40)),
        sa.Column("attempt", sa.Integer),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("pays", sa.String(10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("fee_cents", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("confirmation", sa.String(20), nullable=False),
        sa.Column("token_sealed", sa.Text, server_default="", nullable=False),
        sa.Column("card_ending", sa.String(4), server_default="", nullable=False),
        sa.Column("charge_id", sa.String(80), server_default="", nullable=False),
        sa.Column("decline_code", sa.String(80), server_default="", nullable=False),
        sa.Column("balance_seen_cents", sa.BigInteger),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("charging_at", INSTANT),
        sa.Column("captured_at", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.Column("in_balance_at", INSTANT),
        sa.Column("next_look_at", INSTANT),
        sa.Column("looks", sa.Integer, server_default="0", nullable=False),
        sa.CheckConstraint("amount_cents > 0 AND fee_cents >= 0", name=op.f("ck_payments_amounts")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payments")),
        sa.UniqueConstraint("bid", "confirmation", name=op.f("uq_payments_bid_confirmation")),
        sa.UniqueConstraint("call_sid", "attempt", name=op.f("uq_payments_call_sid_attempt")),
    )
    op.create_index(op.f("ix_payments_bid_account_number_state"), "payments", ["bid", "account_number", "state"])
    op.create_index(op.f("ix_payments_state_next_look_at"), "payments", ["state", "next_look_at"])

    op.create_table(
        "bills",
        sa.Column("version", SERIAL, autoincrement=False, nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number_custom", sa.String(30), nullable=False),
        sa.Column("invoice_number", sa.String(60), nullable=False),
        sa.Column("invoice_type", sa.String(12), nullable=False),
        sa.Column("bill_date", sa.Date, nullable=False),
        sa.Column("due_date", sa.Date, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("service_address", sa.String(100), nullable=False),
        sa.Column("city", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("postal_code", sa.String(12), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("balance_due_cents", sa.BigInteger, nullable=False),
        sa.Column("past_due_cents", sa.BigInteger, nullable=False),
        sa.Column("current_charges_cents", sa.BigInteger, nullable=False),
        sa.Column("previous_balance_cents", sa.BigInteger, nullable=False),
        sa.Column("payments_cents", sa.BigInteger, nullable=False),
        sa.Column("adjustments_cents", sa.BigInteger, nullable=False),
        sa.Column("minimum_due_cents", sa.BigInteger),
        sa.Column("disconnect_date", sa.Date),
        sa.Column("expire_date", sa.Date),
        sa.Column("autopay", sa.Boolean, nullable=False),
        sa.Column("autopay_date", sa.Date),
        sa.Column("paperless", sa.Boolean, nullable=False),
        sa.Column("block_code", sa.String(20), nullable=False),
        sa.Column("pdf_name", sa.String(120), nullable=False),
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["version"], ["bill_files.version"], name=op.f("fk_bills_version")),
        sa.PrimaryKeyConstraint("version", "account_number", name=op.f("pk_bills")),
    )
    op.create_index(
        op.f("ix_bills_bid_account_number_custom_version"), "bills", ["bid", "account_number_custom", "version"]
    )
    op.create_index(op.f("ix_bills_bid_account_number_version"), "bills", ["bid", "account_number", "version"])

    op.create_table(
        "live_versions",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("version", SERIAL, nullable=False),
        sa.Column("switched_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["version"], ["bill_files.version"], name=op.f("fk_live_versions_version")),
        sa.PrimaryKeyConstraint("bid", name=op.f("pk_live_versions")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("op", sa.String(12), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("business_key", sa.String(80), nullable=False),
        sa.Column("payment_id", sa.String(36)),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("effective", sa.Date, nullable=False),
        sa.Column("invoice_type", sa.String(4), server_default="", nullable=False),
        sa.Column("depends_on", SERIAL),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("token", sa.String(36), server_default="", nullable=False),
        sa.Column("lease_until", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, server_default="0", nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.Column("cayenta_says", sa.Text, server_default="", nullable=False),
        sa.Column("posted_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('ready','posting','posted','ambiguous','review','cancelled')", name=op.f("ck_outbox_state")
        ),
        sa.ForeignKeyConstraint(["depends_on"], ["outbox.id"], name=op.f("fk_outbox_depends_on")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_outbox_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("bid", "op", "business_key", name=op.f("uq_outbox_bid_op_business_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_outbox_reference")),
    )
    op.create_index(op.f("ix_outbox_bid_state_next_at"), "outbox", ["bid", "state", "next_at"])

    op.create_table(
        "turns",
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("turn", sa.String(60), nullable=False),
        sa.Column("heard", sa.String(200), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("twiml", sa.LargeBinary, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ms", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.call_sid"], name=op.f("fk_turns_call_sid")),
        sa.PrimaryKeyConstraint("call_sid", "number", name=op.f("pk_turns")),
    )
    op.create_table(
        "works",
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("token", sa.String(36), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.call_sid"], name=op.f("fk_works_call_sid")),
        sa.PrimaryKeyConstraint("call_sid", "number", name=op.f("pk_works")),
    )
    op.create_table(
        "outbox_events",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("outbox_id", SERIAL, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("from_state", sa.String(12), nullable=False),
        sa.Column("to_state", sa.String(12), nullable=False),
        sa.Column("token", sa.String(36), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_events_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_events")),
    )
    op.create_index(op.f("ix_outbox_events_outbox_id"), "outbox_events", ["outbox_id"])
