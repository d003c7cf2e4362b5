"""Where a worker's horse says that it has reached a labelled point, and stands there until it is let go or killed.

A few bytes of a file that all of them map: one byte for each point, told to stop at or not, then who has arrived where.
Only the tests' own workers read it: the product's hook (`workers.crash`) does nothing.
"""

import mmap
import os
import struct
import time
from dataclasses import dataclass

from workers.crash import Point

POINTS = tuple(Point)
ARRIVAL = struct.Struct("=iI")  # the horse's process id, its point's place in POINTS
ARRIVAL_AT = 8  # aligned, so that it is read as it was written
BYTES = ARRIVAL_AT + ARRIVAL.size
LOOK_EVERY_S = 0.0005


@dataclass(frozen=True)
class Arrival:
    """A horse that stands at a point."""

    horse: int
    point: Point


class Board:
    """The same bytes in the run that kills and in every worker that it kills."""

    def __init__(self, path):
        if not path.exists():
            path.write_bytes(bytes(BYTES))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), BYTES)

    def want(self, *points):
        """From now on the first horse that comes to one of these stops there; without any, none does."""
        for place, point in enumerate(POINTS):
            self._bytes[place] = point in points

    def arrived(self):
        """Who stands where, or None."""
        horse, place = ARRIVAL.unpack_from(self._bytes, ARRIVAL_AT)
        return Arrival(horse, POINTS[place]) if horse else None

    def let_go(self):
        """Whoever stands there goes on."""
        ARRIVAL.pack_into(self._bytes, ARRIVAL_AT, 0, 0)

    def reach(self, point):
        """A horse's hook: one at a time stops, the others go on."""
        place, horse = POINTS.index(point), os.getpid()
        if not self._bytes[place] or self.arrived() is not None:
            return
        ARRIVAL.pack_into(self._bytes, ARRIVAL_AT, horse, place)
        while (arrived := self.arrived()) is not None and arrived.horse == horse:
            time.sleep(LOOK_EVERY_S)
