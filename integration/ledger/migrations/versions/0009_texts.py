"""Texts out and in, and the numbers that turned out to take none."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "texts",
        sa.Column("text_id", sa.String(36), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("words", sa.String(60), nullable=False),
        sa.Column("filled", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("asked_for", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("body", sa.Text, server_default="", nullable=False),
        sa.Column("sid", sa.String(34), server_default="", nullable=False),
        sa.Column("code", sa.String(10), server_default="", nullable=False),
        sa.Column("result", sa.Text, server_default="", nullable=False),
        sa.Column("attempts", sa.Integer, server_default="0", nullable=False),
        sa.Column("looks", sa.Integer, server_default="0", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.CheckConstraint(
            "state IN ('ready','sending','unsure','sent','failed','delivered')", name=op.f("ck_texts_state")
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_texts")),
    )
    op.create_index(op.f("ix_texts_state_next_at"), "texts", ["state", "next_at"])
    op.create_index(op.f("ix_texts_bid_created_at"), "texts", ["bid", "created_at"])
    op.create_index(op.f("ix_texts_number_created_at"), "texts", ["number", "created_at"])
    op.create_index(op.f("ix_texts_cause"), "texts", ["cause"])
    op.create_index(op.f("ix_texts_sid"), "texts", ["sid"])
    op.create_table(
        "text_numbers",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("mark IN ('landline','unreachable')", name=op.f("ck_text_numbers_mark")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_text_numbers")),
    )
    op.create_table(
        "texts_in",
        sa.Column("sid", sa.String(34), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("word", sa.String(10), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("word IN ('stop','start','help','other')", name=op.f("ck_texts_in_word")),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_texts_in")),
    )
    op.create_index(op.f("ix_texts_in_bid_number_at"), "texts_in", ["bid", "number", "at"])
