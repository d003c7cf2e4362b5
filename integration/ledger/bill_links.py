"""Links to one bill's image: put where the text that carries it is put, tried and opened by whoever has it.

How far a link goes is counted here, in the database, so that many processes and many requests at once go no further.
"""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, func, select, update

from integration.ledger.tables import bill_links
from integration.ledger.upsert import insert_once

TRIES_MAX = 5  # ZIPs that do not fit: there are a thousand of three digits near any utility
OPENINGS_MAX = 20  # a link that is handed about is no archive
A_DAY_MAX = 3  # links to one account's bills
LINK_ID_CHARS = 12
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:ivr:bill-link")


@dataclass(frozen=True, slots=True)
class BillLink:
    """A link to the image of one bill, asked for in a call."""

    bid: str
    account_number: str
    invoice_number: str
    call_sid: str
    made_at: datetime
    expires_at: datetime

    def link_id(self) -> str:
        """The same bill asked for again in the same call is the same link."""
        name = f"{self.bid}:{self.account_number}:{self.invoice_number}:{self.call_sid}"
        return b32encode(uuid5(_NAMESPACE, name).bytes).decode("ascii").lower()[:LINK_ID_CHARS]


def put(connection: Connection, link: BillLink) -> None:
    """Make it, once."""
    row = {
        "link_id": link.link_id(),
        "bid": link.bid,
        "account_number": link.account_number,
        "invoice_number": link.invoice_number,
        "call_sid": link.call_sid,
        "made_at": link.made_at,
        "expires_at": link.expires_at,
    }
    insert_once(connection, bill_links, row, key=["link_id"])


def tried(connection: Connection, link_id: str, now: datetime) -> BillLink | None:
    """Count one try and give the link; None where it is not there, has expired, or was tried or opened too often.

    It is counted before the ZIP is looked at: tries made at the same moment are each the next one.
    """
    mine = (bill_links.c.link_id == link_id) & (bill_links.c.expires_at > now)
    lives = (bill_links.c.tries < TRIES_MAX) & (bill_links.c.openings < OPENINGS_MAX)
    one_more = update(bill_links).where(mine, lives).values(tries=bill_links.c.tries + 1)
    if connection.execute(one_more).rowcount != 1:
        return None
    row = connection.execute(select(bill_links).where(bill_links.c.link_id == link_id)).one()
    return BillLink(
        row.bid, row.account_number, row.invoice_number, row.call_sid, row.made_at, expires_at=row.expires_at
    )


def opened(connection: Connection, link_id: str, now: datetime) -> None:
    """The ZIP fitted: that try is taken back, and an opening counted."""
    counted = {"tries": bill_links.c.tries - 1, "openings": bill_links.c.openings + 1, "opened_at": now}
    connection.execute(update(bill_links).where(bill_links.c.link_id == link_id).values(counted))


def made_since(connection: Connection, bid: str, account_number: str, since: datetime) -> int:
    """How many links to this account's bills were made."""
    mine = (bill_links.c.bid == bid) & (bill_links.c.account_number == account_number)
    count = select(func.count()).where(mine, bill_links.c.made_at >= since)
    return connection.execute(count).scalar_one()
