"""How a load into SQLite keeps the log short: it is copied back while others may write, and begins anew."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from integration.ledger.rows import row_of
from integration.ledger.staging import sqlite
from tests.integration.ledger.test_bills import begin, bill, file_of

CHUNKS, ROWS = 60, 20
SHORT = 8  # chunks
PAGE_BYTES = 8192


@pytest.fixture
def writer(sqlite_database, monkeypatch):
    """It copies after every chunk."""
    monkeypatch.setattr(sqlite, "CHUNKS_A_CHECKPOINT", 1)
    return sqlite_database.place().writer()


def log_of(database):
    path = Path(database.engine.url.database)
    return path.with_name(path.name + "-wal").stat().st_size


def grown(writer, database):
    """The log's length after many chunks, in lengths of the first."""
    version = begin(database, file_of(date(2026, 11, 3)))
    lengths = []
    for chunk in range(CHUNKS):
        rows = [row_of(bill(f"{chunk * ROWS + row:06d}"), version) for row in range(ROWS)]
        writer.write(version, rows, [])
        lengths.append(log_of(database))
    return lengths[-1] / lengths[0]


@pytest.fixture
def never_whole(writer, sqlite_database, monkeypatch):
    """As if others wrote during each copy: the log is never copied to its end when the next chunk is written."""
    monkeypatch.setattr(writer, "_copied", lambda: log_of(sqlite_database) // PAGE_BYTES)


def test_the_log_begins_anew_where_nobody_else_writes(writer, sqlite_database):
    assert grown(writer, sqlite_database) < SHORT


@pytest.mark.usefixtures("never_whole")
def test_where_others_always_write_the_rest_is_copied_in_the_writers_place(writer, sqlite_database, monkeypatch):
    monkeypatch.setattr(sqlite, "LOG_PAGES_MAX", 20)
    assert grown(writer, sqlite_database) < SHORT


@pytest.mark.usefixtures("never_whole")
def test_else_it_would_grow(writer, sqlite_database):
    """What the two tests above are worth."""
    assert grown(writer, sqlite_database) > SHORT


def test_a_writer_that_copies_lets_others_write_and_the_other_half_read_on(writer, sqlite_database):
    other = sqlite_database.place().writer()
    assert other.is_free()
    with writer._copying.turn():
        assert not other.is_free()
        with sqlite_database.write() as connection:
            connection.execute(text("UPDATE bill_files SET why = 'x'"))
    assert other.is_free()
