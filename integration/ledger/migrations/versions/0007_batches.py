"""Batches of postings, what was corrected in them after they closed, and billers that are left to rest."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """The way forward; there is none back: a backup is. Postings of before this step are in no batch."""
    op.add_column("outbox", sa.Column("batch_id", SERIAL))
    op.create_index(op.f("ix_outbox_batch_id"), "outbox", ["batch_id"])
    op.create_table(
        "batches",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.String(60), server_default="", nullable=False),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.Column("totals", sa.Text, server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("bid", "number", name=op.f("uq_batches_bid_number")),
    )
    op.create_index("ix_batches_open", "batches", ["bid"], unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_index(op.f("ix_batches_bid_day"), "batches", ["bid", "day"])
    op.create_table(
        "corrections",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("batch_id", SERIAL, nullable=False),
        sa.Column("outbox_id", SERIAL, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.Column("cents", sa.BigInteger, nullable=False),
        sa.Column("fee_cents", sa.BigInteger, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_corrections_batch_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_corrections_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_batch_id"), "corrections", ["batch_id"])
    op.create_table(
        "breakers",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("rests_until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bid", name=op.f("pk_breakers")),
    )
