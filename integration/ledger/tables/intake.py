"""What comes in from other channels: who may bring it, what was brought and answered, what was posted by hand."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from integration.ledger.tables.base import Instant, Serial, metadata

api_keys = Table(  # a revoked key stays: what it brought is asked about for years
    "api_keys",
    metadata,
    Column("key_id", String(16), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("name", String(60), nullable=False),  # whose it is
    Column("scopes", String(300), nullable=False),  # parted by blanks
    Column("fingerprint", String(64), nullable=False),  # keyed; the key itself is nowhere
    Column("added_at", Instant, nullable=False),
    Column("added_by", String(60), nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", String(60), nullable=False, server_default=""),
    Index(None, "bid"),
)

intakes = Table(  # one row for each idempotency key; written in the payment's own transaction
    "intakes",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("key", String(64), nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of what was said with it
    Column("key_id", String(16), ForeignKey("api_keys.key_id"), nullable=False),  # who brought it
    Column("at", Instant, nullable=False),
    Column("payment_id", String(36), ForeignKey("payments.payment_id"), unique=True),  # null until it is taken
    Column("reference", String(40), nullable=False),  # the taker's own number for it
    Column("description", String(200), nullable=False),  # what it is for, in the taker's words
    Column("answer", Text, nullable=False, server_default=""),  # the bytes that every repeat gets; '' until then
    UniqueConstraint("bid", "key"),
)

hand_postings = Table(  # append-only: a person says that a payment stands in the biller's books
    "hand_postings",
    metadata,
    Column("payment_id", String(36), ForeignKey("payments.payment_id"), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("who", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", String(150), nullable=False, server_default=""),  # where it stands there, such as its number
)
