"""Failed searches are counted in the database, so that no limit can be stepped around by time, crowd or process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import func, select

from integration.ledger import guesses
from integration.ledger.database import Database
from integration.ledger.guesses import Guesser
from integration.ledger.tables import guesses as guesses_table
from integration.ledger.tables import metadata

SOMEBODY = Guesser(bid="1368", caller="ann", account="a-1", line="line", anonymous=False)
CROWD = 24


def is_locked(database, guesser, now):
    with database.write() as connection:
        return guesses.locked(connection, guesser, now)


def fail(database, guesser, now, times=1):
    with database.write() as connection:
        for _ in range(times):
            guesses.failed(connection, guesser, now)


def guess(database, guesser, now):
    """What the desk does: False when nothing was compared."""
    with database.write() as connection:
        if guesses.locked(connection, guesser, now):
            return False
        guesses.failed(connection, guesser, now)
        return True


def elsewhere(guesser, number):
    """The same caller at another account."""
    return replace(guesser, account=f"a-{number}")


@pytest.mark.parametrize(
    ("kind", "failures", "minutes"),
    [("caller", 10, 60), ("caller", 30, 24 * 60), ("account", 5, 30), ("line", 300, 60)],
)
def test_a_limit_holds_for_its_time_and_no_longer(database, clock, kind, failures, minutes):
    window = timedelta(minutes=minutes)
    first = clock.now()
    apart = timedelta(0) if failures != 30 else timedelta(minutes=40)  # so that the limit of an hour is not met
    others = {"caller": {"caller": "bob"}, "account": {"account": "a-0"}, "line": {"line": "other"}}[kind]
    spread = {field: f"{field}-{{}}" for field in ("caller", "account") if field != kind}

    def one(number):
        return replace(SOMEBODY, **{field: text.format(number) for field, text in spread.items()})

    for number in range(failures):
        assert not is_locked(database, one("new"), first + number * apart)
        fail(database, one(number), first + number * apart)
    last = first + (failures - 1) * apart
    assert is_locked(database, one("new"), last)
    assert is_locked(database, one("new"), first + window - timedelta(seconds=1))
    assert not is_locked(database, one("new"), first + window)
    assert not is_locked(database, replace(one("new"), **others), last)
    assert not is_locked(database, replace(one("new"), bid="2000"), last)


def test_an_account_stays_locked_for_half_an_hour_after_the_fifth_failure(database, clock):
    start = clock.now()
    for minutes in (0, 7, 14, 21, 28):
        assert guess(database, replace(SOMEBODY, caller=f"c{minutes}"), start + timedelta(minutes=minutes))
    owner = replace(SOMEBODY, caller="owner")
    assert is_locked(database, owner, start + timedelta(minutes=57, seconds=59))
    assert not is_locked(database, owner, start + timedelta(minutes=58))


def test_callers_without_a_number_share_one_strict_count(database, clock):
    nobody = replace(SOMEBODY, caller="nobody", anonymous=True)
    for number in range(6):
        assert not is_locked(database, nobody, clock.now())
        fail(database, elsewhere(nobody, number), clock.now())
    assert is_locked(database, nobody, clock.now())
    assert not is_locked(database, SOMEBODY, clock.now())
    for hour in range(1, 8):
        fail(database, elsewhere(nobody, 100 + hour), clock.now() + timedelta(hours=hour), times=2)
    assert is_locked(database, nobody, clock.now() + timedelta(hours=10))  # twenty within a day


def test_two_processes_share_the_count(database, clock):
    other = Database(database.url)
    fail(database, SOMEBODY, clock.now(), times=3)
    fail(other, SOMEBODY, clock.now(), times=2)
    assert is_locked(database, SOMEBODY, clock.now())
    assert is_locked(other, SOMEBODY, clock.now())
    other.close()


def test_a_crowd_that_guesses_at_one_moment_gets_no_more_than_five_through(database, clock):
    ready = Barrier(CROWD)

    def one(number):
        ready.wait()
        return guess(database, replace(SOMEBODY, caller=f"c{number}"), clock.now())

    with ThreadPoolExecutor(CROWD) as pool:
        assert sum(pool.map(one, range(CROWD))) == 5
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(guesses_table)) == 15


def test_no_half_hour_holds_more_than_five_guesses_at_an_account(clock):
    """Four hundred guesses over a day, each from another number: bursts, pauses, and the edges of the window."""
    database, random = Database("sqlite://"), Random(4)
    with database.write() as connection:
        metadata.create_all(connection)
    now, through = clock.now(), []
    for number in range(400):
        now += timedelta(seconds=random.choice((0, 1, 5, 60, 300, 600)))
        if guess(database, replace(SOMEBODY, caller=f"c{number}", line=f"l{number}"), now):
            through.append(now)
    assert all(sixth - first >= timedelta(minutes=30) for first, sixth in zip(through, through[5:], strict=False))
    assert any(second - first >= timedelta(minutes=30) for first, second in pairwise(through))
    database.close()
