"""What happened before the call or beside it: other payments of ours, and searches that failed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from integration.model import PaymentState, Way
from integration.money import Money
from ivr.replay.account_facts import money
from ivr.replay.words import nearest

STATES = (PaymentState.CAPTURED, PaymentState.UNKNOWN, PaymentState.DECLINED, PaymentState.ABANDONED)
POSTINGS = ("ready", "held", "posting", "ambiguous", "review", "posted")
GUESSES_MAX = 500
_PAID = r"(?P<amount>\S+) (?P<way>\S+) (?P<state>\S+)"
_AT = r" (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)"
_MORE = r"(?: posting (?P<posting>\S+))?(?: account (?P<account>\S+))?"
_PAYMENT = re.compile(_PAID + _AT + _MORE, re.ASCII)
_BESIDE = re.compile(_PAID + _MORE, re.ASCII)


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment of ours before this call, or beside it. `at` is aware UTC; `account` '' for the script's first account.

    `held` is a posting that is ready while the biller's pump stands still.
    """

    amount: Money
    way: Way
    state: PaymentState
    at: datetime
    posting: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class GuessFacts:
    """So many failed searches by this caller just before the call; '' spreads them over other accounts."""

    count: int
    account: str = ""


def read_payment(text: str, zone: ZoneInfo) -> PaymentFacts:
    """`40.00 card captured 2026-11-20 09:00 posting held`; ValueError says what does not fit."""
    found = _PAYMENT.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(f"found {text!r}; expected one like 40.00 card captured 2026-11-20 09:00 posting ready")
    wall = datetime.strptime(found["at"], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - its zone is the clock's
    return _read(found, wall.replace(tzinfo=zone).astimezone(UTC))


def read_beside(text: str, now: datetime) -> PaymentFacts:
    """The same without a time, of a payment that is made `now`: `40.00 card captured posting ready`."""
    found = _BESIDE.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(f"{text}: expected one like 40.00 card captured posting ready")
    return _read(found, now)


def _read(found: re.Match[str], at: datetime) -> PaymentFacts:
    state, posting, way = found["state"], found["posting"] or "", found["way"]
    _one_of(way, tuple(Way))
    _one_of(state, STATES)
    if bool(posting) != (state == PaymentState.CAPTURED):
        raise ValueError("what was captured, and nothing else, has a posting")
    if posting:
        _one_of(posting, POSTINGS)
    return PaymentFacts(money(found["amount"]), Way(way), PaymentState(state), at, posting, found["account"] or "")


def read_guesses(text: str) -> GuessFacts:
    """`10`, or `5 0012345678` for failures on one account."""
    count, _, account = text.partition(" ")
    if not count.isdecimal() or not 0 < int(count) <= GUESSES_MAX:
        raise ValueError(f"found {text!r}; expected a count of failed searches, 1 to {GUESSES_MAX}, and an account")
    return GuessFacts(int(count), account.strip())


def _one_of(word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise ValueError(f"found {word!r}; {nearest(word, known)}")
