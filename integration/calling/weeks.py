"""A week of opening hours as minutes: what can be cut with another week, exactly."""

from datetime import time

from integration.billers.hours import DAYS, Hours, Span

DAY_MINUTES = 24 * 60
EVER = frozenset(range(DAY_MINUTES))

Day = frozenset[int]  # minutes since midnight on the wall in which it is open
Week = tuple[Day, ...]  # Monday first


def week_of(hours: Hours) -> Week:
    """Each weekday's open minutes."""
    if hours.spans is None:
        return (EVER,) * len(DAYS)
    spans = hours.spans
    return tuple(
        frozenset(minute for span in spans if day in span.days for minute in _minutes(span)) for day in range(len(DAYS))
    )


def spans_of(day: Day) -> tuple[tuple[int, int], ...]:
    """The same minutes as (opens, closes), in order; `closes` is the first minute that is shut."""
    opens = sorted(minute for minute in day if minute - 1 not in day)
    closes = sorted(minute + 1 for minute in day if minute + 1 not in day)
    return tuple(zip(opens, closes, strict=True))


def _minutes(span: Span) -> range:
    return range(_minute(span.opens), DAY_MINUTES if span.closes is None else _minute(span.closes))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
