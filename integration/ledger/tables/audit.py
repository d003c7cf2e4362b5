"""Who did what."""

from sqlalchemy import Column, Index, String, Table, Text

from integration.ledger.tables.base import Instant, Serial, metadata

audit = Table(  # append-only: who did what
    "audit",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("who", String(60), nullable=False),
    Column("what", String(60), nullable=False),
    Column("bid", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "bid", "at"),
)
