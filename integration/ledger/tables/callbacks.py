"""Callers whom somebody has promised to call back."""

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table

from integration.ledger.tables.base import Instant, Serial, metadata

callbacks = Table(  # written in the transaction of the turn that says so
    "callbacks",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("call_sid", String(40), ForeignKey("calls.call_sid"), nullable=False, unique=True),  # one promise a call
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),  # '' where the caller had not proved one
    Column("number", String(20), nullable=False),  # E.164, as the caller confirmed it
    Column("day", Date, nullable=False),  # the biller's
    Column("part", String(10), nullable=False),  # morning | afternoon
    Column("language", String(5), nullable=False),
    Column("turn", String(60), nullable=False),  # where the caller was when he asked for a person
    Column("asked_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String(60), nullable=False, server_default=""),
    Column("note", String(150), nullable=False, server_default=""),
    Index(None, "bid", "day"),
)
