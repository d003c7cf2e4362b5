"""A payment on a later day is charged on it, once, for no more than is owed; what stands in the way is waited for."""

from contextlib import ExitStack

import pytest
from sqlalchemy import text

from integration.ledger import schedules
from integration.money import Money
from integration.planned import ScheduleState
from integration.sandbox.box import open_box
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.timings import HOUR_S, MINUTE_S
from tests.integration.cayenta.boxes import leave_out_the_code
from tests.workers.later_town import LaterTown
from tests.workers.test_crashes import Died, die_at
from tests.workers.town import AMOUNT, FEE
from workers.crash import Point

TOTAL = (AMOUNT + FEE).cents
POINTS = (Point.CLAIMED, Point.ASKED, Point.COMMITTING, Point.INTENDED, Point.ANSWERED, Point.SETTLED)
CHARGED, FAILED, NOT_NEEDED = ScheduleState.CHARGED, ScheduleState.FAILED, ScheduleState.NOT_NEEDED


@pytest.fixture
def town(clock, sqlite_database):
    with open_box(clock, database=sqlite_database) as box:
        yield LaterTown(box)


@pytest.fixture
def town_of(clock, sqlite_database):
    """A town whose biller has other terms."""
    with ExitStack() as boxes:
        yield lambda terms: LaterTown(boxes.enter_context(open_box(clock, database=sqlite_database, terms=terms)))


def test_it_is_charged_on_its_day_and_posted_without_the_fee(town):
    schedule = town.plan()
    town.clock.pause(23 * HOUR_S)
    assert town.work() == 0
    town.wait_until_day()
    assert town.work() == 1
    assert town.state(schedule) is CHARGED
    assert (town.charged(), town.row(schedule).token_sealed) == ([TOTAL], "")
    assert town.box.site.bell.rung == ["1368"]
    town.pump()
    assert town.books_did() == [("P", AMOUNT.cents)]
    assert (town.payment().channel, town.payment().call_sid, town.payment().card_ending) == ("phone", None, "1111")
    assert town.work() == 0
    town.judge()


GATEWAY = [
    (["approve"], CHARGED, 1),
    (["decline do_not_honor"], FAILED, 0),
    (["timeout-after-capture"], CHARGED, 1),
    (["timeout", "approve"], CHARGED, 1),  # looked up, absent for an hour, then charged under the same key
    (["garbled"], CHARGED, 1),
    (["down", "approve"], CHARGED, 1),
]


@pytest.mark.parametrize(("faults", "state", "charges"), GATEWAY, ids=[row[0][0] for row in GATEWAY])
def test_every_ending_of_a_charge(town, faults, state, charges):
    schedule = town.plan()
    town.wait_until_day()
    town.box.gateway.plan(*faults)
    town.live_on()
    assert town.state(schedule) is state
    assert town.charged() == [TOTAL] * charges
    town.judge()


def test_a_declined_card_is_not_asked_again(town):
    schedule = town.plan()
    town.wait_until_day()
    town.box.gateway.plan("decline do_not_honor")
    town.live_on()
    assert (town.row(schedule).why, town.payment().state) == ("declined: do_not_honor", "declined")
    assert town.gateway_did() == {"declined": 1}


OWED = [  # terms, owed on the day, block; how it ends, what is charged for the bill
    ({}, 10_000, "", CHARGED, AMOUNT.cents),
    ({}, 3_000, "", CHARGED, 3_000),
    ({}, 0, "", NOT_NEEDED, None),
    ({}, -500, "", NOT_NEEDED, None),
    ({}, 10_000, "N", FAILED, None),
    ({}, 10_000, "C", FAILED, None),
    ({}, 10_000, "A", CHARGED, AMOUNT.cents),
    ({"payments": {"prepay": True}}, 0, "", CHARGED, AMOUNT.cents),
    ({"payments": {"partial": False}}, 10_000, "", FAILED, None),
    ({"payments": {"partial": False}}, 3_000, "", CHARGED, 3_000),
]


@pytest.mark.parametrize(("terms", "owed", "block", "state", "cents"), OWED)
def test_what_the_books_say_on_the_day_decides(town_of, terms, owed, block, state, cents):
    town = town_of(terms)
    schedule = town.plan()
    town.owes(owed, block)
    town.wait_until_day()
    town.work()
    assert town.state(schedule) is state
    assert town.charged() == ([cents + FEE.cents] if cents else [])
    assert bool(town.row(schedule).why) is (state is not CHARGED)
    town.pump()
    town.judge()


@pytest.mark.parametrize("kind", [Kind.DOWN, Kind.GARBLED, Kind.SYSTEM])
def test_a_balance_that_cannot_be_asked_is_asked_again_that_day_and_then_given_up(town, kind):
    schedule = town.plan()
    town.wait_until_day()
    town.box.cayenta.set_faults(Fault(kind))
    town.live_on(hours=2)
    assert town.state(schedule) is ScheduleState.OPEN
    town.live_on(hours=12)
    row = town.row(schedule)
    assert (row.state, row.token_sealed, row.next_at) == ("failed", "", None)
    assert row.why.startswith("it could not be charged on its day: ")
    assert row.tries > 5
    town.judge()


