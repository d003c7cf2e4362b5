"""The batches by which a biller's postings are counted, and what came right in a batch after it was closed."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from integration.ledger.tables.base import Instant, Serial, cents, metadata

_IS_OPEN = text("closed_at IS NULL")

batches = Table(
    "batches",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("number", String(16), nullable=False),  # BATCH_NO
    Column("day", Date, nullable=False),  # the biller's own day on which it is to close
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(60), nullable=False, server_default=""),
    Column("why", Text, nullable=False, server_default=""),
    Column("totals", Text, nullable=False, server_default="{}"),  # JSON of figures.Figures, as they stood at the close
    UniqueConstraint("bid", "number"),
    Index("ix_batches_open", "bid", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),  # one, never two
    Index(None, "bid", "day"),
)

corrections = Table(  # append-only: what happened to postings of a closed batch
    "corrections",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("batch_id", Serial, ForeignKey("batches.id"), nullable=False),
    Column("outbox_id", Serial, ForeignKey("outbox.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("counted", Integer, nullable=False),  # 1 where it counts from now on, else 0
    cents("cents", nullable=False),
    cents("fee_cents", nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "batch_id"),
)

breakers = Table(  # billers whose system did not answer lately
    "breakers",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("run", Integer, nullable=False),  # sends in a row that came to nothing or to nobody knows what
    Column("rests_until", Instant, nullable=False),
)
