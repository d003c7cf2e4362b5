"""Time is passed in: instants are aware UTC, and 'today' is a biller's own date."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What the program may ask about time. `now` is aware UTC; `tick` is monotonic seconds; `pause` waits."""

    def now(self) -> datetime: ...
    def tick(self) -> float: ...
    def pause(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clock: the one place where it is read."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def tick(self) -> float:
        """Monotonic seconds, for deadlines and durations."""
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        """Wait, really."""
        time.sleep(seconds)


class VirtualClock:
    """A clock that moves only when told, for tests, replays and simulation."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError(f"an instant is aware; found {start!r} without a zone")
        self._start = start.astimezone(UTC)
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        """The start plus all that was waited."""
        return self._start + timedelta(seconds=self._elapsed_s)

    def tick(self) -> float:
        """Seconds since the start."""
        return self._elapsed_s

    def pause(self, seconds: float) -> None:
        """Move on at once."""
        self._elapsed_s += max(0.0, seconds)


def today_at(zone: ZoneInfo, now: datetime) -> date:
    """The date on the biller's wall when it is `now` everywhere."""
    return now.astimezone(zone).date()
