"""What is to happen at a later moment, in order."""

from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Agenda(Generic[T]):
    """Moments on a stopwatch, each with a thing; two of the same moment keep the order in which they came."""

    _entries: list[tuple[float, T]] = field(default_factory=list)

    def add(self, at_s: float, thing: T) -> None:
        """Puts it down for that moment."""
        self._entries.append((at_s, thing))
        self._entries.sort(key=lambda entry: entry[0])

    @property
    def due(self) -> float:
        """The next moment; infinite where there is none."""
        return self._entries[0][0] if self._entries else inf

    def take(self) -> T:
        """The next thing."""
        return self._entries.pop(0)[1]

    def keep(self, wanted: list[T]) -> None:
        """Forgets all but these."""
        self._entries = [entry for entry in self._entries if any(entry[1] is one for one in wanted)]

    @property
    def things(self) -> list[T]:
        """All of them, in order."""
        return [thing for _, thing in self._entries]
