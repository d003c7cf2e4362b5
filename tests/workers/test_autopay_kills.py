"""A worker that charges an enrolled account dies, or its payer leaves, at any step: a bill is charged once at most."""

import pytest

from integration.planned import ScheduleState
from tests.workers.autopay_town import BILLED, CARDS, DUE, billed_town
from tests.workers.test_crashes import Died, die_at
from tests.workers.test_scheduled import POINTS
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
