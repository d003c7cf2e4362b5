"""A biller in a box with a payer, for tests of what happens when nobody is on the line. Both journals judge."""

from collections import Counter

from sqlalchemy import select

from integration.changes import Change
from integration.ledger import enrolments, payments, undos
from integration.ledger.tables import outbox as outbox_table
from integration.model import Pays, Way, payment_id_of
from integration.money import Money
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.gateway.tokens import card
from integration.timings import DAY_S, Timings
from integration.undoing import Undoing
from tests.money.invariants import assert_invariants
from tests.workers.parts import pump_of

ACCOUNT = "0012345678"
OWED, AMOUNT, FEE = Money(10_000), Money(4_250), Money(250)


class Town:
    """A biller in a box with one account, and payments as the calls leave them."""

    def __init__(self, box):
        self.box, self.site, self.clock, self.database = box, box.site, box.clock, box.site.database
        box.cayenta.books.put(Account(ACCOUNT, OWED, Money(2_000)))

    def open(self, number=1, account=ACCOUNT):
        """Agreed to, and the charge is about to leave; its id."""
        payment_id = payment_id_of(f"CA{number}", 1)
        intent = payments.Intent(
            payment_id, "1368", account, "B-1", f"CA{number}", 1, Way.CARD, Pays.ALL, AMOUNT, FEE, OWED
        )
        with self.database.write() as connection:
            payments.open_intent(connection, intent, self.clock.now())
            payments.start_charge(connection, payment_id, self.clock.now())
        return payment_id

    def charge(self, payment_id):
        """The gateway charges it, and nobody here is told; the charge's id."""
        token = self.box.gateway.tokens.mint(card("4111111111111111"))
        return self.site.gateway("1368").charge(payment_id, token, AMOUNT + FEE, "Water").charge_id

    def pay(self, number=1, account=ACCOUNT):
        """Captured, with its posting in the outbox; its id."""
        payment_id = self.open(number, account)
        charge_id = self.charge(payment_id)
        with self.database.write() as connection:
            payments.capture(connection, payment_id, charge_id, self.box.biller, self.clock.now())
        return payment_id

    def want(self, payment_id):
        with self.database.write() as connection:
            return undos.want(connection, payment_id, who="ann", reason="paid twice", now=self.clock.now())

    def undo(self, payment_id):
        self.want(payment_id)
        return Undoing(self.site).take_up(payment_id)

    def change(self, change=Change.AUTOPAY, *, active=True, account=ACCOUNT):
        """As a call leaves it; its reference."""
        day = self.clock.now().date()
        wish = enrolments.Wish("1368", account, change, active, day, "phone", "CA1")
        with self.database.write() as connection:
            return enrolments.enrol(connection, wish, self.clock.now())

    def pump(self):
        pump_of(self.database, self.clock, self.site.books("1368"), of=self.box.biller).drain()

    def live_on(self, days=8):
        """Workers go on as they do, for that long."""
        for wait_s in (0, 60, Timings().lease_s, Timings().quiet_s, *[DAY_S] * days):
            self.clock.pause(wait_s)
            Undoing(self.site).go_on()
            self.pump()

    def state(self, payment_id):
        with self.database.read() as connection:
            return undos.of(connection, payment_id).state

    def rows(self):
        with self.database.read() as connection:
            found = connection.execute(select(outbox_table).order_by(outbox_table.c.id))
            return {row.op: row for row in found}

    def gateway_did(self):
        return Counter(entry["event"] for entry in self.box.gateway.journal.entries)

    def books_did(self):
        return [(item.reference[0], item.amount_cents) for item in self.box.cayenta.journal.items]

    def judge(self, *, is_at_rest=True):
        """The money invariants, by both journals."""
        items, gateway = self.box.cayenta.journal.items, self.box.gateway.journal.entries
        alerts = self.box.cayenta.books.alerts
        assert_invariants(self.database, items=items, alerts=alerts, gateway=gateway, is_at_rest=is_at_rest)

    def owed(self):
        return self.site.books("1368").balance(ACCOUNT).owed
