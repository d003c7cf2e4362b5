"""Chunks into SQLite. A chunk need not be durable by itself: the switch to its version is, and with it all before.

What SQLite copies from its log into its file, it copies while nobody waits for us, since it waits for the disk then.
The log begins anew where nobody has written meanwhile: so who else loads the same file reads on. Where others write so
often that it only grows, the rest is copied in the writers' place.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from integration.errors import Unavailable
from integration.ledger.queue import WriterQueue
from integration.ledger.rows import COLUMNS, Row
from integration.ledger.staging.chunk import SIZES, Overtaken, StagedTwice

BUSY_WAIT_S = 2.0
CHUNKS_A_CHECKPOINT = 8  # what is not on the disk yet, the next who commits waits for
LOG_PAGES_MAX = 16_384  # 128 MB; mostly it has begun anew before
PRAGMAS = ("foreign_keys=ON", "synchronous=NORMAL", "wal_autocheckpoint=0", "temp_store=MEMORY", "cache_size=-8000")

_MINE = "SELECT bid FROM bill_files WHERE version = ? AND state = 'staged'"
_TAKE_BACK = "DELETE FROM bills WHERE bid = ? AND account_number = ? AND version = ?"
_INSERT = f"INSERT INTO bills ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own words
_CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


def write_chunk(connection: sqlite3.Connection, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
    """As `Writer.write`, in a transaction that has begun."""
    mine = connection.execute(_MINE, (version,)).fetchone()
    if mine is None:
        raise Overtaken(version)
    connection.executemany(_TAKE_BACK, [(*mine, account, version) for account in withdrawn])
    connection.executemany(_INSERT, rows)


class SqliteWriter:
    """A Writer on a connection of its own, behind the writers' queue."""

    sizes = SIZES

    def __init__(self, path: Path) -> None:
        self._queue = WriterQueue.of(path)
        self._copying = WriterQueue(path.with_name(path.name + ".copying"))
        self._connection = sqlite3.connect(path, timeout=BUSY_WAIT_S, isolation_level=None)
        self._chunks = 0
        _pass_as_they_are()
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")

    def is_free(self) -> bool:
        """See Writer."""
        return self._queue.is_free() and self._copying.is_free()

    def write(self, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
        """See Writer."""
        self._chunks += 1
        with _translated():
            is_long = self._chunks % CHUNKS_A_CHECKPOINT == 0 and self._copied() > LOG_PAGES_MAX
            with self._queue.turn():
                if is_long:
                    self._connection.execute(_CHECKPOINT)
                with self._transaction():
                    write_chunk(self._connection, version, rows, withdrawn)

    def _copied(self) -> int:
        """Copy the log into the file; the pages that it had."""
        with self._copying.turn():
            _busy, pages, _copied = self._connection.execute(_CHECKPOINT).fetchone()
        return int(pages)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield


def _pass_as_they_are() -> None:
    """Tells the driver what None and a flag become: else it looks for that at each one, a third of an insert's time."""
    sqlite3.register_adapter(type(None), {None: None}.get)
    sqlite3.register_adapter(bool, int)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise StagedTwice(str(error)) from error
    except sqlite3.OperationalError as error:
        raise Unavailable(f"the database did not answer: {error}") from error
