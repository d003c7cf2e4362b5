"""Days of real payments at a real gateway and a real Cayenta, broken there, and reconciled. F5 of reliability.md."""

import random
from datetime import date

import pytest
from sqlalchemy import select

from integration.ledger.tables import audit, payments
from integration.money import Money
from integration.reconciling.day import Day, keep
from integration.sandbox.box import open_box
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.faults import Fault, Kind
from integration.sandbox.gateway.faults import Door
from integration.timings import DAY_S, HOUR_S, MINUTE_S
from tests.workers.plants import DAY, PLANTS, charge_more, given_up, post_another_amount, void_there
from tests.workers.town import ACCOUNT, OWED, Town
from workers.lookups import Lookups

SEED = 20261120


@pytest.fixture(params=[True, False], ids=["items", "balances"])
def town(request, clock, sqlite_database):
    with open_box(clock, database=sqlite_database, terms={"cayenta": {"lookup": request.param}}) as box:
        yield Town(box)


@pytest.fixture
def asked(clock, database):
    """A town whose books can be asked for an item, on each database."""
    with open_box(clock, database=database, terms={"cayenta": {"lookup": True}}) as box:
        yield Town(box)


def report_of(town, day=DAY, **more):
    return Day(town.site, town.box.biller, day, **more).reconcile()


def named(report):
    assert report.not_known == ()
    return sorted((one.kind.value, one.subject.payment_id) for one in report.differences)


def paid(town, number):
    account = f"{number:010d}"
    town.box.cayenta.books.put(Account(account, OWED, Money(2_000)))
    return town.pay(number, account)


def test_a_day_without_payments_is_a_day_without_differences(town):
    report = report_of(town)
    assert (named(report), report.exit_code, report.charged.count) == ([], 0, 0)


def test_a_day_on_which_all_went_well(town):
    paid_ones = [paid(town, number) for number in range(5)]
    town.pump()
    town.undo(paid_ones[0])
    waiting = paid(town, 9)
    town.undo(waiting)
    town.live_on(days=0)
    report = report_of(town)
    assert (named(report), report.exit_code) == ([], 0)
    assert (report.charged.count, report.charged.amount) == (4, Money(4 * 4_500))
    assert (report.captured.count, report.captured.amount) == (6, Money(6 * 4_500))
    assert (report.posted.count, report.posted.amount) == (6, Money(4 * 4_250))
    town.judge()


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_found_and_nothing_else(town, plant):
    _first, broken, _last = [paid(town, number) for number in range(3)]
    town.pump()
    plant(town, broken)
    report = report_of(town)
    is_hidden = plant is post_another_amount and not town.box.biller.cayenta.lookup  # only the item itself tells
    assert named(report) == ([] if is_hidden else [(PLANTS[plant], str(broken))])
    assert report.exit_code == (0 if is_hidden else 1)
    assert report.looked_at_again == ((str(broken),) if plant is given_up else ())


def test_sixteen_plants_among_thirty_two_payments(asked):
    paid_ones = [paid(asked, number) for number in range(32)]
    asked.pump()
    broken = dict(zip(random.Random(SEED).sample(paid_ones, 16), [*PLANTS, *PLANTS], strict=True))
    for payment_id, plant in broken.items():
        plant(asked, payment_id)
    expected = sorted((PLANTS[plant], str(payment_id)) for payment_id, plant in broken.items())
    assert named(report_of(asked)) == expected


def test_a_posting_that_cayenta_said_yes_to_and_lost(town):
    town.box.cayenta.set_faults(Fault(Kind.LOSE, "AddARItem", times=1))
    payment_id = town.pay()
    town.pump()
    report = report_of(town)
    assert named(report) == [("not_in_books", str(payment_id))]
    assert report.differences[0].is_certain == town.box.biller.cayenta.lookup


def test_a_charge_that_turned_up_late_is_handed_to_the_look_up_and_becomes_a_payment(asked):
    payment_id = asked.open()
    for _look in range(30):  # until the look-ups end
        asked.clock.pause(10 * MINUTE_S)
        Lookups(asked.site).look()
    charge_id = asked.charge(payment_id)
    report = report_of(asked)
    assert named(report) == [("missing_here", str(payment_id))]
    asked.pump()
    assert asked.books_did() == []  # a report moves nothing
    keep(asked.site, report, "ann")
    assert Lookups(asked.site).look() == 1
    with asked.database.read() as connection:
        row = connection.execute(select(payments)).one()
    assert (row.state, row.charge_id) == ("captured", charge_id)
    asked.pump()
    assert asked.books_did() == [("P", 4_250)]
    assert named(report_of(asked)) == []
    asked.judge()


def test_a_look_once_more_that_finds_nothing_lets_it_rest(asked):
    payment_id = asked.open()
    for _look in range(30):
        asked.clock.pause(10 * MINUTE_S)
        Lookups(asked.site).look()
    asked.charge(payment_id)
    keep(asked.site, report_of(asked), "ann")
    void_there(asked, payment_id)
    assert [Lookups(asked.site).look() for _look in range(2)] == [1, 0]


def test_another_amount_than_agreed_is_never_captured_by_itself(asked):
    payment_id = asked.pay()
    given_up(asked, payment_id)
    charge_more(asked, payment_id)
    report = report_of(asked)
    assert (named(report), report.looked_at_again) == ([("missing_here", str(payment_id))], ())
    assert "abandoned, 45.00 agreed; there 46.00 captured" in report.differences[0].sentence()


@pytest.mark.parametrize("fault", ["down", "garbled", "timeout"])
def test_a_gateway_that_does_not_answer_makes_it_incomplete_and_names_nothing(town, fault):
    paid(town, 1)
    town.pump()
    town.box.gateway.faults.plan(Door.SETTLEMENTS, [fault])
    report = report_of(town)
    assert (report.differences, report.exit_code) == ((), 3)
    assert report.not_known[0].startswith("the gateway's charges: ")


@pytest.mark.parametrize("kind", [Kind.DOWN, Kind.GARBLED, Kind.SLOW, Kind.CUT_BEFORE])
def test_books_that_do_not_answer_make_it_incomplete_and_name_nothing(town, kind):
    for number in range(6):
        paid(town, number)
    town.pump()
    town.box.cayenta.set_faults(Fault(kind))
    report = report_of(town)
    assert (report.differences, report.exit_code) == ((), 3)
    assert ACCOUNT not in " ".join(report.not_known)
    if kind is not Kind.GARBLED:  # after three that nobody answered, the others are not asked
        assert "3 more were not asked about" in " ".join(report.not_known)


def test_a_day_is_the_billers_own(town):
    town.clock.pause(13 * HOUR_S)  # 23:05 on the biller's wall, the next day in UTC
    late = town.pay()
    town.pump()
    assert report_of(town).charged.count == 1
    void_there(town, late)
    assert named(report_of(town)) == [("given_back_there", str(late))]
    town.clock.pause(DAY_S)
    assert named(report_of(town, date(2026, 11, 21))) == []


def test_what_is_kept_can_be_read_again(asked):
    payment_id = paid(asked, 1)
    asked.pump()
    void_there(asked, payment_id)
    keep(asked.site, report_of(asked), "ann")
    with asked.database.read() as connection:
        row = connection.execute(select(audit)).one()
    assert (row.who, row.what, row.subject) == ("ann", "reconciled", "2026-11-20")
    assert '"kind": "given_back_there"' in row.detail
