"""What was done by the API with a key of its own for each act, so that a repeated request does nothing twice."""

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from integration.ledger.tables.base import Instant, Serial, metadata

api_acts = Table(  # an act that was refused leaves no row
    "api_acts",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("key", String(64), nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of what was asked
    Column("key_id", String(16), ForeignKey("api_keys.key_id"), nullable=False),  # who asked
    Column("at", Instant, nullable=False),
    Column("lease_until", Instant),  # whoever is at it is taken for dead from here on; null once it is answered
    Column("answer", Text, nullable=False, server_default=""),  # what every repeat gets; '' until then
    UniqueConstraint("bid", "key"),
)
