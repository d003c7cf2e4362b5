"""A payment that was taken elsewhere, and the rules by which it comes in. Pure.

The money has been taken before we hear of it. So only what cannot be true is refused: an account that nobody knows, or
an amount above what callers may pay, is recorded, and what the biller's system says of it is for a person to read.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from integration.billers import Biller
from integration.billers.capabilities import ROWS, is_on, refusals
from integration.model import Way
from integration.money import Money

CHANNELS = ("kiosk", "obd", "portal", "pos", "cloudstore")  # all but our own telephone line
PRODUCTS = {  # what must be on for a channel's payments to come in; the portal is the platform itself
    "kiosk": "products.kiosk",
    "obd": "products.online_bank_direct",
    "pos": "products.pos_connect",
    "cloudstore": "products.cloudstore",
}
AD_HOC = "cloudstore"  # what is bought there may belong to no account
AGE_DAYS_MAX = 60  # a kiosk without a line keeps its payments; what is older is looked at by people first
AHEAD_MIN_MAX = 5  # by so much the taker's clock may be fast
_ACCOUNT = re.compile(r"[A-Za-z0-9-]{1,30}", re.ASCII)  # ACCOUNT_NO, where callers key another number


@dataclass(frozen=True, slots=True)
class Taken:
    """What the taker says: `paid_at` is aware; `account_number` is ACCOUNT_NO, '' for an ad hoc payment without one.

    `reference` is the taker's own number for the payment, `description` what it is for; '' where there is none.
    """

    channel: str
    account_number: str
    way: Way
    amount: Money
    fee: Money
    paid_at: datetime
    reference: str = ""
    description: str = ""

    def digest(self) -> str:
        """SHA-256 of what is said, in hex: the same for the same payment, in whatever order and zone it is written.

        What is left out and what is empty are the same, so a field that we add one day changes no older digest.
        """
        told = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        said = {name: value for name, value in told.items() if value not in ("", 0)}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> str | int:
    match value:
        case Money(cents):
            return cents
        case datetime():
            return value.astimezone(UTC).isoformat()
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one field. `found` tells its shape only: a value may be somebody's card number."""

    field: str
    found: str
    expected: str


def closed(biller: Biller, channel: str) -> str:
    """Why this biller takes no payments of that channel, by the row of the mission; '' where it does."""
    switch = PRODUCTS.get(channel)
    if switch is None:
        return ""
    row, lacking = ROWS[switch], refusals(biller).get(switch, "")
    if lacking:
        return lacking
    return "" if is_on(biller, switch) else f"{row.number} {row.name} is off for biller {biller.bid} ({switch})"


def misfits(taken: Taken, biller: Biller, now: datetime) -> Iterator[Finding]:
    """What cannot be true of this payment at this biller."""
    account = _misfit_account(taken, biller)
    if account is not None:
        yield account
    if taken.paid_at > now + timedelta(minutes=AHEAD_MIN_MAX):
        yield Finding("paid_at", "an instant in the future", f"at most {AHEAD_MIN_MAX} minutes from now")
    if taken.paid_at < now - timedelta(days=AGE_DAYS_MAX):
        yield Finding("paid_at", f"an instant more than {AGE_DAYS_MAX} days ago", f"the last {AGE_DAYS_MAX} days")


def _misfit_account(taken: Taken, biller: Biller) -> Finding | None:
    number, (shortest, longest) = taken.account_number, biller.account.digits
    if not number:
        expected = "an account number; only cloudstore payments may come without one"
        return None if taken.channel == AD_HOC else Finding("account_number", "nothing", expected)
    found = f"text of {len(number)} characters"
    if biller.account.keyed == "ACCOUNT_NO":
        fits = number.isascii() and number.isdecimal() and shortest <= len(number) <= longest
        return None if fits else Finding("account_number", found, f"{shortest} to {longest} digits")
    return None if _ACCOUNT.fullmatch(number) else Finding("account_number", found, "1 to 30 letters, digits, hyphens")
