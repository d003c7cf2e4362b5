"""Enrolments and contact changes, and orders that switch something on or off."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("outbox", sa.Column("active", sa.Boolean))
    op.create_table(
        "enrolments",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("version", SERIAL, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("effective", sa.Date, nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("call_sid", sa.String(34), server_default="", nullable=False),
        sa.Column("way", sa.String(10), server_default="", nullable=False),
        sa.Column("token_sealed", sa.Text, server_default="", nullable=False),
        sa.Column("card_ending", sa.String(4), server_default="", nullable=False),
        sa.Column("consent", sa.Text, server_default="", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('autopay','paperless')", name=op.f("ck_enrolments_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("reference", name=op.f("uq_enrolments_reference")),
        sa.UniqueConstraint(
            "bid", "account_number", "kind", "version", name=op.f("uq_enrolments_bid_account_number_kind_version")
        ),
    )
    op.create_table(
        "contact_changes",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("caller", sa.String(16), nullable=False),
        sa.Column("call_sid", sa.String(34), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", sa.String(60), server_default="", nullable=False),
        sa.Column("note", sa.String(150), server_default="", nullable=False),
        sa.CheckConstraint("kind IN ('phone','email')", name=op.f("ck_contact_changes_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_changes")),
    )
    op.create_index(op.f("ix_contact_changes_bid_done_at"), "contact_changes", ["bid", "done_at"])
