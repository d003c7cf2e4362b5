"""Chunks for a ledger that may be busy: each is tried again, since a lost minute must not cost an hour's load."""

from collections.abc import Callable, Sequence

from integration.clock import Clock
from integration.errors import Unavailable
from integration.ledger.rows import PLACE, Row
from integration.ledger.staging.chunk import Overtaken

CHUNK_TRIES_MAX = 5
BETWEEN_TRIES_S = 1.0

Stage = Callable[[int, Sequence[Row], Sequence[str]], None]  # `staging.chunk.Writer.write`


def stage_patiently(stage: Stage, clock: Clock, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
    """Write one chunk. Raises Overtaken, StagedTwice, and Unavailable after CHUNK_TRIES_MAX."""
    for tries in range(1, CHUNK_TRIES_MAX + 1):
        try:
            stage(version, rows, withdrawn)
        except Overtaken:
            raise
        except Unavailable:
            if tries == CHUNK_TRIES_MAX:
                raise
            clock.pause(BETWEEN_TRIES_S)
            withdrawn = [*withdrawn, *(row[PLACE["account_number"]] for row in rows)]  # a lost COMMIT may have written
        else:
            return
