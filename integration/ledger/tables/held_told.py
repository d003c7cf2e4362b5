"""Who was told of a held bill file, and when: a row for each way, written when it has arrived there."""

from sqlalchemy import Column, ForeignKey, String, Table

from integration.ledger.tables.base import Instant, Serial, metadata

held_told = Table(
    "held_told",
    metadata,
    Column("version", Serial, ForeignKey("bill_files.version"), primary_key=True, autoincrement=False),
    Column("way", String(10), primary_key=True),  # mail, webhook
    Column("at", Instant, nullable=False),
)
