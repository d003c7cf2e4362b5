"""When a campaign may ring a set of places: the law's hours there, its own calendar, no maintenance.

Everything is seconds since 1970, so that a day on which clocks change is as long as it is. A span is (opens, shuts).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, reduce

from integration.billers.hours import Hours
from integration.calling.clocks import clock
from integration.calling.openings import Openings
from integration.calling.places import SETS_KEPT_MAX, Place
from integration.calling.weeks import spans_of, week_of
from integration.campaigns.definition import Calendar

MINUTE_S, DAY_S = 60, 86_400

Span = tuple[int, int]
Spans = tuple[Span, ...]


class Windows:
    """The spans of one campaign from `begins` on; `zone` is the name of the biller's.

    `own` are those of its calendar alone, without the biller's maintenance; `of(places)` those in which every place is
    open too.
    """

    def __init__(
        self, calendar: Calendar, zone: str, openings: Openings, maintenance: Iterable[Hours], begins: datetime
    ) -> None:
        whole = (max(int(begins.timestamp()), _midnight(calendar.first, zone)), _end(calendar, zone))
        away = [span for hours in maintenance for span in _of_hours(hours, calendar, zone)]
        self.own: Spans = reduce(_without, away, _joined(both(_of_hours(calendar.hours, calendar, zone), (whole,))))
        self._openings = openings
        self.of = lru_cache(SETS_KEPT_MAX)(self._of)

    def _of(self, places: frozenset[Place]) -> Spans:
        years = sorted({datetime.fromtimestamp(edge, UTC).year for span in self.own for edge in span})
        return _joined(span for year in years for span in both(self._in_year(year), self._law(places, year)))

    def _in_year(self, year: int) -> Spans:
        """Ours in a year of UTC: the law's steps of a year run into the next, and would come twice."""
        return both(self.own, ((_first_of(year), _first_of(year + 1)),))

    def _law(self, places: frozenset[Place], year: int) -> Spans:
        steps: Sequence[int] = self._openings.steps(places, year)
        return tuple(zip(steps[::2], steps[1::2], strict=True))


def expires_at(calendar: Calendar, zone: str) -> datetime:
    """The midnight after its last day, aware UTC: nothing is rung from then on."""
    return datetime.fromtimestamp(_end(calendar, zone), UTC)


def midnights(first: date, last: date, zone: str) -> list[int]:
    """The seconds at which the days of the biller begin, and the one at which the last ends."""
    return [_midnight(first + timedelta(days=day), zone) for day in range((last - first).days + 2)]


def both(some: Spans, others: Spans) -> Spans:
    """The spans in which both are open; each is in order and does not overlap itself."""
    found, left, right = [], 0, 0
    while left < len(some) and right < len(others):
        opens, shuts = max(some[left][0], others[right][0]), min(some[left][1], others[right][1])
        if opens < shuts:
            found.append((opens, shuts))
        if some[left][1] < others[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


def _joined(spans: Iterable[Span]) -> Spans:
    """Those that follow each other at once as one."""
    found: list[Span] = []
    for opens, shuts in spans:
        if found and found[-1][1] == opens:
            found[-1] = (found[-1][0], shuts)
        else:
            found.append((opens, shuts))
    return tuple(found)


def _without(spans: Spans, away: Span) -> Spans:
    return tuple(
        (opens, shuts)
        for span in spans
        for opens, shuts in ((span[0], min(span[1], away[0])), (max(span[0], away[1]), span[1]))
        if opens < shuts
    )


def _of_hours(hours: Hours, calendar: Calendar, zone: str) -> Spans:
    """Hours of the biller's wall on each day of the calendar."""
    week = [spans_of(day) for day in week_of(hours)]
    return tuple(span for day in _days(calendar) for span in _of_day(day, week[day.weekday()], hours, zone))


def _of_day(day: date, minutes: Spans, hours: Hours, zone: str) -> Iterator[Span]:
    begins, ends = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    if ends - begins == DAY_S:
        yield from ((begins + opens * MINUTE_S, begins + shuts * MINUTE_S) for opens, shuts in minutes)
    else:
        yield from _where_clocks_change(hours, range(begins, ends, MINUTE_S), zone)


def _where_clocks_change(hours: Hours, seconds: range, zone: str) -> Iterator[Span]:
    """Minute by minute: an hour of the wall may come twice, or never."""
    for second in seconds:
        if hours.open_on(datetime.fromtimestamp(second, clock(zone))):
            yield second, second + MINUTE_S


def _days(calendar: Calendar) -> Iterator[date]:
    return (calendar.first + timedelta(days=passed) for passed in range((calendar.last - calendar.first).days + 1))


def _end(calendar: Calendar, zone: str) -> int:
    return _midnight(calendar.last + timedelta(days=1), zone)


def _midnight(day: date, zone: str) -> int:
    return _instant(day, 0, zone)


def _instant(day: date, minute: int, zone: str) -> int:
    wall = datetime(day.year, day.month, day.day, tzinfo=clock(zone)) + timedelta(minutes=minute)  # counts on the wall
    return int(wall.timestamp())


def _first_of(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
