"""A bill's image: what is kept already, else by the biller's ways, once; what was fetched is kept from then on."""

from dataclasses import dataclass

from integration.billers.biller import Biller
from integration.billers.capabilities import is_on
from integration.errors import Garbled, Refused, Unavailable
from integration.images import EXTRACTION, LINKING, REMOTE
from integration.images.shelf import IMAGES, FolderShelf, ImageKey, Shelf
from integration.model import Bill
from integration.site import Site

SERVER_REFUSALS = frozenset({"host_key", "login"})  # of the whole server, which a person must hear of


@dataclass(frozen=True, slots=True)
class Image:
    """A bill's PDF and where it came from: kept, linked or remote."""

    content: bytes
    source: str


def shelf_of(site: Site) -> Shelf:
    """The site's shelf: a folder below IVR_DATA."""
    return FolderShelf(site.settings.data / IMAGES)


def may_have(shelf: Shelf, biller: Biller, bill: Bill) -> bool:
    """Whether an image is there or can be asked for, without asking anybody."""
    asked = is_on(biller, REMOTE) or (is_on(biller, LINKING) and bool(bill.pdf_name))
    return asked or (is_on(biller, EXTRACTION) and shelf.has(ImageKey.of(bill)))


def find(site: Site, biller: Biller, bill: Bill) -> Image:
    """The bill's image. Raises Refused where it has none, Unavailable, Garbled."""
    shelf, key = shelf_of(site), ImageKey.of(bill)
    kept = shelf.get(key)
    if kept is not None:
        return Image(kept, "kept")
    image = _fetched(site, biller, bill)
    shelf.put(key, image.content)
    return image


def _fetched(site: Site, biller: Biller, bill: Bill) -> Image:
    """By the bill's own file name first; with both ways on, what the folder does not have is asked of the books.

    In a maintenance window nothing is asked of the biller's systems.
    """
    if biller.is_away(site.clock.now()):
        raise Unavailable(f"biller {biller.bid} is in a maintenance window")
    if is_on(biller, LINKING) and bill.pdf_name:
        from integration.images import linking  # noqa: PLC0415 - SSH, which a start need not wait for

        try:
            return Image(linking.linked(biller, bill, site.clock), "linked")
        except (Refused, Garbled) as trouble:
            if not is_on(biller, REMOTE) or (isinstance(trouble, Refused) and trouble.code in SERVER_REFUSALS):
                raise
    if is_on(biller, REMOTE):
        content = site.books(biller.bid).statement(bill.account_number, bill.invoice_number)
        return Image(content, "remote")
    raise Refused(f"bill {bill.invoice_number}: no image is kept, and no way is on to ask for one", code="none")
