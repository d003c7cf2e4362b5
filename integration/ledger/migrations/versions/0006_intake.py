"""Keys of the API, what came in by it, and what was posted by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("scopes", sa.String(300), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(60), nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by", sa.String(60), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
    )
    op.create_index(op.f("ix_api_keys_bid"), "api_keys", ["bid"])
    op.create_table(
        "intakes",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("payment_id", sa.String(36)),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("answer", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.key_id"], name=op.f("fk_intakes_key_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_intakes_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_intakes_payment_id")),
        sa.UniqueConstraint("bid", "key", name=op.f("uq_intakes_bid_key")),
    )
    op.create_table(
        "hand_postings",
        sa.Column("payment_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.String(150), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_hand_postings_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_hand_postings")),
    )
