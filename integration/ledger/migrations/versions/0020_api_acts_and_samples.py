"""What was done by the API with a key of its own; sample calls to the phones of those who make campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "api_acts",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("answer", sa.Text, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_acts")),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.key_id"], name=op.f("fk_api_acts_key_id")),
        sa.UniqueConstraint("bid", "key", name=op.f("uq_api_acts_bid_key")),
    )
    _samples()


def _samples() -> None:
    op.create_table(
        "samples",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("campaign_id", SERIAL, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("place", sa.String(2), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("token", sa.String(36), server_default="", nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("intent_at", INSTANT),
        sa.Column("call_sid", sa.String(40), server_default="", nullable=False),
        sa.Column("result", sa.String(12), server_default="", nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("why", sa.Text, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_samples_campaign_id")),
        sa.CheckConstraint("state IN ('waiting','calling','unsure','done','dropped')", name=op.f("ck_samples_state")),
    )
    for column in ("asked_at", "intent_at"):
        op.create_index(op.f(f"ix_samples_bid_{column}"), "samples", ["bid", column])
