"""Notices that we send ourselves: how often each was tried, when it is again, and what stood against it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("notices", sa.Column("tries", sa.Integer, server_default="0", nullable=False))
    op.add_column("notices", sa.Column("next_at", INSTANT))
    op.add_column("notices", sa.Column("trouble", sa.Text, server_default="", nullable=False))
