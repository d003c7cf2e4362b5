"""A worker process as it lives: it works on its ring, stops when asked, and its horse does not outlive it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis
from rq import Worker
from rq.worker import WorkerStatus
from sqlalchemy import func, select

from integration.bell import RqBell
from integration.clock import SystemClock
from integration.ledger.database import Database
from integration.ledger.first import make_ready
from integration.ledger.tables import outbox
from integration.sandbox.servers import redis_server, stop
from tests.workers.parts import put, row_of, states
from tests.workers.processes import ROOT, wait_until
from tests.workers.worker_process import JOB_S

pytestmark = pytest.mark.servers

BILLER = """
bid = "1368"
name = "Clayton County Water Authority"
zone = "America/New_York"
lines = ["+17705550100"]
[agent]
number = "+17705550199"
[cayenta]
wsdl = "cayenta.wsdl"
url = "{url}"
user = "ivr"
password = {{ env = "IVR_1368_CAYENTA_PASSWORD" }}
[advanced_settings]
107 = "PASTDUE_AMT"
[payments]
gateway = {{ kind = "sandbox", url = "http://127.0.0.1:1", key = {{ env = "IVR_1368_GATEWAY_KEY" }} }}
"""
WORK = [sys.executable, "-c", "from workers.commands.work import work; work()"]


@pytest.fixture
def redis(tmp_path):
    with redis_server(tmp_path / "redis") as url:
        yield url


@pytest.fixture
def at_work(sqlite_database, cayenta, worker_of, redis):
    """A worker whose horse is in the middle of a posting that takes long, with more to come."""
    clock = SystemClock()
    for number in range(5):
        put(sqlite_database, clock, number)
    cayenta.slow(0.2)
    worker = worker_of(redis)
    RqBell(redis, job_s=JOB_S).ring("1368")
    wait_until(cayenta.items, what="the first item")
    return worker


def test_a_worker_that_is_asked_to_stop_ends_the_row_in_hand(at_work, sqlite_database, cayenta):
    at_work.process.send_signal(signal.SIGTERM)
    at_work.process.wait(3.0)
    posted = len(cayenta.items())
    assert posted < 5
    assert states(sqlite_database) == {"posted": posted, "ready": 5 - posted}
    assert {row_of(sqlite_database, number).token for number in range(1, 6)} == {""}


def test_a_horse_ends_the_row_in_hand_when_its_parent_is_killed(at_work, sqlite_database, cayenta):
    (horse,) = at_work.horses()
    at_work.process.kill()
    wait_until(lambda: not Path(f"/proc/{horse}").exists(), what="the horse's end")
    posted = len(cayenta.items())
    assert posted < 5
    assert states(sqlite_database) == {"posted": posted, "ready": 5 - posted}


@pytest.fixture
def fresh_database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    make_ready(database)
    yield database
    database.close()


def test_the_whole_work_from_the_environment_to_the_journal(tmp_path, fresh_database, cayenta, redis):
    number = put(fresh_database, SystemClock(), 1)
    put(fresh_database, SystemClock(), 2)
    (tmp_path / "1368.toml").write_text(BILLER.format(url=cayenta.url))
    settings = {
        "IVR_DATABASE_URL": fresh_database.url,
        "IVR_REDIS_URL": redis,
        "IVR_BILLERS": str(tmp_path),
        "IVR_PUBLIC_BASE_URL": "http://127.0.0.1:8000",
        "IVR_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "IVR_TWILIO_AUTH_TOKEN": "a token only for this test",
        "IVR_SECRET_KEY": "a key that is only for this test",
        "IVR_SANDBOX": "1",
        "IVR_1368_CAYENTA_PASSWORD": "cayenta-password",
        "IVR_1368_GATEWAY_KEY": "gateway-key",
    }
    with subprocess.Popen(WORK, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = [process.stdout.readline() for _line in range(3)]
            wait_until(lambda: _posted(fresh_database) == 2, what="two postings, rung for by the sweep")
        finally:
            process.send_signal(signal.SIGTERM)
            rest = process.communicate(timeout=5.0)[0]
            stop(process)
    assert lines[0] == f"ledger {fresh_database.url}, queues at {redis}\n"
    assert [line.split(": process")[0] for line in lines[1:]] == ["pump 1368", "clock"]
    assert rest == "all stopped\n"
    assert process.returncode == 0
    assert [item.amount_cents for item in cayenta.items()] == [1001, 1002]
    assert row_of(fresh_database, number).cayenta_says


def _posted(database):
    with database.read() as connection:
        return connection.scalar(select(func.count()).where(outbox.c.state == "posted"))


def is_listening(redis_url):
    """Whether the one worker has ended its job and waits for another."""
    (worker,) = Worker.all(connection=Redis.from_url(redis_url))
    return worker.get_state() == WorkerStatus.IDLE and worker.successful_job_count == 1


def test_a_worker_finds_redis_again_when_it_is_back(tmp_path, sqlite_database, cayenta, worker_of):
    clock = SystemClock()
    with redis_server(tmp_path / "gone") as url:
        worker = worker_of(url)
        put(sqlite_database, clock, 1)
        bell = RqBell(url, clock, job_s=JOB_S)
        bell.ring("1368")
        wait_until(cayenta.items, what="the first item")
        # RQ's worker waits for a Redis that goes away while it listens; in the middle of a job it ends, and the crew
        # starts another (test_crew)
        wait_until(lambda: is_listening(url), what="the worker's rest")
    put(sqlite_database, clock, 2)
    bell.ring("1368")
    with redis_server(tmp_path / "gone") as url:
        RqBell(url, clock, job_s=JOB_S).ring("1368")
        wait_until(lambda: len(cayenta.items()) == 2, what="the second item")
    assert bell.missed == 1
    assert worker.process.poll() is None
