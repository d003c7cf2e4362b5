"""How much memory a process and those that it has begun have at once, as Linux tells it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_S = 0.05
BYTES_PER_MB = 1024 * 1024
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Resident:
    """Megabytes above what this process had at the start, the most of all looks."""

    above_mb: float = 0.0


@contextmanager
def watched() -> Iterator[Resident]:
    """Look on while the block lasts. A process that has begun counts whole."""
    found, start, over = Resident(), _all_mb(), threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY_S):
            found.above_mb = max(found.above_mb, _all_mb() - start)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        over.set()
        looking.join()


def _all_mb() -> float:
    return sum(map(_mb, [os.getpid(), *_children()]))


def _children() -> list[int]:
    told = (file.read_text() for file in Path("/proc/self/task").glob("*/children"))
    return [int(pid) for pids in told for pid in pids.split()]


def _mb(pid: int) -> float:
    with suppress(OSError):  # it has ended meanwhile
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES / BYTES_PER_MB
    return 0.0
