"""Calls that were made, by day, and wrong numbers: what is asked of a biller's planned calls before each call."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

MADE = sa.text("intent_at IS NOT NULL")
WRONG = sa.text("result = 'wrong_number'")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_index(
        "ix_planned_calls_made", "planned_calls", ["bid", "intent_at"], sqlite_where=MADE, postgresql_where=MADE
    )
    op.create_index(
        "ix_planned_calls_wrong", "planned_calls", ["bid", "account_number"], sqlite_where=WRONG, postgresql_where=WRONG
    )
