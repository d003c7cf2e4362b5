"""Billers whose Cayenta did not answer callers lately, and who was told of a held bill file."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "rests",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bid", name=op.f("pk_rests")),
    )
    op.create_table(
        "held_told",
        sa.Column("version", SERIAL, autoincrement=False, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["version"], ["bill_files.version"], name=op.f("fk_held_told_version")),
        sa.PrimaryKeyConstraint("version", "way", name=op.f("pk_held_told")),
    )
