"""Payments that came back from the payers' banks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "return_files",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("returns", sa.Integer, nullable=False),
        sa.Column("corrections", sa.Integer, nullable=False),
        sa.Column("debits_cents", sa.BigInteger, nullable=False),
        sa.Column("credits_cents", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_files")),
        sa.UniqueConstraint("bid", "sha256", name=op.f("uq_return_files_bid_sha256")),
    )
    op.create_table(
        "returns",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("file_id", SERIAL, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("trace", sa.String(15), nullable=False),
        sa.Column("original_trace", sa.String(15), nullable=False),
        sa.Column("individual_id", sa.String(15), nullable=False),
        sa.Column("payment_id", sa.String(36)),
        sa.Column("code", sa.String(3), nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["return_files.id"], name=op.f("fk_returns_file_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_returns_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("file_id", "line", name=op.f("uq_returns_file_id_line")),
    )
    op.create_index(op.f("ix_returns_bid_individual_id"), "returns", ["bid", "individual_id"])
