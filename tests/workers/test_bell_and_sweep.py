"""Rings over a real Redis: heard, lost, repeated, and never in a caller's way."""

import time
from contextlib import ExitStack

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from integration import bell as bell_module
from integration.bell import SILENT_AFTER_FAILURE_S, RqBell, queue_of
from integration.clock import VirtualClock
from integration.ledger import holds
from integration.sandbox.servers import redis_server
from integration.timings import Timings
from tests.workers.parts import JournalBooks, biller, put, site_of, states
from workers import house
from workers.house import House
from workers.sweep import sweep


@pytest.fixture
def queue(redis_url):
    connection = Redis.from_url(redis_url)
    connection.flushdb()
    return Queue(queue_of("1368"), connection=connection, serializer=JSONSerializer)


@pytest.fixture
def enter():
    yield house.enter
    house._houses.clear()


def work_off(queue):
    """What a worker process does with the rings so far, in this process."""
    worker = SimpleWorker([queue], connection=queue.connection, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="WARNING")
    assert queue.failed_job_registry.get_job_count(cleanup=False) == 0


def test_a_ring_names_the_biller_and_carries_nothing_else(queue, redis_url, clock):
    RqBell(redis_url, clock).ring("1368")
    (job,) = queue.jobs
    assert (job.func_name, job.args) == ("workers.pump.drain_biller", ["1368"])  # a list: it went through JSON
    assert job.id == "pump-1368-202611201505-00000000"
    assert (job.timeout, job.result_ttl, job.failure_ttl, job.retries_left) == (60, 0, 86_400, None)


def test_a_payment_is_posted_by_its_ring(database, clock, queue, redis_url, enter):
    put(database, clock, 1)
    books = JournalBooks()
    enter(House(site_of(database, clock, books, bell=RqBell(redis_url, clock))))
    RqBell(redis_url, clock).ring("1368")
    work_off(queue)
    assert states(database) == {"posted": 1}
    assert queue.connection.keys("rq:job:*") == []


def test_five_rings_for_one_payment_post_it_once(sqlite_database, clock, queue, redis_url, enter):
    put(sqlite_database, clock, 1)
    books = JournalBooks()
    enter(House(site_of(sqlite_database, clock, books)))
    for _ring in range(5):
        RqBell(redis_url, clock).ring("1368")
        clock.pause(0.001)
    work_off(queue)
    assert len(books.journal) == 1


def test_a_backlog_longer_than_a_job_rings_again_by_itself(sqlite_database, clock, queue, redis_url, enter):
    for number in range(8):
        put(sqlite_database, clock, number)
    books = JournalBooks(clock=clock, takes_s=10.0)
    bell = RqBell(redis_url, clock)
    enter(House(site_of(sqlite_database, clock, books, bell=bell)))
    bell.ring("1368")
    work_off(queue)
    assert states(sqlite_database) == {"posted": 8}


def test_redis_wiped_costs_only_delay(sqlite_database, clock, tmp_path, enter):
    with ExitStack() as first:
        url = first.enter_context(redis_server(tmp_path / "redis"))
        bell = RqBell(url, clock)
        put(sqlite_database, clock, 1)
        bell.ring("1368")
    bell.ring("1368")  # nobody is there
    assert bell.missed == 1
    for file in (tmp_path / "redis").rglob("*"):
        if file.is_file():
            file.unlink()
    with redis_server(tmp_path / "redis") as url:
        queue = Queue(queue_of("1368"), connection=Redis.from_url(url), serializer=JSONSerializer)
        books = JournalBooks()
        enter(House(site_of(sqlite_database, clock, books, bell=bell)))
        work_off(queue)
        assert books.journal == []
        clock.pause(Timings().sweep_s)
        assert sweep(sqlite_database, bell, clock) == ["1368"]
        work_off(queue)
        assert len(books.journal) == 1
        assert sweep(sqlite_database, bell, clock) == []
        queue.connection.close()


def test_a_call_is_not_slowed_by_a_redis_that_is_not_there(tmp_path, clock):
    bell = RqBell(f"unix://{tmp_path}/nowhere.sock", clock)
    started = time.monotonic()
    for _ring in range(100):
        bell.ring("1368")
    assert time.monotonic() - started < 0.5
    assert bell.missed == 100


def test_a_silent_redis_is_waited_for_a_quarter_of_a_second_and_then_left_alone(clock, monkeypatch, tmp_path):
    tries = []

    class Silent:
        def __init__(self, *_args, **_kwargs):
            tries.append(clock.tick())
            raise OSError("silent")

    monkeypatch.setattr("rq.Queue", Silent)
    bell = RqBell(f"unix://{tmp_path}/nowhere.sock", clock)
    for _second in range(11):
        bell.ring("1368")
        clock.pause(1.0)
    assert tries == [0.0, SILENT_AFTER_FAILURE_S, 2 * SILENT_AFTER_FAILURE_S]
    assert bell_module.WAIT_S_MAX <= 0.25


class Rings:
    def __init__(self):
        self.heard = []

    def ring(self, bid):
        self.heard.append(bid)


def test_the_sweep_rings_every_biller_that_has_due_rows_and_is_not_held(database, clock):
    for number, bid in enumerate(("1368", "2000", "3000")):
        put(database, clock, number, bid=bid)
    with database.write() as connection:
        holds.hold(connection, "2000", why="w", who="ann", now=clock.now())
    rings = Rings()
    assert sweep(database, rings, clock) == rings.heard == ["1368", "3000"]


def test_the_sweep_does_not_ring_for_rows_whose_time_has_not_come(database, clock):
    put(database, clock, 1)
    assert sweep(database, Rings(), VirtualClock(clock.now().replace(year=2025))) == []


def test_each_billers_rows_are_drained_by_its_own_queue(sqlite_database, clock, redis_url, enter):
    put(sqlite_database, clock, 1, bid="1368")
    put(sqlite_database, clock, 2, bid="2000")
    books = JournalBooks()
    bell = RqBell(redis_url, clock)
    enter(House(site_of(sqlite_database, clock, books, billers=[biller(), biller("2000")], bell=bell)))
    sweep(sqlite_database, bell, clock)
    connection = Redis.from_url(redis_url)
    for bid in ("1368", "2000"):
        work_off(Queue(queue_of(bid), connection=connection, serializer=JSONSerializer))
        assert len(books.journal) == (1 if bid == "1368" else 2)
