"""A part of a bill file that is read by itself: where a file may be parted, and the bytes before that place.

Two processes read a part each. That the file could be parted there is only known when the part before has been cut into
bills to its last byte: then a bill ends there, and what follows is what the whole document's parser would have met.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LOOKED_AT_BYTES = 1024 * 1024  # behind that place, for the end of a bill
FRONT_SHARE = 0.505  # of the file: who reads the back also counts the lines of the front
COUNTED_AT_ONCE_BYTES = 1024 * 1024


class NotParted(Exception):
    """The file cannot be read in parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `begin` to `end`, None for the file's own; a begin within the file is where a bill ends."""

    begin: int = 0
    end: int | None = None

    def opened(self, file: BinaryIO) -> "Bounded":
        """The bytes of the file up to the part's end."""
        return Bounded(file, self.end)


WHOLE = Part()


class Bounded:
    """A file that ends early."""

    def __init__(self, file: BinaryIO, end: int | None) -> None:
        self._file = file
        self._end = end

    def read(self, most: int) -> bytes:
        """As the file's own."""
        if self._end is not None:
            most = min(most, self._end - self._file.tell())
        return self._file.read(most)

    def skip_to(self, place: int) -> tuple[int, int]:
        """Go to this place; how many lines end before it, and the bytes before it in its own."""
        self._file.seek(0)
        lines, newline, at = 0, -1, 0
        while at < place and (passed := self._file.read(min(place - at, COUNTED_AT_ONCE_BYTES))):
            lines += passed.count(b"\n")
            found = passed.rfind(b"\n")
            newline = newline if found < 0 else at + found
            at += len(passed)
        return lines, place - newline - 1


def halves_of(path: Path, bill: str) -> tuple[Part, Part]:
    """Two parts that meet where a bill, whose element is `bill`, seems to end near the middle. Raises NotParted."""
    end = f"</{bill}>".encode()
    with path.open("rb") as file:
        middle = int(os.fstat(file.fileno()).st_size * FRONT_SHARE)
        file.seek(middle)
        found = file.read(LOOKED_AT_BYTES).find(end)
    if found < 0:
        raise NotParted
    place = middle + found + len(end)
    return Part(0, place), Part(place, None)
