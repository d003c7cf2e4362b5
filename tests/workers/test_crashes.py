"""A worker dies at every boundary, stalls, is doubled: Cayenta's own journal says what came of it."""

import threading

import pytest

from integration.timings import DAY_S, Timings
from tests.money.invariants import assert_invariants
from tests.workers.parts import JournalBooks, biller, life_of, pump_of, put, row_of, states
from workers.crash import Point

PAYMENTS = 3


class Died(BaseException):
    """As a SIGKILL: nothing between here and the top of the process catches it."""


def die_at(point, times):
    left = [times]

    def crash(here):
        if here is point:
            left[0] -= 1
            if not left[0]:
                raise Died(point)

    return crash


def recover(database, clock, books, of):
    """Other workers go on for ten days, as the sweep would wake them."""
    for wait_s in (0, Timings().lease_s, Timings().quiet_s, *[DAY_S] * 10):
        clock.pause(wait_s)
        pump_of(database, clock, books, of=of).drain()


def assert_never_twice_never_lost(database, books, numbers):
    assert max(books.references().values(), default=0) <= 1
    for number in numbers:
        row = row_of(database, number)
        applied = books.references()[row.reference]
        assert row.state in ("posted", "review")
        assert row.state != "posted" or applied == 1
        assert row.state != "review" or row.why
        life_of(database, number)
    assert_invariants(database, items=books.journal)


@pytest.mark.parametrize("ending", ["posted", "applied then lost", "lost on the way"])
@pytest.mark.parametrize("lookup", [False, True])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("point", list(Point))
def test_dying_at_any_boundary_loses_nothing_and_doubles_nothing(database, clock, point, times, lookup, ending):
    numbers = [put(database, clock, number) for number in range(PAYMENTS)]
    books, of = JournalBooks(*[ending] * PAYMENTS), biller(lookup=lookup)
    crash = die_at(point, times)
    try:
        for _job in range(2):
            pump_of(database, clock, books, of=of, crash=crash).drain()
            clock.pause(Timings().quiet_s)
        died = False
    except Died:
        died = True
    assert died or point is Point.ASKED or times > 1
    recover(database, clock, books, of)
    assert_never_twice_never_lost(database, books, numbers)


def test_dying_before_the_intent_costs_nothing_but_the_lease(database, clock):
    put(database, clock, 1)
    books = JournalBooks()
    with pytest.raises(Died):
        pump_of(database, clock, books, crash=die_at(Point.CLAIMED, 1)).drain()
    clock.pause(Timings().lease_s - 1)
    pump_of(database, clock, books).drain()
    assert books.journal == []
    clock.pause(1)
    pump_of(database, clock, books).drain()
    assert states(database) == {"posted": 1}


@pytest.mark.parametrize("point", [Point.INTENDED, Point.ANSWERED])
def test_dying_after_the_intent_reads_as_may_have_been_applied(database, clock, point):
    number = put(database, clock, 1)
    books = JournalBooks()
    with pytest.raises(Died):
        pump_of(database, clock, books, crash=die_at(point, 1)).drain()
    assert row_of(database, number).state == "posting"
    clock.pause(Timings().lease_s)
    pump_of(database, clock, books).drain()
    assert row_of(database, number).state == "ambiguous"
    assert "between the intent and its settlement" in row_of(database, number).why
    assert len(books.journal) == (1 if point is Point.ANSWERED else 0)


def test_a_worker_that_stalls_after_its_intent_does_not_send(database, clock):
    number = put(database, clock, 1)
    books, seen = JournalBooks(), []

    def stall(point):
        if point is Point.INTENDED and not seen:
            seen.append(row_of(database, number).state)
            clock.pause(Timings().stall_s + 1)

    pump_of(database, clock, books, crash=stall).drain()
    assert seen == ["posting"]
    assert len(books.journal) == 1  # not by the stalled send, but by the next one of the same job
    assert life_of(database, number) == ["ready", "posting", "ready", "posting", "posted"]
    assert row_of(database, number).attempts == 1


def test_a_zombie_that_wakes_before_its_send_neither_sends_nor_takes_the_row_back(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks()

    def stall(point):
        if point is Point.INTENDED:
            clock.pause(400)
            pump_of(database, clock, books).drain()  # another worker judges the row meanwhile

    pump_of(database, clock, books, crash=stall).drain()
    assert books.journal == []
    assert row_of(database, number).state == "ambiguous"
    recover(database, clock, books, biller())
    assert_never_twice_never_lost(database, books, [number])


def test_a_zombie_that_has_sent_still_tells_the_truth(database, clock):
    number = put(database, clock, 1)
    books = JournalBooks()

    def stall(point):
        if point is Point.ANSWERED:
            clock.pause(400)
            pump_of(database, clock, books).drain()
            assert row_of(database, number).state == "ambiguous"

    pump_of(database, clock, books, crash=stall).drain()
    assert row_of(database, number).state == "posted"
    assert len(books.journal) == 1


def test_a_zombie_with_a_lapsed_lease_cannot_begin(database, clock):
    numbers = [put(database, clock, number) for number in range(2)]
    books = JournalBooks()
    woken = []

    def stall(point):
        if point is Point.CLAIMED and not woken:
            woken.append(True)
            clock.pause(Timings().lease_s)
            pump_of(database, clock, books).drain()

    pump_of(database, clock, books, crash=stall).drain()
    assert set(books.references().values()) == {1}
    assert_never_twice_never_lost(database, books, numbers)
    assert life_of(database, numbers[0]) == ["ready", "posting", "posted"]


def test_five_jobs_for_the_same_ring_post_once(database, clock):
    for number in range(7):
        put(database, clock, number)
    books = JournalBooks()
    inner = [4]

    def again(point):
        if point in (Point.CLAIMED, Point.INTENDED) and inner[0]:
            inner[0] -= 1
            pump_of(database, clock, books, crash=again).drain()

    pump_of(database, clock, books, crash=again).drain()
    assert set(books.references().values()) == {1}
    assert states(database) == {"posted": 7}
    assert_invariants(database, items=books.journal)


def test_four_workers_at_once_post_each_payment_once(database, clock):
    for number in range(80):
        put(database, clock, number)
    books, failures = JournalBooks(), []

    def work():
        try:
            pump_of(database, clock, books).drain()
        except Exception as failure:  # noqa: BLE001 - told by the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(books.references().values()) == {1}
    assert states(database) == {"posted": 80}
    assert_invariants(database, items=books.journal)
