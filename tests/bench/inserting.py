"""The insert of a load alone: our writers' chunks, beside the database's own way to take the same rows all at once.

`python -m tests.bench.inserting WAY URL FILE` inserts the rows of a bill file in a process of its own. It tells how
many a second of processor time: of its own, and of the server's processes that answer it where there is a server.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from integration.billers.biller import Biller
from integration.billfile.chunks import Chunks, Wanted
from integration.billfile.reading import Terms
from integration.clock import SystemClock
from integration.ledger import bill_files, migrate
from integration.ledger.bill_files import FileFacts
from integration.ledger.database import Database
from integration.ledger.rows import COLUMNS
from integration.ledger.rows import Row as BillRow
from integration.ledger.staging.chunk import ChunkSizes
from integration.ledger.staging.place import Place
from integration.sandbox.box import CLAYTON
from integration.sandbox.servers import postgres_server
from tests.bench.billfiles import CREATED, bill_file
from tests.bench.effort import Effort
from tests.bench.table import Row, ratio_row

GOAL = 0.8
ROWS_MAX = 50_000
RUN_ROWS = 10_000  # a chunk's rows are in the order of their accounts, as in a load
PLAIN = f"INSERT INTO bills ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"

_SERVED_BY = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
TICKS_A_S = os.sysconf("SC_CLK_TCK")

Clock = Callable[[], float]  # seconds
Way = Callable[[Place, int, Sequence[BillRow], Clock], float]  # the seconds that it took


def inserting(effort: Effort) -> Iterator[Row]:
    """Both databases, into the table of the ledger with all its indexes."""
    path = bill_file(effort.folder, min(effort.bills, ROWS_MAX))
    yield row(effort, path, "SQLite (beside executemany)", lambda folder: f"sqlite:///{folder / 'ledger.db'}")
    with ExitStack() as stack:
        name = stack.enter_context(TemporaryDirectory(prefix="ivr-bench-pg-", ignore_cleanup_errors=True))
        url = stack.enter_context(postgres_server(Path(name)))
        yield row(effort, path, "PostgreSQL (beside COPY FROM file)", lambda _: url)


def row(effort: Effort, path: Path, database: str, url_in: Callable[[Path], str]) -> Row:
    pairs = [(_apart("ours", path, url_in), _apart("theirs", path, url_in)) for _ in range(effort.pairs)]
    ours, theirs = zip(*pairs, strict=True)
    return ratio_row(f"insert alone of bills, {database}, by processor time", ours, theirs, "rows/s", GOAL)


def _apart(way: str, path: Path, url_in: Callable[[Path], str]) -> float:
    """Rows a second of one way, in a process that has done nothing yet."""
    with TemporaryDirectory(prefix="ivr-bench-insert-") as folder:
        command = [sys.executable, "-m", "tests.bench.inserting", way, url_in(Path(folder)), str(path)]
        return float(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def _by_writer(place: Place, version: int, rows: Sequence[BillRow], clock: Clock) -> float:
    writer = place.writer()
    began = clock()
    for start in range(0, len(rows), writer.sizes.chunk_rows):
        writer.write(version, rows[start : start + writer.sizes.chunk_rows], [])
    return clock() - began


def _by_executemany(place: Place, _version: int, rows: Sequence[BillRow], clock: Clock) -> float:
    with closing(sqlite3.connect(str(place.path))) as connection:
        began = clock()
        with connection:
            connection.executemany(PLAIN, rows)
        return clock() - began


def _by_copy(place: Place, version: int, rows: Sequence[BillRow], clock: Clock) -> float:
    """The server reads a file of its own; it is made of what our writer has written first."""
    place.writer().write(version, rows, [])
    columns = ", ".join(COLUMNS)
    with psycopg.connect(**place.words, autocommit=True) as own:
        ((folder,),) = own.execute("SHOW data_directory")
        own.execute(f"COPY bills ({columns}) TO '{folder}/rows.copy'")
        own.execute("TRUNCATE bills")
        began = clock()
        own.execute(f"COPY bills ({columns}) FROM '{folder}/rows.copy'")
        return clock() - began


WAYS: Mapping[tuple[str, bool], Way] = {  # ours or theirs, and whether it is SQLite
    ("ours", True): _by_writer,
    ("theirs", True): _by_executemany,
    ("ours", False): _by_writer,
    ("theirs", False): _by_copy,
}


def _clock_with_server(database: Database) -> Clock:
    def clock() -> float:
        with database.read() as connection:
            served_by = connection.exec_driver_sql(_SERVED_BY).scalars().all()
        return time.process_time() + sum(map(_processor_s, served_by))

    return clock


def _processor_s(pid: int) -> float:
    """Of a process of this machine, as Linux tells it."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS_A_S


def _rows(path: Path, biller: Biller, version: int) -> list[BillRow]:
    wanted = Wanted(path, Terms.of(biller, CREATED), path.name, version)
    return [row for rows, _withdrawn in Chunks(wanted, ChunkSizes(RUN_ROWS, RUN_ROWS), None) for row in rows]


def main(words: Sequence[str]) -> None:
    """Rows a second of the way, into the database at the URL, of the bills in the file."""
    way, url, path = words[0], words[1], Path(words[2])
    database, biller, now = Database(url), Biller.model_validate(dict(CLAYTON)), SystemClock().now()
    migrate.upgrade(database)
    with database.write() as connection:
        for table in ("bills", "bill_files"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    version = bill_files.begin(database, FileFacts(biller.bid, path.name, "0" * 64, CREATED, 1, now), now)
    rows, place = _rows(path, biller, version), database.place()
    assert place is not None
    clock = time.process_time if database.is_sqlite else _clock_with_server(database)
    took_s = WAYS[way, database.is_sqlite](place, version, rows, clock)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM bills").scalar_one() == len(rows)
    database.close()
    sys.stdout.write(json.dumps(len(rows) / took_s))


if __name__ == "__main__":
    main(sys.argv[1:])
