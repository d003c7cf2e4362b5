"""Chunks into PostgreSQL, by COPY.

A chunk need not be durable by itself: the switch to its version is, and with it all that was written before.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from integration.errors import Unavailable
from integration.ledger.rows import COLUMNS, Row
from integration.ledger.staging.chunk import ChunkSizes, Overtaken, StagedTwice

SIZES = ChunkSizes(chunk_rows=1000, run_rows=2000)  # a chunk keeps nobody out here, and pages wait in shared memory

# Shared, so that both halves of a file may be written at once, and nobody takes over in the middle of a chunk.
_MINE = "SELECT bid FROM bill_files WHERE version = %s AND state = 'staged' FOR SHARE"
_TAKE_BACK = "DELETE FROM bills WHERE bid = %s AND account_number = ANY(%s) AND version = %s"
_COPY = f"COPY bills ({', '.join(COLUMNS)}) FROM STDIN"


def write_chunk(
    connection: psycopg.Connection[Any], version: int, rows: Sequence[Row], withdrawn: Sequence[str]
) -> None:
    """As `Writer.write`, in a transaction that has begun."""
    with connection.cursor() as cursor:
        mine = cursor.execute(_MINE, (version,)).fetchone()
        if mine is None:
            raise Overtaken(version)
        if withdrawn:
            cursor.execute(_TAKE_BACK, (*mine, list(withdrawn), version))
        if rows:
            with cursor.copy(_COPY) as copy:
                for row in rows:
                    copy.write_row(row)


class PostgresWriter:
    """A Writer on a connection of its own; `words` are those of `psycopg.connect`."""

    sizes = SIZES

    def __init__(self, words: Mapping[str, Any]) -> None:
        with _translated():
            self._connection = psycopg.connect(**words, autocommit=True)
            self._connection.execute("SET synchronous_commit TO off")

    def is_free(self) -> bool:
        """See Writer."""
        return True

    def write(self, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
        """See Writer."""
        with _translated(), self._connection.transaction():
            write_chunk(self._connection, version, rows, withdrawn)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise StagedTwice(str(error)) from error
    except psycopg.OperationalError as error:
        raise Unavailable(f"the database did not answer: {error}") from error
