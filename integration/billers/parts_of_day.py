"""The parts of a day in which somebody may be called back: the next morning or afternoon in which an office is open."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from integration.billers.hours import DAYS, Hours, Span

LEFT_MIN = timedelta(minutes=30)  # of a part that is under way, so much must be left


class Part(StrEnum):
    """As callers are offered it."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


WALLS = {Part.MORNING: (time(8), time(12)), Part.AFTERNOON: (time(12), time(17))}  # nobody is rung at night
_WHOLE_DAYS = (Span(frozenset(range(len(DAYS))), time(), None),)


def next_day_of(part: Part, hours: Hours, now: datetime, zone: ZoneInfo) -> date | None:
    """The first day, today among them, on which the office is open in this part of it; None where it never is."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(len(DAYS) + 1))
    spans = _WHOLE_DAYS if hours.spans is None else hours.spans
    return next((day for day in days for span in spans if _is_open(part, span, day, now, zone)), None)


def _is_open(part: Part, span: Span, day: date, now: datetime, zone: ZoneInfo) -> bool:
    first, last = WALLS[part]
    begins, ends = max(span.opens, first), min(span.closes or last, last)
    if day.weekday() not in span.days or begins >= ends:
        return False
    begins_at, ends_at = (datetime.combine(day, at, zone).astimezone(UTC) for at in (begins, ends))
    return ends_at - max(begins_at, now) >= LEFT_MIN
