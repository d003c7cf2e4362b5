"""Billers whose Cayenta is not asked for balances for a while; `breakers` is the same for postings."""

from sqlalchemy import Column, String, Table

from integration.ledger.tables.base import Instant, metadata

rests = Table(
    "rests",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("until", Instant, nullable=False),
)
