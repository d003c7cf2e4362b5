"""Which billers want mail sent, and whether the environment names a relay that carries it."""

from collections.abc import Iterator, Mapping

from integration.billers.biller import Biller
from integration.model import Way

NEEDED = ("IVR_MAIL_RELAY", "IVR_MAIL_FROM")


def unsent(billers: Mapping[str, Biller], environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each biller whose mail nobody would carry: which keys want it, and which variables are empty."""
    empty = " and ".join(name for name in NEEDED if not environment.get(name))
    for bid, biller in sorted(billers.items()):
        wanting = ", ".join(_wanting(biller))
        if empty and wanting:
            yield f"{empty}: found nothing; {wanting} of biller {bid} needs it: mail goes over a relay, from an address"


def _wanting(biller: Biller) -> Iterator[str]:
    if biller.billfile.held.mail:
        yield "billfile.held.mail"
    if Way.BANK in biller.payments.ways and biller.payments.bank.notice == "email":
        yield "payments.bank.notice"
    if biller.mails.on:
        yield "mails.on"
