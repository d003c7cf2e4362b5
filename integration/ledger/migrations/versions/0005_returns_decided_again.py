"""Returns that wait are decided again: which way their money went is kept, and they are found by their payment."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PAID_OUT = "what came back was paid out, not taken from the payer"  # what 0004's code wrote of those, and of no others


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("returns", sa.Column("is_debit", sa.Boolean, server_default=sa.true(), nullable=False))
    returns = sa.table("returns", sa.column("is_debit", sa.Boolean), sa.column("why", sa.Text))
    op.execute(sa.update(returns).where(returns.c.why == PAID_OUT).values(is_debit=False))
    op.create_index(op.f("ix_returns_payment_id"), "returns", ["payment_id"])
