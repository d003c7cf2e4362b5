"""Every operation that is pumped, as whatever decides it leaves it in the outbox: what all the proofs are made of."""

from integration.changes import Change
from integration.ledger import account_credits, enrolments, orders, undos
from integration.ledger.account_credits import Credit
from integration.model import Way
from integration.money import Money
from tests.workers.parts import biller, payment_id, put

PAYS_BY = {"void": Way.CARD, "return": Way.BANK}  # what is posted before, by operation: only a bank sends back


def billed(**more):
    """A biller all of whose operations are pumped."""
    of = biller(**more)
    return of.model_copy(update={"advanced_settings": of.advanced_settings.model_copy(update={"pump_credits": True})})


def pay(database, clock, number):
    put(database, clock, number)


def credit(database, clock, number):
    day = clock.now().date()
    given = Credit("1368", f"K-{number}", f"{number:010d}", Money(1_250), day, "a leak")
    with database.write() as connection:
        account_credits.give(connection, given, who="ann", now=clock.now())


def void(database, clock, number):
    with database.write() as connection:
        undos.want(connection, payment_id(number), who="ann", reason="paid twice", now=clock.now())
        undos.undone(connection, payment_id(number), "voided", clock.now())  # as the gateway says


def send_back(database, clock, number):
    words = {"trace": f"{number:015d}", "code": "R01", "day": clock.now().date()}
    with database.write() as connection:
        orders.send_back(connection, payment_id(number), **words, now=clock.now())


def change(kind):
    def enrol(database, clock, number):
        wish = enrolments.Wish("1368", f"{number:010d}", kind, True, clock.now().date(), "phone", f"CA{number}")
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
