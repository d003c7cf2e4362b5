"""Billers whose Cayenta did not answer callers lately."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0007"


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "rests",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bid", name=op.f("pk_rests")),
    )
