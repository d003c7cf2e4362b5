"""Ways in which a gateway, a Cayenta or our own ledger may come to differ from the others, planted in a Town."""

from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select, update

from integration.ledger.tables import outbox, outbox_events, payments
from integration.model import Posting, Way
from integration.money import Money
from integration.sandbox.gateway.charges import Order
from integration.sandbox.gateway.tokens import card
from tests.workers.town import AMOUNT

DAY = date(2026, 11, 20)


def given_up(town, payment_id):
    """The webhook was never heard, and the charge turned up after the look-ups ended."""
    with town.database.write() as connection:
        ours = outbox.c.payment_id == str(payment_id)
        ids = connection.scalars(select(outbox.c.id).where(ours)).all()
        connection.execute(delete(outbox_events).where(outbox_events.c.outbox_id.in_(ids)))
        connection.execute(delete(outbox).where(ours))
        gone = {"state": "abandoned", "charge_id": "", "captured_at": None, "next_look_at": None}
        connection.execute(update(payments).where(payments.c.payment_id == str(payment_id)).values(gone))


def charge_twice(town, payment_id):
    charges = town.box.gateway.charges
    first = charges.under(str(payment_id))[0]
    twin = Order(f"twin of {payment_id}", first.reference, first.amount_cents, "usd", "", "")
    charges.charge(twin, card("4111111111111111"), "")


def void_there(town, payment_id):
    town.box.gateway.charges.void(town.box.gateway.charges.under(str(payment_id))[0].charge_id)


def forget_the_charge(town, payment_id):
    held = town.box.gateway.charges._held
    del held[town.box.gateway.charges.under(str(payment_id))[0].charge_id]


def charge_more(town, payment_id):
    held = town.box.gateway.charges._held
    charge = town.box.gateway.charges.under(str(payment_id))[0]
    held[charge.charge_id] = replace(charge, amount_cents=charge.amount_cents + 100)


def item_of(town, payment_id):
    with town.database.read() as connection:
        reference = connection.scalar(select(outbox.c.reference).where(outbox.c.payment_id == str(payment_id)))
    return next(item for item in town.box.cayenta.journal.items if item.reference == reference)


def lose_the_item(town, payment_id):
    item = item_of(town, payment_id)
    town.box.cayenta.journal.items.remove(item)
    account = town.box.cayenta.books.account(item.account)
    town.box.cayenta.books.put(account.unpaid(Money(item.amount_cents), Money(0)))


def post_twice(town, payment_id):
    item = item_of(town, payment_id)
    posting = Posting(item.reference, "payment", item.account, AMOUNT, DAY, Way.CARD)
    town.site.books("1368").post(posting)


def post_another_amount(town, payment_id):
    items, item = town.box.cayenta.journal.items, item_of(town, payment_id)
    items[items.index(item)] = replace(item, amount_cents=item.amount_cents + 1)


PLANTS = {
    given_up: "missing_here",
    forget_the_charge: "missing_there",
    charge_twice: "doubled",
    void_there: "given_back_there",
    charge_more: "amount",
    lose_the_item: "not_in_books",
    post_twice: "doubled",
    post_another_amount: "amount",
}
