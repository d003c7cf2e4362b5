"""Opening hours as a biller writes them: `always`, or `Mon-Fri 07:00-22:00, Sat 08:00-18:00`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPAN = re.compile(
    r"(?P<first>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(?P<last>Mon|Tue|Wed|Thu|Fri|Sat|Sun))?"
    r" (?P<opens>[0-2][0-9]:[0-5][0-9])-(?P<closes>[0-2][0-9]:[0-5][0-9])"
)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
MIDNIGHT_AT_THE_END = "24:00"


@dataclass(frozen=True, slots=True)
class Span:
    """Open on these weekdays (Monday is 0) from `opens` up to, not including, `closes`; None is midnight at the end."""

    days: frozenset[int]
    opens: time
    closes: time | None

    def holds(self, day: int, at: time) -> bool:
        """Whether this weekday and wall time are inside."""
        return day in self.days and self.opens <= at and (self.closes is None or at < self.closes)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a door is open, on the biller's own wall clock."""

    text: str
    spans: tuple[Span, ...] | None  # None: always

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read the biller's words; ValueError names the part that does not fit."""
        if text.strip() == "always":
            return ALWAYS
        return cls(text, tuple(_span(part.strip()) for part in text.split(",")))

    def open_at(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether the door is open at this instant."""
        return self.open_on(now.astimezone(zone))

    def open_on(self, wall: datetime) -> bool:
        """Whether the door is open when a wall clock shows this."""
        return self.spans is None or any(span.holds(wall.weekday(), wall.time()) for span in self.spans)

    def opens_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The next instant at which a closed door opens, on the wall of `zone`; None where it is always open.

        A wall time that the clocks skip is the instant at which they have skipped it.
        """
        wall = now.astimezone(zone)
        days = (wall.date() + timedelta(days=ahead) for ahead in range(len(DAYS) + 1))
        openings = (
            datetime.combine(day, span.opens, zone).astimezone(UTC).astimezone(zone)
            for day in days
            for span in self.spans or ()
            if day.weekday() in span.days
        )
        return min((opening for opening in openings if opening > now), default=None)

    def closes_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When a door that is open now closes, on the wall of `zone`; None where it never does, or is closed."""
        wall = now.astimezone(zone)
        spans = [span for span in self.spans or () if span.holds(wall.weekday(), wall.time())]
        ends = [_end_of(span, wall.date(), zone) for span in spans]
        return max(ends, default=None)


ALWAYS = Hours("always", None)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f'hours are written like "Mon-Fri 08:00-17:00"; found {text!r}')
    opens, closes = wall_time(found["opens"]), wall_time(found["closes"])
    if opens is None or (closes is None and found["closes"] != MIDNIGHT_AT_THE_END):
        raise ValueError(f"a time is one from 00:00 to 23:59, and 24:00 only closes; found {text!r}")
    if closes is not None and closes <= opens:
        raise ValueError(f"hours open before they close, within one day; found {text!r}")
    first = DAYS.index(found["first"])
    last = DAYS.index(found["last"] or found["first"])
    count = (last - first) % len(DAYS) + 1
    return Span(frozenset((first + step) % len(DAYS) for step in range(count)), opens, closes)


def _end_of(span: Span, day: date, zone: ZoneInfo) -> datetime:
    if span.closes is None:
        return datetime.combine(day + timedelta(days=1), time(), zone)
    return datetime.combine(day, span.closes, zone)


def wall_time(text: str) -> time | None:
    """`08:00` as a time; None for anything else."""
    return time(int(text[:2]), int(text[3:])) if _TIME.fullmatch(text) else None
