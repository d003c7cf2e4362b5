"""What callers have asked for beside paying: who is enrolled in what, and what the biller's staff have to change."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, String, Table, Text, UniqueConstraint

from integration.ledger.tables.base import Instant, Serial, metadata

enrolments = Table(  # append-only but for the token, which is forgotten once a newer version replaces it
    "enrolments",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("kind", String(12), nullable=False),  # autopay | paperless
    Column("version", Serial, nullable=False),  # from 1, by account and kind: the highest is what stands
    Column("active", Boolean, nullable=False),
    Column("effective", Date, nullable=False),
    Column("reference", String(20), nullable=False, unique=True),  # of its order in the outbox
    Column("channel", String(20), nullable=False),
    Column("call_sid", String(34), nullable=False, server_default=""),
    Column("way", String(10), nullable=False, server_default=""),  # what autopay charges; '' for none
    Column("token_sealed", Text, nullable=False, server_default=""),  # a reusable one, by the vault
    Column("card_ending", String(4), nullable=False, server_default=""),
    Column("consent", Text, nullable=False, server_default=""),  # JSON: what was agreed to, and where it was heard
    Column("at", Instant, nullable=False),
    UniqueConstraint("bid", "account_number", "kind", "version"),
    CheckConstraint("kind IN ('autopay','paperless')", name="kind"),
)

contact_changes = Table(  # taken down for the biller's staff, and never told to the biller's system
    "contact_changes",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", String(254), nullable=False),  # the new number; '' where the staff have to ask for it
    Column("caller", String(16), nullable=False),  # the number that called; '' where it was withheld
    Column("call_sid", String(34), nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String(60), nullable=False, server_default=""),
    Column("note", String(150), nullable=False, server_default=""),
    CheckConstraint("kind IN ('phone','email')", name="kind"),
    Index(None, "bid", "done_at"),
)
