"""What a biller's file may say and the code does not do yet. This table shrinks as the house grows; empty, it goes.

Nothing here half-works: `refusals` stop the start. What does no harm while nothing is done with it only warns
(`waiting`): `ivr doctor` says so.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from integration.billers import capabilities
from integration.billers.biller import Biller
from integration.billers.capabilities import ROWS, is_on
from integration.billers.checks import touches
from integration.model import Way

LANGUAGES = ("en", "es", "fr")
SWITCHES_DONE = frozenset(
    {
        "products.ivr",
        "products.outbound_ivr",
        "features.balance_forward",
        "features.expire_bill",
        "features.minimum_payment",
        "features.spoken_answers",
        "features.scheduled_payments",
        "features.autopay",
        "features.autopay_collection_date",
        "features.paperless",
        "features.contact_details",
        "features.data_conversion",
        "features.pdf_linking",
        "features.pdf_extraction",
        "features.pdf_remote_link",
        "products.kiosk",
        "products.pos_connect",
    }
)
SWITCHES_PARTLY = {  # what each says is done, is
    "products.cloudstore": "payments come by the API; paying by phone is not there yet",
    "products.online_bank_direct": "payments come by the API; remittance files are not there yet",
}


@dataclass(frozen=True, slots=True)
class NotYet:
    """A key of the file; what this biller asks of it that is not there, '' for nothing; and what to write instead."""

    path: str
    asked: Callable[[Biller], str]
    instead: str


def _ways(biller: Biller) -> str:
    return "paying without card" if biller.payments.ways and Way.CARD not in biller.payments.ways else ""


def _languages(biller: Biller) -> str:
    return ", ".join(language for language in biller.languages if language not in LANGUAGES)


OPTIONS = (
    NotYet("payments.ways", _ways, '["card"]'),
    NotYet("languages", _languages, ", ".join(f'"{language}"' for language in LANGUAGES)),
    NotYet(
        "products.ivr",
        lambda biller: "" if is_on(biller, "products.ivr") else "a biller without the phone line",
        "true",
    ),
)


def refusals(biller: Biller, broken: Collection[str] = ()) -> Iterator[str]:
    """One sentence for each thing that this biller's file asks for and that is not there yet.

    `broken` are the keys that could not be read, of which nothing can be said.
    """
    for option in OPTIONS:
        asked = "" if touches(option.path, broken) else option.asked(biller)
        if asked:
            yield f"{option.path}: {asked} is not there yet; expected {option.instead}"
    if not any(touches(path, broken) for path in ("products", "features", "cu_version", "css_generation")):
        yield from _switches_on(biller)


def _switches_on(biller: Biller) -> Iterator[str]:
    silent = SWITCHES_DONE | SWITCHES_PARTLY.keys() | capabilities.refusals(biller).keys()
    for switch, on in capabilities.switches(biller):
        if on and switch in ROWS and switch not in silent:
            yield f"{switch}: {ROWS[switch].number} {ROWS[switch].name} is not there yet: remove {switch}"


def waiting(biller: Biller) -> Iterator[str]:
    """One sentence for each thing that is asked for, does no harm, and is not done yet."""
    for switch, on in capabilities.switches(biller):
        if on and switch in SWITCHES_PARTLY:
            yield f"{switch}: {SWITCHES_PARTLY[switch]}"
