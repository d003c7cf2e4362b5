"""Every operation that is pumped, as whatever decides it leaves it in the outbox: what a worker's death may befall."""

from integration.changes import Change
from integration.ledger import account_credits, enrolments, orders, undos
from integration.ledger.account_credits import Credit
from integration.money import Money
from tests.workers.parts import payment_id as payment_id_of
from tests.workers.parts import pump_of, put

ACCOUNT = f"{1:010d}"


def _posted_payment(database, clock, books, of):
    put(database, clock, 1)
    pump_of(database, clock, books, of=of).drain()
    return payment_id_of(1)


def pay(database, clock, _books, _of):
    put(database, clock, 1)


def credit(database, clock, _books, of):
    given = Credit(of.bid, "K-1", ACCOUNT, Money(1_250), clock.now().date(), "a leak")
    with database.write() as connection:
        account_credits.give(connection, given, who="ann", now=clock.now())


def void(database, clock, books, of):
    payment_id = _posted_payment(database, clock, books, of)
    with database.write() as connection:
        undos.want(connection, payment_id, who="ann", reason="paid twice", now=clock.now())
        undos.undone(connection, payment_id, "voided", clock.now())  # as the gateway says


def send_back(database, clock, books, of):
    payment_id = _posted_payment(database, clock, books, of)
    words = {"trace": "091000017611242", "code": "R01", "day": clock.now().date()}
    with database.write() as connection:
        orders.send_back(connection, payment_id, **words, now=clock.now())


def change(kind):
    def enrol(database, clock, _books, of):
        wish = enrolments.Wish(of.bid, ACCOUNT, kind, True, clock.now().date(), "phone", "CA1")
        with database.write() as connection:
            enrolments.enrol(connection, wish, clock.now())

    return enrol


OPERATIONS = {
    "payment": pay,
    "credit": credit,
    "void": void,
    "return": send_back,
    **{kind.value: change(kind) for kind in Change},
}
