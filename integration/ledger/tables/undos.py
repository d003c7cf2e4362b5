"""Payments that a person wants given back, and how far that has come at the gateway."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from integration.ledger.tables.base import Instant, metadata

undos = Table(
    "undos",
    metadata,
    Column("payment_id", String(36), ForeignKey("payments.payment_id"), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("who", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("how", String(10), nullable=False, server_default=""),  # voided | refunded, once it is undone
    Column("why", Text, nullable=False, server_default=""),  # the last result, in a sentence
    Column("wanted_at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("next_look_at", Instant),  # when it is taken up (again); null once only a person can move it on
    Column("looks", Integer, nullable=False, server_default="0"),
    CheckConstraint("state IN ('wanted','undoing','undone','refused')", name="state"),
    Index(None, "state", "next_look_at"),
)
