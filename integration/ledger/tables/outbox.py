"""What a biller's system has still to be told (reliability.md 2.3), and who stands still."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from integration.ledger.tables.base import Instant, Serial, cents, metadata

outbox = Table(  # reliability.md 2.3
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("op", String(12), nullable=False),
    Column("reference", String(20), nullable=False, unique=True),
    Column("business_key", String(80), nullable=False),
    Column("payment_id", String(36), ForeignKey("payments.payment_id")),
    Column("account_number", String(30), nullable=False),
    cents("amount_cents", nullable=False),
    Column("way", String(10), nullable=False),  # '' where nothing was paid: a change, a credit
    Column("effective", Date, nullable=False),  # EFFECTIVE_DT, or a return's RETURN_DT
    Column("invoice_type", String(4), nullable=False, server_default=""),
    Column("depends_on", Serial, ForeignKey("outbox.id")),  # the row that must be posted first
    Column("state", String(12), nullable=False),
    Column("token", String(36), nullable=False, server_default=""),
    Column("lease_until", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Instant),
    Column("next_at", Instant, nullable=False),
    Column("why", Text, nullable=False, server_default=""),  # the last result, in a sentence
    Column("cayenta_says", Text, nullable=False, server_default=""),  # STATUS_DESC, transNo, pid
    Column("posted_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column(
        "comments", String(200), nullable=False, server_default=""
    ),  # COMMENTS, a void's REASON, a return's RETURN_CD
    # The batch of the last send that may have arrived. No foreign key: SQLite cannot add one to a table that is there.
    Column("batch_id", Serial),
    Column("active", Boolean),  # of a change: on or off
    UniqueConstraint("bid", "op", "business_key"),
    CheckConstraint("state IN ('ready','posting','posted','ambiguous','review','cancelled')", name="state"),
    Index(None, "bid", "state", "next_at"),
    Index(None, "payment_id"),
    Index(None, "depends_on"),
    Index(None, "batch_id"),
)

outbox_events = Table(  # append-only; the checkers read this
    "outbox_events",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("outbox_id", Serial, ForeignKey("outbox.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("from_state", String(12), nullable=False),
    Column("to_state", String(12), nullable=False),
    Column("token", String(36), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "outbox_id"),
)

holds = Table(  # a biller whose pump stands still: credentials refused, a person said so
    "holds",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("why", Text, nullable=False),
    Column("since", Instant, nullable=False),
)
