"""Links to bill images: whose bill, until when, and how often it was tried and opened."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "bill_links",
        sa.Column("link_id", sa.String(12), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("invoice_number", sa.String(60), nullable=False),
        sa.Column("call_sid", sa.String(34), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, server_default="0", nullable=False),
        sa.Column("openings", sa.Integer, server_default="0", nullable=False),
        sa.Column("opened_at", INSTANT),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_bill_links")),
    )
    columns = ["bid", "account_number", "made_at"]
    op.create_index(op.f("ix_bill_links_bid_account_number_made_at"), "bill_links", columns)
