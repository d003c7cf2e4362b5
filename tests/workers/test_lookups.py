import pytest
from sqlalchemy import select

from integration.errors import Garbled, Unavailable
from integration.ledger.tables import audit, outbox, payments
from integration.model import Charge
from integration.money import Money
from integration.timings import HOUR_S, MINUTE_S, Timings
from tests.workers.parts import biller, open_payment, payment_id, site_of
from workers.lookups import Lookups


class Ledgered:
    """A gateway's list of charges by our reference; a Trouble instead of a charge is raised."""

    def __init__(self):
        self.charges = {}
        self.asked = []

    def holds(self, number, *, status="captured", amount=None):
        self.charges[payment_id(number)] = Charge(
            "ch_1", str(payment_id(number)), amount or Money(1250 + number), status
        )

    def look_up(self, payment_id):
        self.asked.append(payment_id)
        found = self.charges.get(payment_id)
        if isinstance(found, Exception):
            raise found
        return found


class Rings(list):
    def ring(self, bid):
        self.append(bid)


@pytest.fixture
def gateway():
    return Ledgered()


@pytest.fixture
def rings():
    return Rings()


@pytest.fixture
def lookups(database, clock, gateway, rings):
    billers = [biller(), biller("2000")]
    return Lookups(site_of(database, clock, None, billers=billers, bell=rings, gateway=gateway))


@pytest.fixture
def due(database, clock):
    """Opens a payment whose look-up is due ten minutes from now, and waits so long."""

    def due(number, state, **more):
        left = {"charging_at": clock.now()} if state != "intent" else {}
        open_payment(database, clock, number, state=state, next_look_at=clock.now(), **left, **more)

    return due


def payment(database, number):
    with database.read() as connection:
        return connection.execute(select(payments).where(payments.c.payment_id == str(payment_id(number)))).one()


@pytest.mark.parametrize("state", ["intent", "charging", "unknown"])
def test_a_charge_that_is_found_becomes_a_payment_with_its_posting(database, gateway, rings, lookups, due, state):
    due(1, state)
    gateway.holds(1)
    assert lookups.look() == 1
    assert (payment(database, 1).state, payment(database, 1).charge_id) == ("captured", "ch_1")
    with database.read() as connection:
        row = connection.execute(select(outbox)).one()
    assert (row.state, row.amount_cents, row.payment_id) == ("ready", 1001, str(payment_id(1)))
    assert rings == ["1368"]
    assert lookups.look() == 0


def test_an_intent_that_the_gateway_never_heard_of_is_abandoned(database, lookups, due):
    due(1, "intent")
    lookups.look()
    assert payment(database, 1).state == "abandoned"


@pytest.mark.parametrize("state", ["charging", "unknown"])
def test_a_charge_that_left_may_still_be_on_its_way(database, clock, gateway, lookups, due, state):
    due(1, state)
    waits = []
    while payment(database, 1).state == state:
        lookups.look()
        waits.append(clock.tick())
        clock.pause(MINUTE_S)
    assert len(gateway.asked) == 5  # at once, and after 1, 6, 21 and 81 minutes
    assert waits[-1] == 81 * MINUTE_S > Timings().absent_s
    assert payment(database, 1).state == "abandoned"


@pytest.mark.parametrize("trouble", [Unavailable("down"), Garbled("two charges")])
def test_an_answer_that_is_none_is_not_absence(database, clock, gateway, lookups, due, trouble):
    due(1, "unknown")
    gateway.charges[payment_id(1)] = trouble
    for _look in range(20):
        lookups.look()
        clock.pause(HOUR_S)
    assert payment(database, 1).state == "unknown"
    gateway.holds(1)
    lookups.look()
    assert payment(database, 1).state == "captured"


def test_a_gateway_that_is_down_keeps_nobody_elses_payment_waiting(database, gateway, lookups, due):
    for number in range(5):
        due(number, "unknown")
        gateway.charges[payment_id(number)] = Unavailable("down")
    due(9, "unknown", bid="2000")
    gateway.holds(9)
    assert lookups.look() == 2
    assert payment(database, 9).state == "captured"


@pytest.mark.parametrize("status", ["voided", "refunded"])
def test_money_that_went_back_is_no_payment(database, gateway, lookups, due, status):
    due(1, "unknown")
    gateway.holds(1, status=status)
    lookups.look()
    assert payment(database, 1).state == "abandoned"


def test_another_amount_than_agreed_is_neither_posted_nor_forgotten(database, clock, gateway, lookups, due):
    due(1, "unknown")
    gateway.holds(1, amount=Money(99))
    for _look in range(3):
        lookups.look()
        clock.pause(HOUR_S)
    assert payment(database, 1).state == "unknown"
    with database.read() as connection:
        (note,) = connection.execute(select(audit)).all()
        assert connection.execute(select(outbox)).all() == []
    assert (note.what, note.detail) == ("charge contradicted", "agreed 1251 cents, the gateway holds 99")


def test_what_is_not_due_is_not_looked_at(gateway, lookups, due, clock):
    due(1, "captured")
    open_at = clock.now()
    due(2, "unknown")
    lookups.look()
    assert gateway.asked == [payment_id(2)]
    assert open_at == clock.now()


def test_looking_ends_when_the_process_is_asked_to_stop(database, clock, gateway, rings, due):
    due(1, "unknown")
    site = site_of(database, clock, None, bell=rings, gateway=gateway)
    assert Lookups(site, keeps_going=lambda: False).look() == 0


@pytest.mark.parametrize("state", ["abandoned", "declined"])
def test_one_that_was_given_up_is_looked_at_once_more_when_asked_for(database, clock, gateway, lookups, due, state):
    due(1, state)
    gateway.charges[payment_id(1)] = Unavailable("down")
    lookups.look()
    clock.pause(HOUR_S)
    del gateway.charges[payment_id(1)]
    assert [lookups.look(), lookups.look()] == [1, 0]
    assert payment(database, 1).state == state
