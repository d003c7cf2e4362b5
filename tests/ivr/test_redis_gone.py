"""Redis gone: calls and payments go on, nobody waits for it, and the postings follow when it is back."""

import socket
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from integration.bell import RqBell, queue_of
from integration.ledger.database import Database
from integration.sandbox.servers import redis_server
from tests.ivr.line import connect, mint, open_line
from workers import house
from workers.house import House
from workers.sweep import sweep

WAIT_S_MAX = 1.0  # the bell's quarter of a second, and a busy machine


@pytest.fixture
def enter():
    yield house.enter
    house._houses.clear()


@contextmanager
def line_with(bell, clock, database: Database):
    with open_line(clock, database=database) as quiet:
        yield connect(replace(quiet.box, site=replace(quiet.box.site, bell=bell)))


def pays(line):
    """A payment from hello to receipt, and how long the request took that rang the bell."""
    payer = line.knock()
    payer.to_card()
    payer.card(mint(line))
    begun = time.monotonic()
    payer.go()
    took_s = time.monotonic() - begun
    assert payer.turn == "receipt"
    return took_s


@contextmanager
def listener(*, backlog):
    """A port on which nobody answers; with no backlog, one on which nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if backlog:
            door.listen(backlog)
        yield f"redis://127.0.0.1:{door.getsockname()[1]}/0"


@pytest.mark.parametrize("backlog", [0, 8], ids=["refused", "silent"])
def test_a_redis_that_is_not_there_costs_a_call_next_to_nothing(clock, sqlite_database, backlog):
    with listener(backlog=backlog) as url:
        bell = RqBell(url, clock)
        with line_with(bell, clock, sqlite_database) as line:
            assert pays(line) < WAIT_S_MAX
            assert bell.missed == 1
            assert [row.state for row in line.rows("outbox")] == ["ready"]


def test_a_redis_that_says_no_costs_a_call_nothing(clock, sqlite_database, redis_url):
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
        redis.set("rq:queues", "not a set")
    bell = RqBell(redis_url, clock)
    with line_with(bell, clock, sqlite_database) as line:
        assert pays(line) < WAIT_S_MAX
        assert bell.missed == 1
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()


def test_when_it_is_back_the_sweep_posts_what_was_paid_meanwhile(clock, sqlite_database, tmp_path, enter):
    with redis_server(tmp_path / "redis") as url:
        bell = RqBell(url, clock)
    with line_with(bell, clock, sqlite_database) as line:
        pays(line)
        site, journal = line.box.site, line.box.cayenta.journal
        assert (bell.missed, journal.items) == (1, [])
        enter(House(site))
        with redis_server(tmp_path / "redis") as url, Redis.from_url(url) as redis:
            clock.pause(site.timings.sweep_s)
            assert sweep(line.database, bell, clock) == ["1368"]
            queue = Queue(queue_of("1368"), connection=redis, serializer=JSONSerializer)
            SimpleWorker([queue], connection=redis, serializer=JSONSerializer).work(burst=True, logging_level="WARNING")
        assert [row.state for row in line.rows("outbox")] == ["posted"]
        assert [(item.account, item.amount_cents) for item in journal.items] == [("0012345678", 14_250)]
