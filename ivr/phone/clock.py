"""The time of a call. Any object of this shape will do; `VirtualClock` is the one that never waits."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A calendar and a stopwatch that agree."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def tick(self) -> float:
        """Seconds on a stopwatch that never goes back."""
        ...

    def pause(self, seconds: float) -> None:
        """Lets that many seconds pass."""
        ...


class VirtualClock:
    """Stands still until someone pauses on it."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)) -> None:
        self._start = start
        self._passed_s = 0.0

    def now(self) -> datetime:
        """The start plus all pauses."""
        return self._start + timedelta(seconds=self._passed_s)

    def tick(self) -> float:
        """The sum of all pauses, in seconds."""
        return self._passed_s

    def pause(self, seconds: float) -> None:
        """Moves on at once; a negative pause is a mistake of the caller."""
        if seconds < 0:
            raise ValueError(f"a pause of {seconds} seconds")
        self._passed_s += seconds
