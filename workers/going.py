"""Whether to go on: asked between two pieces of work, so that no piece is ever cut."""

from collections.abc import Callable
from types import FrameType

KeepsGoing = Callable[[], bool]


def always() -> bool:
    """Nobody asks this process to stop."""
    return True


class Asked:
    """Whether this process was asked to stop. `stop` can receive a signal; it only notes."""

    def __init__(self) -> None:
        self._is_asked = False

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask."""
        self._is_asked = True

    def keeps_going(self) -> bool:
        """Whether nobody asked."""
        return not self._is_asked
