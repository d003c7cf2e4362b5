"""What a bill may say of itself beside its dates and amounts: whether a part of it is taken, when its payer is told."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("bills", sa.Column("partial", sa.Boolean))
    op.add_column("bills", sa.Column("notice_days", sa.String(60), server_default="", nullable=False))
