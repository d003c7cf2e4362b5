"""Approvals of campaigns, each kept; which files of consent were imported."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """The way forward; there is none back: a backup is."""
    op.create_table(
        "campaign_approvals",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("campaign_id", SERIAL, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("up_to", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_approvals")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_approvals_campaign_id")),
    )
    op.create_index(op.f("ix_campaign_approvals_campaign_id"), "campaign_approvals", ["campaign_id"])
    op.execute(sa.text(GIVEN_BEFORE))
    op.create_table(
        "consent_files",
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("bid", "digest", name=op.f("pk_consent_files")),
    )


GIVEN_BEFORE = """
INSERT INTO campaign_approvals (campaign_id, version, at, who, up_to)
SELECT campaign_id, version, approved_at, approved_by, approved_up_to
FROM campaign_versions WHERE approved_at IS NOT NULL ORDER BY approved_at
"""
