"""Postings a second, each with its intent, its token and its settlement committed, against zeep that keeps nothing.

Both tell the same server, a Cayenta in a box as its own process; the pump's workers are processes of their own.
"""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import zeep

from integration.clock import SystemClock
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.sandbox.servers import postgres_server
from integration.timings import Timings
from tests.bench.effort import Effort
from tests.bench.table import Row, not_measured, ratio_row
from tests.workers.parts import biller, pump_of, put_many
from tests.workers.processes import Cayenta, cayenta_process

ACCOUNTS = 10_000
ROWS_A_SECOND = 600  # more than are ever posted in one
ONE_RATIO, TWO_RATIO = 0.5, 0.9
ONE, TWO = "pump, one worker, SQLite", "pump, two workers, PostgreSQL"


def pumping(effort: Effort) -> Iterator[Row]:
    """One worker on SQLite, two on PostgreSQL; between each pair zeep alone."""
    yield _row(effort, ONE, f"sqlite:///{effort.folder / 'pump.db'}", 1, ONE_RATIO)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_server(effort.folder / "pump-postgres"))
        except ImportError as error:
            yield not_measured(TWO, str(error), f">= {TWO_RATIO}")
            return
        yield _row(effort, TWO, url, 2, TWO_RATIO)


def _row(effort: Effort, work: str, url: str, workers: int, goal: float) -> Row:
    database, numbers, spawn = Database(url), count(), multiprocessing.get_context("spawn")
    with database.write() as connection:
        metadata.create_all(connection)
    folder = effort.folder / f"pumping-{workers}"
    folder.mkdir()
    pairs = []
    with cayenta_process(folder, ACCOUNTS) as box, ProcessPoolExecutor(workers, mp_context=spawn) as crew:
        for _pair in range(effort.pairs + 1):
            rows = int(effort.seconds * ROWS_A_SECOND)
            put_many(database, SystemClock(), [next(numbers) for _row in range(rows)])
            told = (url, box.url, str(box.wsdl), workers, effort.seconds)
            ours = sum(crew.map(_pumped, [told] * workers)) / effort.seconds
            pairs.append((ours, _by_zeep(box, effort.seconds)))
    database.close()
    pairs = pairs[1:]  # the first is for warming up
    return ratio_row(f"{work}, postings", [mine for mine, _ in pairs], [other for _, other in pairs], "/s", goal)


def _pumped(told: tuple[str, str, str, int, float]) -> int:
    """What one worker posts in so many seconds."""
    url, box_url, wsdl, workers, seconds = told
    from tests.workers.worker_process import quick_house  # noqa: PLC0415 - only a worker's process needs it

    pump = {"per_second": 1000, "concurrency": workers}
    house = quick_house(
        {"database": url, "redis": "redis://127.0.0.1:1", "cayenta": box_url, "wsdl": wsdl, "lookup": False}
    )
    books = _Counting(house.site.books("1368"))
    of = biller(url=box_url, wsdl=wsdl, pump=pump)
    until = time.monotonic() + seconds
    pump_of(
        house.site.database,
        house.site.clock,
        books,
        of=of,
        timings=Timings(),
        keeps_going=lambda: time.monotonic() < until,
    ).drain()
    house.site.database.close()
    return books.posted


class _Counting:
    """Books that are told, and count it."""

    def __init__(self, books) -> None:
        self._books, self.posted = books, 0

    def post(self, posting):
        self.posted += 1
        return self._books.post(posting)


def _by_zeep(box: Cayenta, seconds: float) -> float:
    """As zeep's own documentation calls an operation: one client, its session's kept connection, nothing stored."""
    client = zeep.Client(Path(box.wsdl).as_uri())
    sent, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        params = {"ACCOUNT_NO": f"{sent % ACCOUNTS:010d}", "AR_TP": "1", "AMT": "10.00", "EFFECTIVE_DT": "20261120"}
        params |= {"REFERENCE_NO": f"Z{begun}{sent}"[:20], "PAYMENT_TP": "CC", "BATCH_NO": "", "COMMENTS": ""}
        client.service.AddARItem(Params=params)
        sent += 1
    return sent / (time.monotonic() - begun)
