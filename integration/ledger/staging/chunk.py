"""What a chunk may meet, and who writes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from integration.errors import Refused, Unavailable
from integration.ledger.rows import Row

CHUNK_ROWS = 200  # on SQLite a write transaction of some 5 ms, 10 on a busy machine


@dataclass(frozen=True, slots=True)
class ChunkSizes:
    """Rows that are written at once, and rows among which the accounts of what is written are in order."""

    chunk_rows: int
    run_rows: int


# SQLite writes each page of an index that a chunk has touched, and a long run touches few; a row is of some 1 kB.
SIZES = ChunkSizes(CHUNK_ROWS, run_rows=8_000)


class Overtaken(Unavailable):
    """Another load of the same biller has begun since; this one stops."""

    def __init__(self, version: int) -> None:
        super().__init__(f"another load of the same biller has taken over from version {version}")


class StagedTwice(Refused):
    """The version has a bill of one of these accounts already."""


class Writer(Protocol):
    """Writes the chunks of one load, of these sizes."""

    sizes: ChunkSizes

    def is_free(self) -> bool:
        """Whether a chunk would be written at once, rather than after another writer's."""

    def write(self, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
        """One chunk, in one transaction: earlier bills of this version taken back, then rows written.

        Raises Overtaken, StagedTwice, or Unavailable when the database does not answer: then it may be tried again.
        """
