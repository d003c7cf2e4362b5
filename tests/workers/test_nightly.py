"""When a biller's days are reconciled, and when again."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from integration.billers.biller import Reconciliation
from integration.clock import VirtualClock
from integration.ledger.tables import audit
from integration.sandbox.box import open_box
from integration.sandbox.gateway.faults import Door
from integration.timings import DAY_S, HOUR_S, MINUTE_S
from tests.workers.plants import given_up, void_there
from tests.workers.town import Town
from workers.lookups import Lookups
from workers.nightly import Nightly

EARLY = datetime(2026, 11, 21, 9, 59, tzinfo=UTC)  # one minute to five on the biller's wall
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def clock():
    return VirtualClock(EARLY)


@pytest.fixture
def town(clock, sqlite_database):
    with open_box(clock, database=sqlite_database, terms={"cayenta": {"lookup": True}}) as box:
        yield Town(box)


def nightly(town, biller=None, **more):
    return Nightly(town.site, biller or town.box.biller, **more)


def kept(town):
    with town.database.read() as connection:
        return [(row.who, row.what, row.subject) for row in connection.execute(select(audit).order_by(audit.c.id))]


def test_the_day_before_is_reconciled_once_when_its_hour_has_come(town):
    night = nightly(town)
    night.look()  # the days before it, of which nothing was known
    assert FRIDAY not in night.look()
    town.clock.pause(MINUTE_S)
    assert [night.look(), night.look()] == [[FRIDAY], []]
    assert kept(town)[-1] == ("nightly", "reconciled", "2026-11-20")


def test_a_house_that_stood_still_makes_up_for_it(town):
    nightly(town).look()
    town.clock.pause(2 * DAY_S)
    assert nightly(town).look() == [FRIDAY, date(2026, 11, 21)]


def test_the_hour_is_the_billers(town):
    nightly(town).look()
    earlier = town.box.biller.model_copy(update={"reconciliation": Reconciliation(at="04:59")})
    assert nightly(town, earlier).look() == [FRIDAY]


def test_while_the_billers_systems_are_away_it_waits(town):
    away = town.box.biller.model_copy(update={"maintenance": SimpleNamespace(windows=[_always()])})
    assert nightly(town, away).look() == []
    assert kept(town) == []


def _always():
    return SimpleNamespace(open_at=lambda _now, _zone: True)


def test_what_was_not_answered_is_asked_again_an_hour_later(town):
    night = nightly(town)
    town.box.gateway.faults.plan(Door.SETTLEMENTS, [], then="down")
    days = night.look()
    assert {what for _who, what, _day in kept(town)} == {"reconciled in part"}
    town.box.gateway.faults.plan(Door.SETTLEMENTS, [])
    town.clock.pause(HOUR_S - MINUTE_S)
    assert not set(days) & set(night.look())
    town.clock.pause(MINUTE_S)
    assert night.look() == days
    town.clock.pause(HOUR_S)
    assert night.look() == []


def test_one_that_is_cut_short_is_not_kept(town):
    asked = []

    def keeps_going():
        asked.append(1)
        return False

    assert nightly(town, keeps_going=keeps_going).look() == []
    assert (kept(town), bool(asked)) == ([], True)


def test_a_late_charge_becomes_a_payment_overnight_and_a_difference_is_written_down(town):
    lost, undone = town.pay(1), town.pay(2)
    given_up(town, lost)
    void_there(town, undone)
    town.clock.pause(DAY_S + MINUTE_S)
    nightly(town).look()
    with town.database.read() as connection:
        details = [row.detail for row in connection.execute(select(audit).where(audit.c.subject == "2026-11-21"))]
    assert [name in details[0] for name in ("missing_here", "given_back_there", "doubled")] == [True, True, False]
    assert Lookups(town.site).look() == 1
    town.pump()
    assert town.books_did() == [("P", 4_250)] * 2
