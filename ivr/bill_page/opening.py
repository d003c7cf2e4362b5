"""A link and a ZIP become a bill's image, or nothing: what is wrong with them is never told apart."""

import hmac
from dataclasses import dataclass

from integration.billers import Biller
from integration.errors import Trouble
from integration.images.addresses import link_id_of
from integration.images.finding import find
from integration.images.offering import zip_of
from integration.ledger import bill_links
from integration.ledger.bills import find_numbered
from integration.model import Bill
from integration.site import Site


@dataclass(frozen=True, slots=True)
class Opened:
    """The ZIP fitted. `content` is the PDF, None where the image cannot be had now; `bid` is whose bill it is."""

    link_id: str
    bid: str
    content: bytes | None
    why: str = ""


def open_link(site: Site, token: str, zip_code: str) -> Opened | None:
    """The bill behind the link; None for a link that is not ours, is over, or a ZIP that does not fit."""
    link_id = link_id_of(token, site.vault)
    if link_id is None:
        return None
    with site.database.write() as connection:
        link = bill_links.tried(connection, link_id, site.clock.now())
        if link is None:
            return None
        standing = find_numbered(connection, link.bid, link.account_number, link.invoice_number)
        biller = site.billers.get(link.bid)
        if standing is None or biller is None or not _fits(standing.bill, zip_code):
            return None
        bill_links.opened(connection, link_id, site.clock.now())
    return _image(site, biller, standing.bill, link_id)


def _fits(bill: Bill, zip_code: str) -> bool:
    expected = zip_of(bill.postal_code)
    return hmac.compare_digest(expected, zip_of(zip_code)) and bool(expected)


def _image(site: Site, biller: Biller, bill: Bill, link_id: str) -> Opened:
    """Asked for outside of any transaction: the biller's systems may take their time, or be in a window."""
    try:
        content = find(site, biller, bill).content
    except Trouble as trouble:
        return Opened(link_id, bill.bid, None, type(trouble).__name__)
    return Opened(link_id, bill.bid, content)
