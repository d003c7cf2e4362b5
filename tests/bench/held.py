"""Notes how long the writers' place of a SQLite file is held, by this process and those that load for it.

`python -m tests.bench.held FD PARENT` is a half of a load, as `integration.billfile.half`, that notes it too.
"""

import os
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from integration.billfile import half, halves
from integration.ledger.queue import WriterQueue

NOTES = "IVR_BENCH_HELD"  # names the file of notes: seconds, each as C's double


def note_holds(file: Path) -> None:
    """From now on, into this file."""
    os.environ[NOTES] = str(file)
    halves.PROCESS = __name__
    _note_holds()


def holds_s(file: Path) -> list[float]:
    """What was noted, the shortest first."""
    return sorted(array("d", file.read_bytes()))


def _note_holds() -> None:
    turn = WriterQueue.turn
    notes = os.open(os.environ[NOTES], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @contextmanager
    def timed(queue: WriterQueue) -> Iterator[None]:
        with turn(queue):
            begun = time.perf_counter()
            yield
            held_s = time.perf_counter() - begun
        os.write(notes, array("d", [held_s]).tobytes())

    WriterQueue.turn = timed  # type: ignore[method-assign]


if __name__ == "__main__":
    _note_holds()
    half.main(*sys.argv[1:])
