"""Bill files, the bills in them, which version callers see, and what RTDR last said of an account."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from integration.ledger.tables.base import Instant, Serial, cents, metadata

bill_files = Table(
    "bill_files",
    metadata,
    Column("version", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("file_name", String(120), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_on", Date, nullable=False),  # CREATED_DT
    Column("sequence", Integer, nullable=False),  # the `_n` of the name; 1 for the first file of a day
    Column("as_of", Instant, nullable=False),  # CREATED_DT at the biller's extract_at
    # staged -> live -> (stays live: bills of all applied versions stand, the newest bill of an account first)
    # kept: stored and not applied, older than the live one; refused and held: see `why`
    Column("state", String(12), nullable=False),
    Column("bills", Integer, nullable=False),
    cents("total_cents", nullable=False),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
    Column("report", Text, nullable=False, server_default="{}"),  # JSON: the same as `bills check --json`
    Column("loaded_at", Instant, nullable=False),
    UniqueConstraint("bid", "sha256"),
)

live_versions = Table(
    "live_versions",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("version", Serial, ForeignKey("bill_files.version"), nullable=False),  # bills of versions <= this are seen
    Column("switched_at", Instant, nullable=False),
)

bills = Table(
    "bills",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),  # in the order of writing
    # Of `bill_files`. Every chunk asks for that row once, and holds it; a foreign key would ask again for each bill,
    # which takes PostgreSQL a third of the time of a load.
    Column("version", Serial, nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("bid", String(40), nullable=False),
    Column("account_number_custom", String(30), nullable=False),
    Column("invoice_number", String(60), nullable=False),
    Column("invoice_type", String(12), nullable=False),
    Column("bill_date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
    Column("name", String(100), nullable=False),
    Column("service_address", String(100), nullable=False),
    Column("city", String(60), nullable=False),
    Column("state", String(10), nullable=False),
    Column("postal_code", String(12), nullable=False),
    Column("phone", String(30), nullable=False),
    Column("email", String(254), nullable=False),
    Column("language", String(10), nullable=False),
    cents("balance_due_cents", nullable=False),
    cents("past_due_cents", nullable=False),
    cents("current_charges_cents", nullable=False),
    cents("previous_balance_cents", nullable=False),
    cents("payments_cents", nullable=False),
    cents("adjustments_cents", nullable=False),
    cents("minimum_due_cents"),
    Column("disconnect_date", Date),
    Column("expire_date", Date),
    Column("autopay", Boolean, nullable=False),
    Column("autopay_date", Date),
    Column("paperless", Boolean, nullable=False),
    Column("block_code", String(20), nullable=False),
    Column("pdf_name", String(120), nullable=False),
    Column("message", String(500), nullable=False),
    Column("detail", Text, nullable=False),  # JSON: lines and meters; read by people, never by rules
    Column("partial", Boolean),
    Column("notice_days", String(60), nullable=False, server_default=""),
    # Every index costs each bill of a load: one that takes accounts in no order more than all the others.
    Index(None, "version", "id"),
    Index(None, "bid", "account_number", "version", unique=True),  # balance forward: one bill an account and file
)
_has_custom_number = bills.c.account_number_custom != ""
Index(
    None,
    bills.c.bid,
    bills.c.account_number_custom,
    bills.c.version,
    sqlite_where=_has_custom_number,
    postgresql_where=_has_custom_number,
)

accounts = Table(  # what RTDR last said of an account
    "accounts",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("account_number", String(30), primary_key=True),
    cents("owed_cents", nullable=False),
    cents("past_due_cents", nullable=False),
    Column("block_code", String(20), nullable=False),
    Column("due_date", Date),
    Column("asked_at", Instant, nullable=False),
)
