"""When it is open: every rule of every place, on every clock that counts there, as instants of UTC.

A year of a set of places is worked out once, as the seconds at which it opens and shuts; asking is then one search in
it. No rule opens before 8:00 or after 21:30 on the wall, and clocks change at night, so each span of the wall is one
span of instants.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, reduce
from zoneinfo import ZoneInfo

from integration.billers.hours import DAYS, Hours
from integration.calling.clocks import clock
from integration.calling.days_off import DaysOff
from integration.calling.law import rules
from integration.calling.places import Place
from integration.calling.regions import regions
from integration.calling.weeks import EVER, spans_of, week_of

LOOKAHEAD_DAYS = 31
YEARS_KEPT_MAX = 4096  # sets of places, a year each: about 6 kB a year

Span = tuple[int, int]  # opens, shuts: seconds since 1970, or minutes since midnight on the wall


@dataclass(frozen=True, slots=True)
class Window:
    """The hours that one rule leaves open."""

    rule: str
    hours: Hours


class Openings:
    """What a biller's limits leave open. `at` is aware; `places` must all be open, and there is at least one.

    `steps(places, year)` are the seconds at which it opens, shuts, opens, ... in that year of UTC and a month after.
    """

    def __init__(self, windows: Iterable[Window], days_off: DaysOff) -> None:
        self._windows = tuple(windows)
        self._days_off = days_off
        self.steps = lru_cache(YEARS_KEPT_MAX)(self._work_out)
        self._spans = lru_cache(YEARS_KEPT_MAX)(self._work_out_place)
        self._week = lru_cache(len(regions()))(self._work_out_week)

    def is_open(self, places: frozenset[Place], at: datetime) -> bool:
        """Whether every place is open at this instant."""
        return bisect_right(self.steps(places, at.astimezone(UTC).year), at.timestamp()) % 2 == 1

    def opens_next(self, places: frozenset[Place], at: datetime) -> datetime | None:
        """The first instant from `at` on when every place is open; None when there is none in the next 30 days."""
        edges = self.steps(places, at.astimezone(UTC).year)
        found = bisect_right(edges, at.timestamp())
        if found % 2 == 1:
            return at
        return datetime.fromtimestamp(edges[found], UTC) if found < len(edges) else None

    def shut_by(self, places: frozenset[Place], at: datetime) -> tuple[str, datetime]:
        """The rule that shuts a place at an instant when it is not open, and the wall clock there."""
        return next(
            (rule, wall)
            for place in sorted(places, key=lambda each: each.region)
            for zone in sorted(place.zones)
            for wall in (at.astimezone(clock(zone)),)
            for rule in self._rules_that_shut(place.region, wall)
        )

    def _rules_that_shut(self, region: str, wall: datetime) -> Iterator[str]:
        for window in self._windows:
            if rules()[window.rule].holds_in(region) and not window.hours.open_on(wall):
                yield window.rule
        off = self._days_off.of(region, wall.year).get(wall.date())
        if off is not None:
            yield off

    def _work_out(self, places: frozenset[Place], year: int) -> Sequence[int]:
        """From the last day of the year before, whose evening is in this one, to `LOOKAHEAD_DAYS` into the next."""
        spans = reduce(_both, (self._spans(place.region, zone, year) for place in places for zone in place.zones))
        return array("q", [edge for span in spans for edge in span])

    def _work_out_place(self, region: str, zone_name: str, year: int) -> list[Span]:
        week, zone = self._week(region), clock(zone_name)
        off = {day for each in (year - 1, year, year + 1) for day in self._days_off.of(region, each)}
        return [
            (_instant(day, opens, zone), _instant(day, shuts, zone))
            for day in _days(year)
            if day not in off
            for opens, shuts in week[day.weekday()]
        ]

    def _work_out_week(self, region: str) -> tuple[tuple[Span, ...], ...]:
        """Each weekday's spans in minutes of the wall, Monday first."""
        weeks = [week_of(window.hours) for window in self._windows if rules()[window.rule].holds_in(region)]
        return tuple(spans_of(EVER.intersection(*(week[day] for week in weeks))) for day in range(len(DAYS)))


def _days(year: int) -> Iterator[date]:
    first, last = date(year - 1, 12, 31), date(year, 12, 31) + timedelta(days=LOOKAHEAD_DAYS)
    return (first + timedelta(days=passed) for passed in range((last - first).days + 1))


def _instant(day: date, minute: int, zone: ZoneInfo) -> int:
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)  # counts on the wall
    return int(wall.timestamp())


def _both(some: list[Span], others: list[Span]) -> list[Span]:
    """The spans in which both are open."""
    found, left, right = [], 0, 0
    while left < len(some) and right < len(others):
        opens, shuts = max(some[left][0], others[right][0]), min(some[left][1], others[right][1])
        if opens < shuts:
            found.append((opens, shuts))
        if some[left][1] < others[right][1]:
            left += 1
        else:
            right += 1
    return found
