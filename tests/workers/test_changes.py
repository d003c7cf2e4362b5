"""Changes on their way to Cayenta: the latest version wins, whatever befalls the older ones, and none overtakes it."""

from itertools import permutations, product

import pytest

from integration.changes import Change
from integration.ledger import enrolments
from integration.sandbox.box import open_box
from integration.sandbox.cayenta import Fault, Kind
from integration.timings import Timings
from tests.money.invariants import assert_invariants
from tests.workers.parts import JournalBooks, biller, pump_of
from tests.workers.test_crashes import Died, die_at, recover
from tests.workers.town import ACCOUNT, Town
from workers.crash import Point
from workers.posting import CHANGE_SENDS_MAX

ENDINGS = ("posted", "applied then lost", "lost on the way", "said no")


def enrol(database, clock, active, change=Change.AUTOPAY):
    wish = enrolments.Wish("1368", ACCOUNT, change, active, clock.now().date(), "phone", "CA1")
    with database.write() as connection:
        return enrolments.enrol(connection, wish, clock.now())


def said(books, change=Change.AUTOPAY):
    return [posting.active for posting in books.journal if posting.op == change]


def rows(town):
    with town.database.read() as connection:
        return {row.reference: row for row in connection.exec_driver_sql("SELECT * FROM outbox ORDER BY id")}


def judge(database, books):
    assert_invariants(database, items=books.journal, alerts=books.journal)


@pytest.mark.parametrize("endings", list(product(ENDINGS, repeat=2)), ids=" and ".join)
def test_the_latest_version_wins_whatever_befalls_the_older_ones(sqlite_database, clock, endings):
    books = JournalBooks(*endings)
    for active in (True, False, True):
        enrol(sqlite_database, clock, active)
        pump_of(sqlite_database, clock, books).drain()
    recover(sqlite_database, clock, books, biller())
    judge(sqlite_database, books)
    assert said(books)[-1:] == [True] or "said no" in endings


@pytest.mark.parametrize("order", list(permutations([True, False, None])))
def test_two_kinds_do_not_wait_for_each_other(sqlite_database, clock, order):
    books = JournalBooks()
    for active in order:
        kind = Change.PAPERLESS if active is None else Change.AUTOPAY
        enrol(sqlite_database, clock, bool(active), kind)
    pump_of(sqlite_database, clock, books).drain()
    judge(sqlite_database, books)
    last_of_autopay = next(active for active in reversed(order) if active is not None)
    assert (said(books), said(books, Change.PAPERLESS)) == ([last_of_autopay], [False])


@pytest.mark.parametrize("ending", ["posted", "applied then lost", "lost on the way"])
@pytest.mark.parametrize("point", [point for point in Point if point is not Point.ASKED])
def test_dying_at_any_boundary_ends_at_the_highest_version(sqlite_database, clock, point, ending):
    books = JournalBooks(ending, ending)
    try:
        for active in (True, False):
            enrol(sqlite_database, clock, active)
            pump_of(sqlite_database, clock, books, crash=die_at(point, 1)).drain()
    except Died:
        enrol(sqlite_database, clock, active=False)
    recover(sqlite_database, clock, books, biller())
    judge(sqlite_database, books)
    assert said(books)[-1:] == [False]


@pytest.mark.parametrize("point", [Point.CLAIMED, Point.INTENDED, Point.ANSWERED])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_newer_one_comes_while_a_worker_has_the_older_in_hand(sqlite_database, clock, point, ending):
    books, came = JournalBooks(ending), []

    def comes(here):
        if here is point and not came:
            came.append(enrol(sqlite_database, clock, active=False))

    enrol(sqlite_database, clock, active=True)
    pump_of(sqlite_database, clock, books, crash=comes).drain()
    recover(sqlite_database, clock, books, biller())
    judge(sqlite_database, books)
    assert came
    assert said(books)[-1:] == [False] or (point is Point.CLAIMED and ending == "said no")
    assert point is not Point.CLAIMED or True not in said(books)


def test_a_newer_one_waits_until_the_lost_one_cannot_arrive_any_more(sqlite_database, clock):
    books = JournalBooks("lost on the way")
    enrol(sqlite_database, clock, active=True)
    pump_of(sqlite_database, clock, books).drain()
    enrol(sqlite_database, clock, active=False)
    clock.pause(Timings().quiet_s - 1)
    pump_of(sqlite_database, clock, books).drain()
    assert [posting.active for posting in books.sent] == [True]
    books.apply_late()
    clock.pause(1)
    pump_of(sqlite_database, clock, books).drain()
    assert said(books) == [True, False]
    judge(sqlite_database, books)


def test_a_billers_longer_bound_on_late_applying_is_waited_for(sqlite_database, clock):
    books, of = JournalBooks("lost on the way"), biller(lookup=True, resend_after_s=7200)
    enrol(sqlite_database, clock, active=True)
    pump_of(sqlite_database, clock, books, of=of).drain()
    clock.pause(7200)
    pump_of(sqlite_database, clock, books, of=of).drain()
    assert len(books.sent) == 1
    clock.pause(Timings().on_the_way_s + Timings().late_margin_s)
    pump_of(sqlite_database, clock, books, of=of).drain()
    assert said(books) == [True]
    assert books.asked == []  # nothing stands under a reference: the alert itself does


def test_what_is_never_answered_is_given_to_a_person(sqlite_database, clock):
    books = JournalBooks(*["lost on the way"] * 20)
    reference = enrol(sqlite_database, clock, active=True)
    for _period in range(CHANGE_SENDS_MAX + 4):
        pump_of(sqlite_database, clock, books).drain()
        clock.pause(Timings().rest_s[-1] + Timings().quiet_s)
    assert len(books.sent) == CHANGE_SENDS_MAX
    with sqlite_database.read() as connection:
        ask = "SELECT state, why FROM outbox WHERE reference = ?"
        state, why = connection.exec_driver_sql(ask, (reference,)).one()
    assert (state, why.partition(" times")[0]) == ("review", f"sent {CHANGE_SENDS_MAX}")


@pytest.fixture
def town(clock, sqlite_database):
    with open_box(clock, database=sqlite_database, terms={"features": {"autopay": True, "paperless": True}}) as box:
        yield Town(box)


def test_cayenta_is_told_by_the_sources_literal_names(town):
    town.change(Change.AUTOPAY)
    town.change(Change.PAPERLESS, active=False)
    town.pump()
    town.judge()
    told = [(one.method, one.code, one.is_on) for one in town.box.cayenta.books.alerts]
    assert told == [("_PostPaperLessChangeXML", "AUTOP", True), ("_PostAutopayChangeXML", "EBILL", False)]
    assert {row.state for row in rows(town).values()} == {"posted"}
    assert {row.batch_id for row in rows(town).values()} == {None}


@pytest.mark.parametrize("kind", [Kind.CUT_AFTER, Kind.CUT_BEFORE, Kind.TRUNCATED, Kind.GARBLED, Kind.DOWN, Kind.AUTH])
def test_a_fault_of_the_wire_ends_in_the_latest_version(town, kind):
    town.box.cayenta.set_faults(Fault(kind, times=1))
    town.change(active=True)
    town.pump()
    town.change(active=False)
    with town.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM holds")
    town.live_on(days=1)
    town.judge()
    assert town.box.cayenta.books.alerts[-1].is_on is False
