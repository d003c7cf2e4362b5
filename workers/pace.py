"""How fast one process may send to a biller's system: a bucket that holds one token and fills evenly."""

from dataclasses import dataclass, field

from integration.billers.biller import Pump
from integration.clock import Clock


@dataclass
class Pace:
    """One send each `interval_s`. The bucket holds no more than one, so a pause is never followed by a burst."""

    clock: Clock
    interval_s: float
    _next: float = field(default=float("-inf"), init=False)  # the tick at which the token is there

    @classmethod
    def of(cls, pump: Pump, clock: Clock) -> "Pace":
        """This process's share: all of a biller's processes together keep to its `per_second`."""
        return cls(clock, pump.concurrency / pump.per_second)

    @property
    def wait_s(self) -> float:
        """How long until the next send may begin; 0 for at once."""
        return max(0.0, self._next - self.clock.tick())

    def take(self) -> None:
        """Take the token, waiting for it."""
        self.clock.pause(self.wait_s)
        self._next = self.clock.tick() + self.interval_s
