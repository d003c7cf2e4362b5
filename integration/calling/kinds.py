"""The kinds of setting a rule of the law can have: how each is read from a file, and which of two is the looser."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from integration.billers.hours import Hours
from integration.calling.weeks import week_of
from integration.money import Money

Value = int | Money | Hours | date | tuple[date, ...]  # a flag is a bool, which is an int

COUNT_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` turns what a file says into a value, ValueError naming what was expected; `looser` compares two."""

    expected: str
    read: Callable[[Any], Value]
    looser: Callable[[Any, Any], bool]  # (this, than that); both are values of this kind


def _count(found: Any) -> int:
    if type(found) is not int or not 0 <= found <= COUNT_MAX:
        raise ValueError
    return found


def _money(found: Any) -> Money:
    money = Money.parse(found) if isinstance(found, str) else Money(-1)
    if money < Money(0):
        raise ValueError
    return money


def _hours(found: Any) -> Hours:
    if not isinstance(found, str):
        raise ValueError  # noqa: TRY004 - one error for all that cannot be read
    return Hours.parse(found)


def _flag(found: Any) -> bool:
    if type(found) is not bool:
        raise ValueError
    return found


def _on_from(found: Any) -> date:
    """`true` is on already; `false` would be never, which is later than any date."""
    if type(found) is bool:
        return date.min if found else date.max
    return _date(found)


def _date(found: Any) -> date:
    if type(found) is not date:
        raise ValueError
    return found


def _dates(found: Any) -> tuple[date, ...]:
    if not isinstance(found, list):
        raise ValueError  # noqa: TRY004 - one error for all that cannot be read
    return tuple(_date(each) for each in found)


def _opens_more(hours: Hours, than: Hours) -> bool:
    return any(day - other for day, other in zip(week_of(hours), week_of(than), strict=True))


KINDS = {
    "hours": Kind('hours like "Mon-Fri 09:00-20:00"', _hours, _opens_more),
    "at_most": Kind(f"a whole number from 0 to {COUNT_MAX}", _count, lambda this, than: this > than),
    "at_least": Kind(f"a whole number from 0 to {COUNT_MAX}", _count, lambda this, than: this < than),
    "money_at_most": Kind('money in quotes, like "100.00"', _money, lambda this, than: this > than),
    "money_at_least": Kind('money in quotes, like "1.00"', _money, lambda this, than: this < than),
    "on": Kind("true or false, without quotes", _flag, lambda this, than: than and not this),
    "on_from": Kind("true, or a date like 2026-12-01 without quotes", _on_from, lambda this, than: this > than),
    "dates": Kind("a list of dates like [2026-12-24]", _dates, lambda this, than: bool(set(than) - set(this))),
}
"""By the word that a rule's `kind` says; `always` is no setting."""
