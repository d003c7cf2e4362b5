"""Card and bank numbers come in here and go no further: a random token stands for them, with brand and last four.

Nothing in this package keeps, logs or journals a number, its hash or a part of it beyond the last four.
"""

import re
import threading
from dataclasses import dataclass
from random import Random

from integration.sandbox.gateway.names import new_name

LAST_DIGITS = 4
BANK = "bank"  # in place of a card's brand
BRANDS = (
    ("visa", re.compile(r"4")),
    ("mastercard", re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)")),
    ("amex", re.compile(r"3[47]")),
    ("discover", re.compile(r"6011|64|65")),
    ("jcb", re.compile(r"35(?:2[89]|[3-8])")),
    ("diners-club", re.compile(r"30|36|38|39")),
    ("maestro", re.compile(r"6|5[0678]")),
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a token stands for, as far as anybody may know: a brand (or `bank`) and the last four digits."""

    brand: str
    ending: str


class Tokens:
    """The tokens given out since the start; in memory only, so a restart forgets every card."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._lock = threading.Lock()
        self._known: dict[str, Instrument] = {}

    def mint(self, instrument: Instrument) -> str:
        """A new token for it."""
        with self._lock:
            token = new_name("tok_", self._rng)
            self._known[token] = instrument
            return token

    def find(self, token: str) -> Instrument | None:
        """What the token stands for; None for one that was never given out."""
        return self._known.get(token)


def card(number: str) -> Instrument:
    """Brand and ending of a card number; ValueError, without the number in it, where it cannot be one.

    The check digit is <Pay>'s to ask for: one of Twilio's own test cards, 3065930009020004, does not have it.
    """
    if not re.fullmatch(r"[0-9]{12,19}", number, re.ASCII):
        raise ValueError("not a card number")
    brand = next((name for name, prefix in BRANDS if prefix.match(number)), "card")
    return Instrument(brand, number[-LAST_DIGITS:])


def bank(account: str, routing: str) -> Instrument:
    """Ending of a bank account; ValueError, without the numbers, where account or routing number cannot be one."""
    if not is_account(account) or not is_routing(routing):
        raise ValueError("not a bank account with a routing number")
    return Instrument(BANK, account[-LAST_DIGITS:])


def is_account(account: str) -> bool:
    """Whether this can be a bank account's number."""
    return bool(re.fullmatch(r"[0-9]{4,17}", account, re.ASCII))


def is_routing(routing: str) -> bool:
    """Whether this can be a bank's routing number."""
    weights = (3, 7, 1) * 3
    return bool(re.fullmatch(r"[0-9]{9}", routing, re.ASCII)) and (
        sum(weight * int(digit) for weight, digit in zip(weights, routing, strict=True)) % 10 == 0
    )
