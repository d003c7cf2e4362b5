"""Real workers on a real Redis post to a real Cayenta in a box, and are killed meanwhile. The box's journal judges."""

import random
from collections import Counter

import pytest
from sqlalchemy import select

from integration.bell import RqBell
from integration.clock import SystemClock
from integration.ledger.tables import outbox
from integration.sandbox.servers import redis_server
from tests.money.invariants import assert_invariants
from tests.workers.parts import life_of, put
from tests.workers.worker_process import JOB_S, QUICK
from workers.sweep import sweep

PAYMENTS = 100
KILLS = 10
SEED = 20261120
SLOW_S = 0.03  # what a kill meets is mostly "applied, not answered"
END_WAIT_S = 20.0

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("lookup", [False, True])
def test_a_hundred_payments_and_ten_kills(tmp_path, sqlite_database, cayenta, worker_of, lookup):
    clock, dice = SystemClock(), random.Random(SEED)
    numbers = [put(sqlite_database, clock, number) for number in range(PAYMENTS)]
    cayenta.slow(SLOW_S)
    with redis_server(tmp_path / "redis") as redis_url:
        worker, bell = worker_of(redis_url, lookup=lookup), RqBell(redis_url, job_s=JOB_S)
        kills = _kill_while_they_work(sqlite_database, worker, bell, clock, dice)
        _let_them_end(sqlite_database, bell, clock)
    assert kills == KILLS
    _judge(sqlite_database, numbers, cayenta.items(), lookup=lookup)


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
    assert_invariants(database, items=items)
