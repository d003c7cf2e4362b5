"""A worker that charges an enrolled account dies, or its payer leaves, at any step: a bill is charged once at most."""

from datetime import timedelta
from uuid import uuid4

import pytest

from integration.ledger import payments
from integration.ledger.payments import Intent
from integration.model import Pays, Way
from integration.money import ZERO, Money
from integration.planned import ScheduleState
from tests.workers.autopay_town import BILLED, CARDS, DUE, billed_town, town_of
from tests.workers.later_town import DAY
from tests.workers.test_crashes import Died, die_at
from tests.workers.test_scheduled import POINTS
from tests.workers.town import ACCOUNT
from workers.crash import Point


@pytest.fixture
def town(clock, sqlite_database):
    """Enrolled, then billed, and the day has come."""
    with billed_town(clock, sqlite_database) as town:
        town.wait_until(DUE)
        yield town


@pytest.mark.parametrize(
    ("point", "fault"), [*((point, "approve") for point in POINTS), (Point.ANSWERED, "timeout-after-capture")]
)
def test_a_worker_that_is_killed_at_any_step_charges_a_bill_once(town, point, fault):
    town.box.gateway.plan(fault, "approve")
    with pytest.raises(Died):
        town.work(die_at(point, 1))
    town.live_on(hours=2)
    assert (town.of_bill().state, town.charged()) == ("charged", [BILLED])
    town.judge()


@pytest.mark.parametrize(("active", "state", "ending"), [(False, "cancelled", None), (True, "charged", "4444")])
def test_whoever_leaves_or_changes_the_card_before_the_charge_begins_is_obeyed(town, active, state, ending):
    done = []

    def change(here):
        if here is Point.ASKED and not done:
            done.append(town.enrol(active=active, number=CARDS[1]))

    town.work(change)
    town.live_on(hours=2)
    assert (town.of_bill().state, town.charged()) == (state, [BILLED] if active else [])
    assert ending is None or town.payment().card_ending == ending
    town.judge()


def test_whoever_leaves_while_it_is_being_charged_is_charged_that_once(town):
    def leave(here):
        if here is Point.INTENDED:
            town.enrol(active=False)

    town.work(leave)
    assert (town.of_bill().state, town.charged()) == (ScheduleState.CHARGED.value, [BILLED])
    town.pump()
    town.judge()


@pytest.mark.parametrize(("active", "state", "ending"), [(False, "cancelled", None), (True, "charged", "4444")])
def test_whoever_leaves_or_changes_the_card_after_a_charge_came_to_nothing_is_obeyed(town, active, state, ending):
    """The worker died before anything left, so the charge may be begun again: as it is agreed by then."""
    with pytest.raises(Died):
        town.work(die_at(Point.INTENDED, 1))
    town.enrol(active=active, number=CARDS[1])
    town.live_on(hours=4)
    assert (town.of_bill().state, town.charged()) == (state, [BILLED] if active else [])
    assert ending is None or town.payment().card_ending == ending
    town.judge()


def test_nothing_is_charged_beside_a_payer_who_is_about_to_pay_in_a_call(town):
    intent = Intent(uuid4(), "1368", ACCOUNT, "B-1", "CA9", 1, Way.CARD, Pays.ALL, Money(BILLED), ZERO, Money(BILLED))
    with town.database.write() as connection:
        payments.open_intent(connection, intent, town.clock.now())
    town.work()
    assert (town.of_bill().state, town.charged()) == ("open", [])
    town.live_on(hours=2)  # the intent came to nothing, and was given up
    assert (town.of_bill().state, town.charged()) == ("charged", [BILLED])
    town.judge()


def test_a_bill_of_which_the_payer_has_chosen_the_day_is_not_charged_besides(clock, sqlite_database):
    """Where one may pay ahead, what was chosen is charged whatever is owed."""
    with town_of(clock, sqlite_database, {"payments": {"prepay": True}}) as town:
        town.enrol()
        town.bill(due=DAY - timedelta(days=1))
        town.plan()
        town.wait_until(DAY - timedelta(days=1))
        town.work()
        assert (town.of_bill().state, town.charged()) == ("cancelled", [])
        town.wait_until_day()
        town.live_on(hours=2)
        assert len(town.charged()) == 1
