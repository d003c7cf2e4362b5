"""Real workers on a real Redis post to a real Cayenta in a box, and are killed meanwhile. The box's journal judges."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from integration.bell import RqBell
from integration.clock import SystemClock
from integration.ledger.tables import outbox
from integration.sandbox.cayenta.journal import read_journal
from integration.sandbox.servers import redis_server, stop
from tests.workers.parts import life_of, put
from tests.workers.worker_process import JOB_S, QUICK
from workers.sweep import sweep

ROOT = Path(__file__).resolve().parents[2]
PAYMENTS = 100
KILLS = 10
SEED = 20261120
SLOW_S = 0.03  # Cayenta applies at once and answers so much later: what a kill meets is mostly "applied, not answered"
END_WAIT_S = 20.0

pytestmark = pytest.mark.servers


@pytest.fixture
def cayenta(tmp_path):
    accounts = [{"account": f"{number:010d}", "balance": "100.00"} for number in range(PAYMENTS)]
    (tmp_path / "accounts.json").write_text(json.dumps(accounts))
    options = {"--accounts": "accounts.json", "--journal": "journal.jsonl", "--wsdl-out": "cayenta.wsdl"}
    words = [word for name, file in options.items() for word in (name, str(tmp_path / file))]
    command = [sys.executable, "-m", "integration.sandbox.cayenta", "--with-parent", *words]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        url = json.loads(process.stdout.readline())["url"]
        slow = [{"kind": "slow", "method": "AddARItem", "seconds": SLOW_S}]
        requests.post(url.replace("/ws", "/faults"), json=slow, timeout=5).raise_for_status()
        yield url
        stop(process)


class Worker:
    """One worker process, started again each time it is killed."""

    def __init__(self, config):
        self._command = [sys.executable, "-m", "tests.workers.worker_process", str(config)]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self._command, cwd=ROOT, start_new_session=True)

    def horses(self):
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill(self, whom):
        """Kill the horse in its work, its parent, or both; False when no horse was at work."""
        horses = self.horses()
        if not horses:
            return False
        victims = {"parent": [], "horse": horses, "both": horses}[whom]
        for pid in ([] if whom == "horse" else [self.process.pid]) + victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if whom != "horse":
            self.process.wait()
            self.start()
        return True


@pytest.mark.parametrize("lookup", [False, True])
def test_a_hundred_payments_and_ten_kills(tmp_path, sqlite_database, cayenta, lookup):
    clock, dice = SystemClock(), random.Random(SEED)
    numbers = [put(sqlite_database, clock, number) for number in range(PAYMENTS)]
    with redis_server(tmp_path / "redis") as redis_url:
        told = {
            "database": sqlite_database.url,
            "redis": redis_url,
            "cayenta": cayenta,
            "wsdl": str(tmp_path / "cayenta.wsdl"),
            "lookup": lookup,
            "parent": os.getpid(),
        }
        (tmp_path / "told.json").write_text(json.dumps(told))
        worker, bell = Worker(tmp_path / "told.json"), RqBell(redis_url, job_s=JOB_S)
        try:
            kills = _kill_while_they_work(sqlite_database, worker, bell, clock, dice)
            _let_them_end(sqlite_database, bell, clock)
        finally:
            stop(worker.process)
    assert kills == KILLS
    _judge(sqlite_database, numbers, read_journal(tmp_path / "journal.jsonl"), lookup=lookup)


def _kill_while_they_work(database, worker, bell, clock, dice):
    kills, next_sweep = 0, 0.0
    until = clock.tick() + END_WAIT_S
    while kills < KILLS and clock.tick() < until:
        if clock.tick() > next_sweep:
            sweep(database, bell, clock)
            next_sweep = clock.tick() + 0.2
        clock.pause(dice.uniform(0.005, 0.15))
        kills += worker.kill(("both", "parent", "horse")[kills % 3])
    return kills


def _let_them_end(database, bell, clock):
    until = clock.tick() + END_WAIT_S
    while clock.tick() < until:
        sweep(database, bell, clock)
        clock.pause(QUICK.sweep_s / 2)
        with database.read() as connection:
            if not set(connection.scalars(select(outbox.c.state))) - {"posted", "review"}:
                return


def _judge(database, numbers, items, *, lookup):
    applied = Counter(item.reference for item in items)
    cents = {item.reference: (item.account, item.amount_cents) for item in items}
    with database.read() as connection:
        rows = connection.execute(select(outbox).order_by(outbox.c.id)).all()
    found = Counter(row.state for row in rows)
    assert len(rows) == PAYMENTS
    assert max(applied.values()) == 1, "doubled"
    assert set(found) <= {"posted", "review"}, f"not settled: {found}"
    assert found["review"] <= KILLS
    for row in rows:
        if row.state == "posted":
            assert cents[row.reference] == (row.account_number, row.amount_cents), "lost"
        else:
            assert row.why
            assert not lookup or not applied[row.reference]  # what Cayenta holds is found and closed
    for number in numbers:
        life_of(database, number)
