"""What a load is to write, in chunks: runs of bills in the order of their accounts.

A ledger whose index takes accounts in no order writes a page for every bill, and the more bills it has the more it
costs. A chunk of the run before is given while the next run is read, so that whoever writes is never long without;
while somebody else writes it is read on instead.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from integration.billfile.part import WHOLE, Part
from integration.billfile.reading import ACCOUNT, Progress, Reading, Terms, Withdrawn
from integration.billfile.sample import Sample
from integration.ledger.rows import Row
from integration.ledger.staging.chunk import ChunkSizes

_ACCOUNT = itemgetter(ACCOUNT)

Chunk = tuple[list[Row], list[str]]  # rows to write, accounts whose earlier row goes first


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file or a part of it, what its biller calls it, how it is read, and the version that its bills are to be of."""

    path: Path
    terms: Terms
    name: str
    version: int
    part: Part = WHOLE
    is_compared: bool = False  # whether there are bills before it, to compare its own with


class Chunks:
    """The chunks of a file; its report is whole when the last has been given.

    `may_write` tells whether a chunk would be written without waiting; the last of a run are given however that is.
    """

    def __init__(
        self,
        wanted: Wanted,
        sizes: ChunkSizes,
        progress: Progress | None,
        *,
        may_write: Callable[[], bool] = lambda: True,
    ) -> None:
        self._chunk_rows, self._run_rows = sizes.chunk_rows, sizes.run_rows
        self._may_write = may_write
        self._is_compared = wanted.is_compared
        self.sample = Sample()
        self.reading = Reading(
            wanted.path,
            wanted.terms,
            name=wanted.name,
            version=wanted.version,
            progress=progress,
            part=wanted.part,
        )

    def __iter__(self) -> Iterator[Chunk]:
        run: dict[str, Row] = {}
        withdrawn: list[str] = []
        waiting: deque[Chunk] = deque()
        due = self._chunk_rows  # rows of the next run by which one is to be given
        for given in self.reading.given():
            if self._is_compared:
                self.sample.take(given)
            if isinstance(given, Withdrawn):
                if run.pop(given.account_number, None) is None:
                    withdrawn.append(given.account_number)
            else:
                run.update(zip(map(_ACCOUNT, given), given, strict=True))
            if len(run) + len(withdrawn) >= self._run_rows:
                yield from waiting  # else one more would wait after every run
                waiting = deque(self._cut(run, withdrawn))
                run, withdrawn = {}, []
                due = self._chunk_rows
            elif waiting and len(run) >= due and self._may_write():
                yield waiting.popleft()
                due += self._chunk_rows
        yield from waiting
        yield from self._cut(run, withdrawn)

    def _cut(self, run: dict[str, Row], withdrawn: list[str]) -> Iterator[Chunk]:
        for start in range(0, len(withdrawn), self._chunk_rows):
            yield [], withdrawn[start : start + self._chunk_rows]
        rows = [run[account] for account in sorted(run)]
        for start in range(0, len(rows), self._chunk_rows):
            yield rows[start : start + self._chunk_rows], []
