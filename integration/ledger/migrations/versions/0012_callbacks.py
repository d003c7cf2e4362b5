"""Callers whom somebody has promised to call back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "callbacks",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("part", sa.String(10), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("turn", sa.String(60), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", sa.String(60), server_default="", nullable=False),
        sa.Column("note", sa.String(150), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.call_sid"], name=op.f("fk_callbacks_call_sid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_callbacks_call_sid")),
    )
    op.create_index(op.f("ix_callbacks_bid_day"), "callbacks", ["bid", "day"])
