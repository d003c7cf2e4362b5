"""An account in a `.call` file: `0012345678  balance 142.50  pastdue 42.50  due 2026-11-05  zip 30236`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from integration.money import ZERO, Money
from ivr.replay.words import nearest


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What Cayenta and the bill file hold of one account.

    `balance`, `past_due` and `block` are Cayenta's, before the payments that the script tells of; the file holds the
    same, or `billed` where that is told. `asked` is the day on which Cayenta last told us its flags.
    """

    number: str
    balance: Money = ZERO
    past_due: Money = ZERO
    due: date | None = None
    postal_code: str = ""
    phone: str = ""
    last_payment: Money = ZERO
    language: str = ""
    block: str = ""
    name: str = ""
    custom: str = ""
    billed: Money | None = None
    asked: date | None = None
    bill_type: str = "REGULAR"
    disconnect: date | None = None
    expires: date | None = None
    minimum: Money | None = None
    partial: bool | None = None
    paperless: bool = False
    autopay: bool = False


def money(text: str) -> Money:
    """`142.50`, `$1,142.50` or `-20.00`."""
    return Money.parse(text.replace("$", "").replace(",", ""))


def day(text: str) -> date:
    """ISO."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"found {text!r}; expected a day like 2026-11-05") from None


def switch(text: str) -> bool:
    """`on` or `off`."""
    if text not in ("on", "off"):
        raise ValueError(f"found {text!r}; expected on or off")
    return text == "on"


READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "balance": ("balance", money),
    "pastdue": ("past_due", money),
    "due": ("due", day),
    "zip": ("postal_code", str),
    "phone": ("phone", str),
    "lastpayment": ("last_payment", money),
    "language": ("language", str),
    "block": ("block", str),
    "name": ("name", str),
    "custom": ("custom", str),
    "billed": ("billed", money),
    "asked": ("asked", day),
    "type": ("bill_type", str),
    "disconnect": ("disconnect", day),
    "expires": ("expires", day),
    "minimum": ("minimum", money),
    "partial": ("partial", switch),
    "paperless": ("paperless", switch),
    "autopay": ("autopay", switch),
}


def read_account(text: str, known: tuple[AccountFacts, ...]) -> tuple[AccountFacts, ...]:
    """The accounts with one more, or with more facts of one that is known; ValueError names the fact that is none."""
    number, *words = text.split()
    told: dict[str, Any] = {}
    while words:
        fact = words.pop(0)
        if fact not in READERS:
            raise ValueError(f"{fact} is no fact of an account; {nearest(fact, READERS)}")
        if not words:
            raise ValueError(f"{fact}: found nothing after it")
        field, read = READERS[fact]
        told[field] = read(_value(fact, words))
    others = tuple(account for account in known if account.number != number)
    before = next((account for account in known if account.number == number), AccountFacts(number))
    return (*others, replace(before, **told))


def _value(fact: str, words: list[str]) -> str:
    """One word; of a name, all words up to the next fact."""
    value = [words.pop(0)]
    while fact == "name" and words and words[0] not in READERS:
        value.append(words.pop(0))
    return " ".join(value)
