"""Payments that came back from the payers' banks: the files, and what was decided about each item in them.

Bank account numbers and corrected bank data have no column here, and never will.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, true

from integration.ledger.tables.base import Instant, Serial, cents, metadata

return_files = Table(
    "return_files",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("file_name", String(120), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_on", Date, nullable=False),  # by the file header: the bank's day
    Column("received_at", Instant, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("corrections", Integer, nullable=False),
    cents("debits_cents", nullable=False),
    cents("credits_cents", nullable=False),
    UniqueConstraint("bid", "sha256"),
)

returns = Table(  # one row for each return and each correction of a file; only `decision` and `why` ever change
    "returns",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("file_id", Serial, ForeignKey("return_files.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("trace", String(15), nullable=False),  # the returned entry's own
    Column("original_trace", String(15), nullable=False),  # the entry as it was sent
    Column("individual_id", String(15), nullable=False),  # the payer's confirmation number, as the file says it
    Column("payment_id", String(36), ForeignKey("payments.payment_id")),  # null where no payment has that number
    Column("code", String(3), nullable=False),  # R01 … or C01 …
    cents("amount_cents", nullable=False),
    Column("decision", String(20), nullable=False),  # a Verdict of integration/nacha/matching.py
    Column("why", Text, nullable=False),
    Column("is_debit", Boolean, nullable=False, server_default=true()),  # what came back had been taken from the payer
    UniqueConstraint("file_id", "line"),
    Index(None, "bid", "individual_id"),
    Index(None, "payment_id"),
)
