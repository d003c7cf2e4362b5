"""Whether a returned debit may be presented to the payer's bank once more: offered to the biller, never done alone.

Nacha Operating Rules 2.12.4 "Reinitiation of Returned Entries", as bankfivenine.com and stockmanbank.com explain it
(rules.md 1.4): insufficient or uncollected funds only; at most twice after the first time; within 180 days of the
original entry's settlement; the same company name, company identification and amount; described as RETRY PYMT.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from integration.nacha.reasons import REASONS, Kind

AGAIN_MAX = 2  # presentments after the first
WITHIN_DAYS = 180
DESCRIPTION = "RETRY PYMT"  # company entry description, ten characters
NEEDS_A_NEW_WORD = "R08"  # a stopped payment: only with the payer's new authorisation, which is then a new payment


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, and why in a sentence. `last_day` is the last one on which it may be presented; None for a no."""

    may: bool
    why: str
    last_day: date | None = None


def may_retry(code: str, *, presented_again: int, settled_on: date | None, today: date) -> Answer:
    """Whether a debit that came back with `code` may be presented again on `today`.

    `presented_again` counts the presentments after the first. `settled_on` is the settlement of the very first entry,
    None where nobody knows it; days are the biller's own dates.
    """
    if never := _never(code):
        return Answer(may=False, why=never)
    if presented_again >= AGAIN_MAX:
        return Answer(may=False, why=f"presented again {presented_again} times; at most {AGAIN_MAX} are allowed")
    if settled_on is None:
        return Answer(may=False, why="nobody knows when the original entry settled; the 180 days cannot be counted")
    last_day = settled_on + timedelta(days=WITHIN_DAYS)
    if today > last_day:
        return Answer(may=False, why=f"the {WITHIN_DAYS} days from {settled_on} ended on {last_day}")
    times = "once" if presented_again == AGAIN_MAX - 1 else "twice"
    return Answer(may=True, why=f"{code} ({REASONS[code].words}): {times} more, until {last_day}", last_day=last_day)


def _never(code: str) -> str:
    """Why a debit that came back with this code may at no time be presented again; '' where it may."""
    reason = REASONS.get(code)
    if reason is None:
        return f"{code} is no return reason that we know"
    if reason.kind is not Kind.RETURN:
        return f"{code} ({reason.words}) is no return of a payment"
    if code == NEEDS_A_NEW_WORD:
        return f"{code} ({reason.words}): the payer must authorise it anew, as a new payment"
    if not reason.may_present_again:
        return f"{code} ({reason.words}) may not be presented again; only R01 and R09 may"
    return ""