@pytest.mark.parametrize(("flags", "state"), [("refuse", ScheduleState.OPEN), ("offer", CHARGED)])
def test_a_block_that_was_never_told_is_waited_for_or_not(town_of, flags, state):
    terms = {"cayenta": {"block_code_left_out": "unknown"}, "payments": {"when_flags_unknown": flags}}
    town = town_of(terms)
    schedule = town.plan()
    town.wait_until_day()
    leave_out_the_code(town.box.cayenta)
    town.work()
    assert (town.state(schedule), bool(town.charged())) == (state, state is CHARGED)
    assert ("did not tell" in town.row(schedule).why) is (state is ScheduleState.OPEN)


def test_after_an_hour_without_an_answer_it_is_charged_all_the_same(town):
    schedule = town.plan()
    town.wait_until_day()
    town.box.cayenta.set_faults(Fault(Kind.DOWN))
    town.live_on(hours=1)
    town.box.cayenta.set_faults()
    town.live_on(hours=2)
    assert town.state(schedule) is CHARGED
    town.judge()


def test_a_maintenance_window_is_waited_out(town_of):
    town = town_of({"maintenance": {"windows": ["Fri 08:00-12:00"]}})
    schedule = town.plan()
    town.wait_until_day()
    town.live_on(hours=2)
    assert town.row(schedule).why == "the biller's systems are being looked after"
    town.live_on(hours=4)
    assert town.state(schedule) is CHARGED


def test_a_house_that_stood_still_that_day_charges_nothing_on_another(town):
    schedule = town.plan()
    town.wait_until_day()
    town.clock.pause(24 * HOUR_S)
    town.work()
    assert (town.state(schedule), town.charged()) == (FAILED, [])
    assert town.row(schedule).why == "it could not be charged on its day: nobody took it up"


KILLS = [*((point, "approve") for point in POINTS), *((point, "timeout-after-capture") for point in POINTS[:-1])]


@pytest.mark.parametrize(("point", "fault"), KILLS)
def test_a_worker_that_is_killed_at_any_step_charges_once(town, point, fault):
    schedule = town.plan()
    town.wait_until_day()
    town.box.gateway.plan(fault, "approve")
    with pytest.raises(Died):
        town.work(die_at(point, 1))
    town.live_on()
    assert (town.state(schedule), town.charged()) == (CHARGED, [TOTAL])
    town.judge()


@pytest.mark.parametrize("point", [Point.CLAIMED, Point.ASKED, Point.INTENDED, Point.ANSWERED])
@pytest.mark.parametrize("stall_s", [11 * MINUTE_S, 2 * HOUR_S])
def test_two_workers_charge_once_however_long_one_stalls(town, point, stall_s):
    schedule, stalled = town.plan(), []

    def stall(here):
        if here is point and not stalled:
            stalled.append(here)
            town.clock.pause(stall_s)
            town.live_on(hours=2)

    town.wait_until_day()
    town.work(stall)
    town.live_on(hours=4)
    assert (town.state(schedule), town.charged()) == (CHARGED, [TOTAL])
    town.judge()


@pytest.mark.parametrize("point", [Point.CLAIMED, Point.ASKED])
def test_until_its_payment_exists_it_can_be_called_off(town, point):
    schedule = town.plan()

    def call_off(here):
        if here is point:
            with town.database.write() as connection:
                assert schedules.cancel(connection, schedule, who="ann", why="moved", now=town.clock.now())

    town.wait_until_day()
    town.work(call_off)
    assert (town.state(schedule), town.charged(), town.row(schedule).token_sealed) == ("cancelled", [], "")
    town.judge()


def test_while_it_is_being_charged_it_cannot_be_called_off(town):
    schedule, refused = town.plan(), []

    def call_off(here):
        if here is Point.INTENDED:
            with town.database.write() as connection:
                now = town.clock.now()
                refused.append(schedules.cancel(connection, schedule, who="ann", why="moved", now=now))

    town.wait_until_day()
    town.work(call_off)
    assert (refused, town.state(schedule)) == ([False], CHARGED)


def test_what_nobody_agreed_to_is_dropped_after_an_hour_and_its_card_with_it(town):
    schedule = town.plan(agreed=False)
    assert town.work() == 0
    town.clock.pause(HOUR_S)
    town.work()
    assert (town.state(schedule), town.row(schedule).token_sealed) == ("dropped", "")
    town.judge()


def test_another_payment_in_doubt_is_waited_for(town):
    town.open(2)
    schedule = town.plan()
    with town.database.write() as connection:  # its look-ups have not come to an end
        connection.execute(text("UPDATE payments SET next_look_at = NULL"))
    town.wait_until_day()
    town.work()
    assert town.state(schedule) is ScheduleState.OPEN
    assert "being checked" in town.row(schedule).why
    assert town.charged() == []


def test_what_was_begun_and_is_more_than_is_owed_by_now_is_a_persons(town):
    schedule = town.plan()
    town.wait_until_day()
    town.box.gateway.plan("timeout", "approve")
    town.work()
    town.owes(1_000)
    town.live_on()
    assert (town.state(schedule), town.charged()) == (FAILED, [])
    assert Money(1_000).plain() in town.row(schedule).why
    town.judge()
