"""Promises to pay: one an account, judged once on the day after, by our payments and by the biller's balance."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from integration.errors import Unavailable
from integration.ledger import promises
from integration.ledger.tables import promises as table
from integration.money import Money
from integration.planned import Promise, promise_id_of
from integration.timings import DAY_S, HOUR_S
from tests.workers.parts import biller, open_payment, site_of
from workers.promises import Promises

ACCOUNT = "0000000001"
MADE = date(2026, 11, 20)  # the clock's
DAY = date(2026, 11, 27)
PROMISED, OWED = Money(5_000), Money(14_250)


class Books:
    """RTDR, or nobody who answers."""

    def __init__(self):
        self.owed = None

    def balance(self, _account):
        if self.owed is None:
            raise Unavailable("no answer within 4 s")
        return SimpleNamespace(owed=self.owed)


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def look(database, clock, books):
    return Promises(site_of(database, clock, books), biller()).look


def make(database, clock, number=1, day=DAY, account=ACCOUNT):
    promise = Promise(promise_id_of("CA1", number), "1368", account, "CA1", PROMISED, day, OWED)
    with database.write() as connection:
        promises.make(connection, promise, clock.now())
        promises.make(connection, promise, clock.now())  # a repeated turn


def told(database):
    with database.read() as connection:
        return [
            (row.state, row.why)
            for row in connection.execute(select(table).order_by(table.c.day, table.c.account_number))
        ]


def pay(database, clock, cents, number=1):
    open_payment(database, clock, number, account_number=ACCOUNT, amount_cents=cents)


@pytest.fixture
def judged(database, clock, books, look):
    """What is told of a promise after these payments, when this is owed."""

    def judge(paid, owed):
        make(database, clock)
        wait(clock, 1)
        for number, cents in enumerate(paid, start=1):
            pay(database, clock, cents, number)
        books.owed = owed
        wait(clock, 8)
        assert look() == 1
        return told(database)

    return judge


def wait(clock, days, hours=0):
    clock.pause(days * DAY_S + hours * HOUR_S)


def test_it_is_not_judged_before_its_day_is_over_on_the_billers_wall(database, clock, books, look):
    make(database, clock)
    books.owed = OWED
    wait(clock, 7, 13)  # November 27, 23:05 there
    assert (look(), told(database)) == (0, [("open", "")])
    wait(clock, 0, 1)
    assert (look(), look()) == (1, 0)
    assert told(database) == [("broken", "0.00 was paid here, the balance is 142.50")]


@pytest.mark.parametrize(
    ("paid", "owed", "told_of_it"),
    [
        ((5_000,), 14_250, ("kept", "50.00 was paid here")),
        ((2_000, 3_000), 14_250, ("kept", "50.00 was paid here")),
        ((4_999,), 14_250, ("broken", "49.99 was paid here, the balance is 142.50")),
        ((), 9_250, ("kept", "the balance went to 92.50")),  # paid at the counter
        ((), 9_251, ("broken", "0.00 was paid here, the balance is 92.51")),
        ((), -100, ("kept", "the balance went to -1.00")),
    ],
)
def test_our_payments_and_the_balance_judge(judged, paid, owed, told_of_it):
    assert judged(paid, Money(owed)) == [told_of_it]


def test_what_was_paid_before_or_too_late_does_not_count(database, clock, books, look):
    pay(database, clock, 5_000, 1)
    clock.pause(1)
    make(database, clock)
    wait(clock, 8)
    pay(database, clock, 5_000, 2)
    books.owed = OWED
    look()
    assert told(database)[0][0] == "broken"


def test_without_an_answer_it_waits_for_days_and_is_then_judged_by_our_payments(database, clock, look):
    make(database, clock)
    wait(clock, 8)
    for _day in range(3):
        assert look() == 0
        wait(clock, 1)
    assert look() == 1
    assert told(database) == [("broken", "0.00 was paid here; the balance is not known: no answer within 4 s")]


def test_a_newer_promise_takes_the_place_of_the_older_one_and_of_no_other(database, clock):
    make(database, clock, 1)
    make(database, clock, 2, account="0000000002")
    make(database, clock, 3, DAY + timedelta(days=1))
    assert [state for state, _why in told(database)] == ["replaced", "open", "open"]


def test_reminders_are_told_until_when_to_be_silent(database, clock, books, look):
    make(database, clock)

    def asked(account, today):
        with database.read() as connection:
            return promises.promised(connection, "1368", account, today)

    assert asked(ACCOUNT, MADE) == asked(ACCOUNT, DAY) == DAY
    assert asked(ACCOUNT, DAY + timedelta(days=1)) is None
    assert asked("0000000002", MADE) is None
    books.owed = OWED
    wait(clock, 8)
    look()
    assert asked(ACCOUNT, DAY) is None


def test_judging_ends_when_the_process_is_asked_to_stop(database, clock, books):
    make(database, clock)
    wait(clock, 8)
    assert Promises(site_of(database, clock, books), biller(), keeps_going=lambda: False).look() == 0
