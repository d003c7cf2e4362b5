"""A void and a return of one payment, decided at the same moment: the books take it back once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from integration.ledger import orders
from integration.sandbox.box import open_box
from tests.workers.bank_town import BankTown

HELD_S = 0.3


@pytest.fixture
def town(clock, database):
    with open_box(clock, database=database, terms={"cayenta": {"lookup": True}, "returns": {"post": True}}) as box:
        yield BankTown(box)


def void(town, connection, payment_id):
    return orders.call_off(connection, payment_id, who="ann", why="paid twice", now=town.clock.now())


def send_back(town, connection, payment_id):
    words = {"trace": "091000017611242", "code": "R01", "day": town.clock.now().date()}
    return orders.send_back(connection, payment_id, **words, now=town.clock.now())


@pytest.mark.parametrize(("first", "second", "told"), [(void, send_back, "V"), (send_back, void, "R")])
def test_the_second_sees_the_first_though_it_began_before_that_was_done(town, first, second, told):
    payment_id = town.pay()
    town.pump()
    is_written, may_commit = Event(), Event()

    def slowly():
        with town.database.write() as connection:
            first(town, connection, payment_id)
            is_written.set()
            may_commit.wait(HELD_S)

    def meanwhile():
        is_written.wait()
        with town.database.write() as connection:
            return second(town, connection, payment_id)

    with ThreadPoolExecutor(2) as crowd:
        slow, quick = crowd.submit(slowly), crowd.submit(meanwhile)
        slow.result()
        quick.result()
    town.live_on()
    assert [letter for letter, _cents in town.books_did()] == ["P", told]


def test_a_return_that_finds_a_void_is_decided_so(town, monkeypatch):
    """The void came between the look at the payment and the order."""
    payment_id = town.pay()
    town.pump()
    raw = town.return_file(payment_id)
    real = orders.send_back

    def late(connection, *args, **more):
        void(town, connection, payment_id)
        return real(connection, *args, **more)

    monkeypatch.setattr(orders, "send_back", late)
    assert town.load(raw).verdicts == {"voided": 1}
    town.live_on()
    assert [letter for letter, _cents in town.books_did()] == ["P", "V"]
