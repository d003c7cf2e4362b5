"""Who may be called or written to, about what: a register that is only added to."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text

from integration.ledger.tables.base import Instant, Serial, metadata

consents = Table(
    "consents",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("number", String(20), nullable=False),  # E.164
    Column("topic", String(40), nullable=False),  # `all`, or one topic of the biller's
    Column("says", String(3), nullable=False),  # yes | no
    Column("how", String(40), nullable=False),  # keypress, text, web, agent, import …
    Column("who", String(60), nullable=False),  # the person or part of the house that wrote it down
    Column("detail", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    CheckConstraint("says IN ('yes', 'no')", name="says"),
    Index(None, "bid", "number", "id"),
)

consent_files = Table(  # that were imported: one that comes again adds nothing
    "consent_files",
    metadata,
    Column("bid", String(40), primary_key=True),
    Column("digest", String(64), primary_key=True),  # SHA-256 of the file's text
    Column("at", Instant, nullable=False),
    Column("who", String(60), nullable=False),
)

mail_consents = Table(  # the same register, of mailboxes
    "mail_consents",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("bid", String(40), nullable=False),
    Column("address", String(254), nullable=False),  # in small letters
    Column("topic", String(40), nullable=False),  # `email` is all mail
    Column("says", String(3), nullable=False),  # yes | no
    Column("how", String(40), nullable=False),
    Column("who", String(60), nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    CheckConstraint("says IN ('yes', 'no')", name="says"),
    Index(None, "bid", "address", "id"),
)
