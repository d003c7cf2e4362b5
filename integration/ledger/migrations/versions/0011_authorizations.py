"""Spoken authorisations of bank payments, and the written notices of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "authorizations",
        sa.Column("payment_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("payer", sa.String(100), nullable=False),
        sa.Column("account_kind", sa.String(10), nullable=False),
        sa.Column("ending", sa.String(4), nullable=False),
        sa.Column("total_cents", sa.BigInteger, nullable=False),
        sa.Column("debit_on", sa.Date, nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("recording", sa.String(40), server_default="", nullable=False),
        sa.Column("keep_until", sa.Date, nullable=False),
        sa.CheckConstraint("account_kind IN ('checking','savings')", name=op.f("ck_authorizations_account_kind")),
        sa.CheckConstraint("total_cents > 0", name=op.f("ck_authorizations_total")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_authorizations_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_authorizations")),
    )
    op.create_table(
        "notices",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("payment_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("way", sa.String(6), nullable=False),
        sa.Column("sent_to", sa.Text, nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("sent_by", sa.String(60), server_default="", nullable=False),
        sa.Column("keep_until", sa.Date, nullable=False),
        sa.CheckConstraint("way IN ('letter','text','email')", name=op.f("ck_notices_way")),
        sa.CheckConstraint("state IN ('queued','sent')", name=op.f("ck_notices_state")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.payment_id"], name=op.f("fk_notices_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_notices_payment_id")),
    )
    op.create_index(op.f("ix_notices_state_way"), "notices", ["state", "way"])
