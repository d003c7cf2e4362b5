"""Whether a caller may be offered the link to a bill by text; whether his number may be written to is asked apart."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from integration.billers.biller import Biller
from integration.images import has_images
from integration.images.finding import may_have
from integration.images.shelf import Shelf
from integration.ledger import bill_links
from integration.model import Bill

ZIP_DIGITS = 5
A_DAY = timedelta(hours=24)


def may_be_linked(connection: Connection, shelf: Shelf, biller: Biller, bill: Bill, now: datetime) -> bool:
    """Whether there is an image, a ZIP that guards it, and no link too many already."""
    if not (biller.texts.on and has_images(biller) and zip_of(bill.postal_code)):
        return False
    made = bill_links.made_since(connection, biller.bid, bill.account_number, now - A_DAY)
    return made < bill_links.A_DAY_MAX and may_have(shelf, biller, bill)


def zip_of(text: str) -> str:
    """A ZIP as it is compared: five digits of a long one, or a postal code's letters; '' where it is too short."""
    letters = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    if len(letters) < ZIP_DIGITS:
        return ""
    return letters[:ZIP_DIGITS] if letters.isdigit() else letters
