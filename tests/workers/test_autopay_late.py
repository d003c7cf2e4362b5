"""Automatic payments whose day went by: charged on no other, always in the staff's list, told to the payer for days.

Two clock processes that have two schedules of one account in hand charge no more together than is owed.
"""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from integration.ledger import autopay
from integration.ledger.autopay import Days
from integration.ledger.tables import texts
from integration.money import Money
from integration.sandbox.cayenta.faults import Fault, Kind
from tests.workers import autopay_town
from tests.workers.autopay_town import BILLED, DUE
from tests.workers.later_town import DAY
from tests.workers.town import FEE
from workers import scheduled
from workers.scheduled import Scheduled


@pytest.fixture
def town_of(clock, sqlite_database):
    """Opens a town whose biller has other terms."""
    with ExitStack() as towns:
        yield lambda terms=None: towns.enter_context(autopay_town.town_of(clock, sqlite_database, terms))


@pytest.fixture
def town(clock, sqlite_database):
    with autopay_town.billed_town(clock, sqlite_database) as town:
        yield town


def texts_of(town):
    with town.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(texts))


@pytest.mark.parametrize(("days_late", "told"), [(3, 1), (4, 0), (40, 0)])
def test_a_house_that_stood_still_charges_on_no_other_day_and_tells(town, days_late, told):
    """The staff however late, the payer while it makes sense."""
    town.wait_until(DUE + timedelta(days=days_late))
    town.work()
    town.work()
    assert (town.of_bill().state, town.charged(), texts_of(town)) == ("failed", [], told)
    assert town.plan_bills() == 0


@pytest.mark.parametrize(("days_late", "told"), [(1, 1), (20, 0)])
def test_a_bill_that_came_after_its_day_is_told_and_not_charged(town_of, days_late, told):
    town = town_of()
    town.enrol()
    town.wait_until(DUE + timedelta(days=days_late))
    town.bill()
    town.work()
    assert (town.of_bill().state, town.charged(), texts_of(town)) == ("failed", [], told)
    assert town.of_bill().why == "it could not be charged on its day: nobody took it up"


def test_what_was_missed_and_is_paid_meanwhile_is_nobodys_trouble(town):
    town.owes(0)
    town.wait_until(DUE + timedelta(days=2))
    town.work()
    assert (town.of_bill().state, texts_of(town)) == ("not_needed", 0)


def test_a_missed_bill_whose_balance_cannot_be_asked_is_told(town):
    town.box.cayenta.set_faults(Fault(Kind.DOWN))
    town.wait_until(DUE + timedelta(days=2))
    town.work()
    assert (town.of_bill().state, texts_of(town)) == ("failed", 1)


def test_a_missed_bill_that_a_newer_one_has_followed_is_not_looked_at(town):
    town.bill("B-2", due=DUE + timedelta(days=30), billed_on=date(2026, 12, 3))
    town.wait_until(DUE + timedelta(days=4))
    with town.database.read() as connection:
        assert autopay.enrolled(connection, "1368", Days(DUE, DUE)) == []


@pytest.fixture
def shared_town(database, clock):
    """The day of the bill and the one that its payer chose for it besides are the same."""
    with autopay_town.billed_town(clock, database) as town:
        town.plan(amount=Money(BILLED))
        yield town


def test_two_workers_with_two_schedules_of_one_account_charge_what_is_owed_once(shared_town, monkeypatch):
    """The second one takes up and charges the other schedule between the first one's judging and its beginning."""
    town = shared_town
    assert DAY == DUE
    town.wait_until(DUE)
    town.plan_bills()
    judged, others = scheduled.judged, iter([Scheduled(town.site)])

    def overtaken(*facts):
        verdict = judged(*facts)
        for other in others:
            assert other.go_on() == 1
        return verdict

    monkeypatch.setattr(scheduled, "judged", overtaken)
    town.work()
    first = town.charged()
    assert first in ([BILLED], [BILLED + FEE.cents])  # what is chosen has a fee
    town.live_on(hours=3)
    assert town.charged() == first
    town.judge()
