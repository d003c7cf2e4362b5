"""Labelled places where a process may die; tests make it die there, in production nothing happens."""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """Every boundary between two steps of the pump."""

    COMMITTING = "committing"  # inside a transaction, all of it written, nothing of it durable
    CLAIMED = "claimed"  # rows leased, nothing intended
    ASKED = "asked"  # the biller's system told whether it holds the row; nothing written
    INTENDED = "intended"  # the intent is durable, no byte has left
    ANSWERED = "answered"  # the posting came back, nothing of it is written
    SETTLED = "settled"  # written, and the next row's intent with it


Crash = Callable[[Point], None]


def onward(_point: Point) -> None:
    """Nothing happens."""
