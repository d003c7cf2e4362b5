"""Automatic payments stand among the scheduled ones, each under its enrolment, and one at most for a bill."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"

AUTOMATIC = sa.text("enrolment <> ''")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.add_column("schedules", sa.Column("enrolment", sa.String(20), server_default="", nullable=False))
    op.create_index(
        "ix_schedules_automatic",
        "schedules",
        ["bid", "account_number", "invoice_number"],
        unique=True,
        sqlite_where=AUTOMATIC,
        postgresql_where=AUTOMATIC,
    )
