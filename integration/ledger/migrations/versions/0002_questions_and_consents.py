"""What a call asked the world outside, and who may be called."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "questions",
        sa.Column("call_sid", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("asked", sa.String(60), nullable=False),
        sa.Column("ended", sa.String(40), nullable=False),
        sa.Column("ms", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.call_sid"], name=op.f("fk_questions_call_sid")),
        sa.PrimaryKeyConstraint("call_sid", "number", "place", name=op.f("pk_questions")),
    )
    op.create_table(
        "consents",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("says", sa.String(3), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("detail", sa.Text, server_default="", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("says IN ('yes', 'no')", name=op.f("ck_consents_says")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_bid_number_id"), "consents", ["bid", "number", "id"])
