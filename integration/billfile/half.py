"""Loads one part of a bill file in a process of its own: reads it, and writes its bills.

That is `python -m integration.billfile.half FD PARENT`. By the channel FD it is told what is wanted, since the words
that open the database may be secret; by it it tells how far it has come, then what it ended with. It ends with its
parent, however that ends; what it has written by then is no live version's.
"""

import gc
import sys
from multiprocessing.connection import Connection

from integration.billfile.chunks import Chunks, Wanted
from integration.billfile.part import NotParted
from integration.billfile.patient import stage_patiently
from integration.billfile.told import Come, Ended, Told
from integration.clock import SystemClock
from integration.errors import Unavailable
from integration.ledger.staging.chunk import StagedTwice, Writer
from integration.ledger.staging.place import Place
from integration.linked import end_with_parent

TOLD_EVERY_BYTES = 1024 * 1024
YOUNG_MAX = 100_000  # rows are in no circle: to look for some every 700, as Python does, takes a fifth of the time


class Half:
    """One half; `channel` is where it tells of itself."""

    def __init__(self, wanted: Wanted, channel: Connection) -> None:
        self._wanted = wanted
        self._channel = channel
        self._told_at = 0

    def load(self, place: Place) -> None:
        """All of it. Whatever ends it is sent."""
        try:
            told: Told = self._loaded(place.writer())
        except (Unavailable, NotParted) as why:
            told = why
        except StagedTwice:  # the other half has a bill of the same account
            told = NotParted()
        self._channel.send(told)

    def _loaded(self, writer: Writer) -> Ended:
        chunks = Chunks(self._wanted, writer.sizes, self._come, may_write=writer.is_free)
        clock = SystemClock()
        for rows, withdrawn in chunks:
            stage_patiently(writer.write, clock, self._wanted.version, rows, withdrawn)
        return Ended.of(chunks.reading, chunks.sample)

    def _come(self, read: int, _size: int, bills: int) -> None:
        if read - self._told_at >= TOLD_EVERY_BYTES:
            self._told_at = read
            self._channel.send(Come(read - self._wanted.part.begin, bills))


def main(descriptor: str, parent: str) -> None:
    """Load the part that is wanted."""
    end_with_parent(int(parent))
    gc.set_threshold(YOUNG_MAX)
    with Connection(int(descriptor)) as channel:
        wanted, place = channel.recv()
        Half(wanted, channel).load(place)


if __name__ == "__main__":
    main(*sys.argv[1:])
