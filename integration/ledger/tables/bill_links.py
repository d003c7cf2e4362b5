"""Links to bill images that callers asked to have by text. What makes a link open is in no column: it is signed."""

from sqlalchemy import Column, Index, Integer, String, Table

from integration.ledger.tables.base import Instant, metadata

bill_links = Table(
    "bill_links",
    metadata,
    Column("link_id", String(12), primary_key=True),
    Column("bid", String(40), nullable=False),
    Column("account_number", String(30), nullable=False),
    Column("invoice_number", String(60), nullable=False),
    Column("call_sid", String(34), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),  # ZIPs that did not fit
    Column("openings", Integer, nullable=False, server_default="0"),  # times that the bill was shown
    Column("opened_at", Instant),  # the last of them
    Index(None, "bid", "account_number", "made_at"),
)
