"""What lies in a biller's inbox for one file of his server, all of it under our own id: no name of his is a path here.

An inbox is full of payers' names and addresses, so what is only half there does not stay (`sweep`).
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from integration.clock import Clock
from integration.errors import Unavailable

HALVES_KEPT_FOR = timedelta(days=7)  # half a file that nothing was added to for so long is not gone on with
HALVES = (".part", ".zip", ".resumed")  # what says nothing any more when its file is gone from the server


@dataclass(frozen=True, slots=True)
class Papers:
    """The paths of one file. `id` is of its name, size and time, so a changed file has other papers."""

    inbox: Path
    id: str

    @property
    def part(self) -> Path:
        """As much as has been fetched: the next poll goes on from there."""
        return self._path("part")

    @property
    def zip(self) -> Path:
        """Fetched whole, not unpacked yet."""
        return self._path("zip")

    @property
    def xml(self) -> Path:
        """The bill file, whole. It stays: a ledger that lost it gets it from here."""
        return self._path("xml")

    @property
    def unpacking(self) -> Path:
        """What comes out of the zip, until it is whole."""
        return self._path("xml.part")

    @property
    def resumed(self) -> Path:
        """There where the file came in more than one go, and was not believed yet."""
        return self._path("resumed")

    @property
    def sha256(self) -> Path:
        """The receipt of a file that the ledger has met: the digest of its XML."""
        return self._path("sha256")

    @property
    def obstacle(self) -> Path:
        """The receipt of a file that is not fetched: why, as it was told."""
        return self._path("obstacle")

    @property
    def refused(self) -> Path:
        """The receipt of a file that was fetched and not even read: why, as it was told."""
        return self._path("refused")

    @property
    def polled(self) -> Path:
        """What the server calls a file that is held: who lets it in has another report sent in place of that one's."""
        return self._path("polled")

    @property
    def report(self) -> Path:
        """What is still to be reported to the biller."""
        return self._path("report.json")

    def have_come(self) -> bool:
        """Whether the whole file lies here."""
        return self.xml.exists() or self.zip.exists()

    def _path(self, end: str) -> Path:
        return self.inbox / f"{self.id}.{end}"


@contextmanager
def claimed(path: Path) -> Iterator[BinaryIO | None]:
    """The file for this process alone, made where there is none; None while another one has it.

    `ivr bills poll` and the clock process may poll at once. The lock ends with the process, however that ends.
    """
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield file if _is_there(file, path) else None


@contextmanager
def alone(inbox: Path) -> Iterator[None]:
    """Nobody else on this machine fetches into the inbox, or loads from it, while the block lasts; else Unavailable.

    A second one would load again what the first has just loaded, or take a load over that is under way.
    """
    with claimed(inbox.with_suffix(".lock")) as mine:
        if mine is None:
            raise Unavailable(f"another process is at work on {inbox}: fetching bill files, or loading one")
        yield


def _is_there(file: BinaryIO, path: Path) -> bool:
    """Whether the path is this file still: whoever had it before may have given it its last name, or swept it."""
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False


def sweep(inbox: Path, ids: Collection[str], clock: Clock) -> None:
    """Delete halves whose files are not on the server any more, and those too old to go on with.

    `ids` are the files that are there.
    """
    for path in sorted(inbox.iterdir()):
        if path.suffix in HALVES and (_id_of(path) not in ids or _is_old(path, clock)):
            with claimed(path) as file:
                if file is not None:
                    path.unlink(missing_ok=True)


def _id_of(path: Path) -> str:
    """A part of an older version of this program has its process in its name, and nobody goes on with it."""
    our_id, *more = path.name.split(".")
    return "" if more[0].isdigit() else our_id


def _is_old(path: Path, clock: Clock) -> bool:
    try:
        return clock.now().timestamp() - path.stat().st_mtime > HALVES_KEPT_FOR.total_seconds()
    except FileNotFoundError:  # another process ended with it just now
        return False
