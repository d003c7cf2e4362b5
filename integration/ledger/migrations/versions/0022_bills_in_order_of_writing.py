"""Bills in the order of writing: a load pays for one index that takes accounts in no order, where it paid for three.

And for no foreign key: each chunk asks for its file's row, and holds it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
HAS_CUSTOM_NUMBER = sa.text("account_number_custom != ''")


def upgrade() -> None:
    """The way forward; there is none back: a backup is. It writes every bill anew."""
    for columns in ("bid_account_number_custom_version", "bid_account_number_version"):
        op.drop_index(op.f(f"ix_bills_{columns}"), "bills")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("pk_bills"), "bills")  # its name is wanted again, and is one of the whole database
    op.rename_table("bills", "bills_before")
    op.create_table(
        "bills",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("version", SERIAL, autoincrement=False, nullable=False),
        sa.Column("account_number", sa.String(30), nullable=False),
        sa.Column("bid", sa.String(40), nullable=False),
        sa.Column("account_number_custom", sa.String(30), nullable=False),
        sa.Column("invoice_number", sa.String(60), nullable=False),
        sa.Column("invoice_type", sa.String(12), nullable=False),
        sa.Column("bill_date", sa.Date, nullable=False),
        sa.Column("due_date", sa.Date, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("service_address", sa.String(100), nullable=False),
        sa.Column("city", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("postal_code", sa.String(12), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("balance_due_cents", sa.BigInteger, nullable=False),
        sa.Column("past_due_cents", sa.BigInteger, nullable=False),
        sa.Column("current_charges_cents", sa.BigInteger, nullable=False),
        sa.Column("previous_balance_cents", sa.BigInteger, nullable=False),
        sa.Column("payments_cents", sa.BigInteger, nullable=False),
        sa.Column("adjustments_cents", sa.BigInteger, nullable=False),
        sa.Column("minimum_due_cents", sa.BigInteger),
        sa.Column("disconnect_date", sa.Date),
        sa.Column("expire_date", sa.Date),
        sa.Column("autopay", sa.Boolean, nullable=False),
        sa.Column("autopay_date", sa.Date),
        sa.Column("paperless", sa.Boolean, nullable=False),
        sa.Column("block_code", sa.String(20), nullable=False),
        sa.Column("pdf_name", sa.String(120), nullable=False),
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("partial", sa.Boolean),
        sa.Column("notice_days", sa.String(60), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
    )
    op.execute(sa.text(WRITTEN_ANEW))
    op.drop_table("bills_before")
    op.create_index(op.f("ix_bills_version_id"), "bills", ["version", "id"])
    account = ["bid", "account_number", "version"]
    op.create_index(op.f("ix_bills_bid_account_number_version"), "bills", account, unique=True)
    op.create_index(
        op.f("ix_bills_bid_account_number_custom_version"),
        "bills",
        ["bid", "account_number_custom", "version"],
        sqlite_where=HAS_CUSTOM_NUMBER,
        postgresql_where=HAS_CUSTOM_NUMBER,
    )


COLUMNS = """
version, account_number, bid, account_number_custom, invoice_number, invoice_type, bill_date,
due_date, name, service_address, city, state, postal_code, phone, email, language,
balance_due_cents, past_due_cents, current_charges_cents, previous_balance_cents, payments_cents,
adjustments_cents, minimum_due_cents, disconnect_date, expire_date, autopay, autopay_date,
paperless, block_code, pdf_name, message, detail, partial, notice_days
"""
WRITTEN_ANEW = f"INSERT INTO bills ({COLUMNS}) SELECT {COLUMNS} FROM bills_before ORDER BY version"  # noqa: S608 - our own words
