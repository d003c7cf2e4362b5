"""Which days may be chosen: from tomorrow on, up to the biller's limit and the bill's last day. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from ivr.call import Call
from ivr.scenes.common import owed_of

PAST, TODAY, TOO_FAR, NO_DAY = "past", "today", "too_far", "no_day"  # why a day is asked for again
_MONTH_DIGITS = 2


def tomorrow(call: Call) -> str:
    """ISO, on the biller's wall."""
    return (_today(call) + timedelta(days=1)).isoformat()


def last_day(call: Call) -> str:
    """The last day that may be chosen, ISO: so many days ahead, and not past the day on which the bill expires."""
    terms = call.biller.later
    ahead = terms.promise_days_max if call.later == "promise" else terms.schedule_days_max
    limit = (_today(call) + timedelta(days=ahead)).isoformat()
    expires = owed_of(call).expires
    return min(limit, expires) if expires else limit


def may_be(call: Call, day: str) -> bool:
    """Whether this day may be chosen."""
    return tomorrow(call) <= day <= last_day(call)


def day_meant(call: Call, digits: str) -> tuple[str, str]:
    """The day of a keyed month and day, and why it cannot be that, '' where it can: `1204` is December 4.

    Without a year it is this year's; where that has passed, next year's, if that may be chosen.
    """
    days = list(_days(_today(call).year, digits))
    if not days:
        return "", NO_DAY
    fitting = next((day for day in days if may_be(call, day)), "")
    return (fitting, "") if fitting else ("", _why_not(call, days))


def _why_not(call: Call, days: list[str]) -> str:
    """Of a day without its year the nearer one was meant: in November, October has passed and February is far ahead."""
    day = min(days, key=lambda each: abs(date.fromisoformat(each) - _today(call)))
    if day == call.today():
        return TODAY
    return PAST if day < call.today() else TOO_FAR


def _days(year: int, digits: str) -> Iterator[str]:
    """That day this year and next year, where the calendar has it."""
    month, day = int(digits[:_MONTH_DIGITS]), int(digits[_MONTH_DIGITS:])
    for each in (year, year + 1):
        try:
            yield date(each, month, day).isoformat()
        except ValueError:
            continue


def _today(call: Call) -> date:
    return date.fromisoformat(call.today())
