"""What a chunk may meet, and who writes one."""

from collections.abc import Sequence
from typing import Protocol

from integration.errors import Refused, Unavailable
from integration.ledger.rows import Row

CHUNK_ROWS = 200  # on SQLite a write transaction of some 5 ms, 10 on a busy machine


class Overtaken(Unavailable):
    """Another load of the same biller has begun since; this one stops."""

    def __init__(self, version: int) -> None:
        super().__init__(f"another load of the same biller has taken over from version {version}")


class StagedTwice(Refused):
    """The version has a bill of one of these accounts already."""


class Writer(Protocol):
    """Writes the chunks of one load, each of at most `chunk_rows` rows."""

    chunk_rows: int

    def is_free(self) -> bool:
        """Whether a chunk would be written at once, rather than after another writer's."""

    def write(self, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
        """One chunk, in one transaction: earlier bills of this version taken back, then rows written.

        Raises Overtaken, StagedTwice, or Unavailable when the database does not answer: then it may be tried again.
        """
