"""A biller in a box whose one account pays from a bank, and the return files that the bank leaves."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from integration.ledger import payments, undos
from integration.ledger.tables import outbox as outbox_table
from integration.ledger.tables import returns as returns_table
from integration.model import Pays, Way, payment_id_of
from integration.money import Money
from integration.nacha.again import decide_again
from integration.nacha.check import check_bytes
from integration.nacha.load import Loader
from integration.owing import LAG_HOURS_MAX, by_rtdr
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.gateway.tokens import bank
from integration.timings import DAY_S, Timings
from integration.undoing import Undoing
from tests.integration.nacha.samples import Sheet, entry, returned
from tests.workers.parts import pump_of
from workers.crash import onward

BID, ACCOUNT = "1368", "0012345678"
OWED, AMOUNT, FEE = Money(10_000), Money(4_250), Money(250)
BANK_ACCOUNT, BANK_ROUTING = "7351902846113", "091400606"
TRACE = "091000017611242"  # of the samples' first returned entry


class BankTown:
    """Payments as the calls leave them, return files as the bank leaves them, workers as they go on."""

    def __init__(self, box):
        self.box, self.site, self.clock, self.database = box, box.site, box.clock, box.site.database
        self.biller, self.gateway, self.books = box.biller, box.site.gateway(BID), box.site.books(BID)
        box.cayenta.books.put(Account(ACCOUNT, OWED, Money(2_000)))

    def pay(self, number=1):
        """Captured, with its posting in the outbox; its id."""
        payment_id = payment_id_of(f"CA{number}", 1)
        words = (f"CA{number}", 1, Way.BANK, Pays.ALL, AMOUNT, FEE, OWED)
        with self.database.write() as connection:
            payments.open_intent(connection, payments.Intent(payment_id, BID, ACCOUNT, "B-1", *words), self.clock.now())
            payments.start_charge(connection, payment_id, self.clock.now())
        token = self.box.gateway.tokens.mint(bank(BANK_ACCOUNT, BANK_ROUTING))
        charge = self.gateway.charge(payment_id, token, AMOUNT + FEE, "Water")
        with self.database.write() as connection:
            payments.capture(connection, payment_id, charge.charge_id, self.biller, self.clock.now())
        return payment_id

    def confirmation(self, payment_id):
        with self.database.read() as connection:
            return payments.find(connection, str(payment_id)).confirmation

    def return_file(self, *payment_ids, code="R01", cents=4_500, day=b"261119"):
        """Its bytes: each payment's debit, bill amount and fee together, came back."""
        numbers = [self.confirmation(payment_id) for payment_id in payment_ids]
        pairs = [
            (entry(cents, number, trace=7611242 + place), returned(code, trace=7611242 + place))
            for place, number in enumerate(numbers)
        ]
        return Sheet().batch(*pairs).end().replace(b"261119", day, 1)

    def load(self, raw, biller=None):
        loader = Loader(biller or self.biller, self.database, self.clock, self.gateway)
        return loader.load(check_bytes("R.ach", raw))

    def come_back(self, payment_id, **more):
        return self.load(self.return_file(payment_id, **more))

    def want(self, payment_id):
        with self.database.write() as connection:
            undos.want(connection, payment_id, who="ann", reason="paid twice", now=self.clock.now())

    def pump(self, crash=onward):
        pump_of(self.database, self.clock, self.books, of=self.biller, crash=crash).drain()

    def live_on(self, days=8):
        """Workers go on as they do, for that long."""
        for wait_s in (0, 60, Timings().lease_s, Timings().quiet_s, *[DAY_S] * days):
            self.clock.pause(wait_s)
            Undoing(self.site).go_on()
            decide_again(self.biller, self.database, self.clock)
            self.pump()

    def rows(self, op="return"):
        with self.database.read() as connection:
            mine = select(outbox_table).where(outbox_table.c.op == op).order_by(outbox_table.c.id)
            return connection.execute(mine).all()

    def decisions(self):
        with self.database.read() as connection:
            return list(connection.scalars(select(returns_table.c.decision).order_by(returns_table.c.id)))

    def books_did(self):
        return [(item.reference[0], item.amount_cents) for item in self.box.cayenta.journal.items]

    def references(self):
        return Counter(item.reference for item in self.box.cayenta.journal.items)

    def balance(self):
        return self.books.balance(ACCOUNT)

    def owing(self):
        """As a call asks it."""
        live = self.balance()
        return by_rtdr(live.owed, live.past_due, live.as_of, self.own(LAG_HOURS_MAX))

    def own(self, hours):
        since = self.clock.now() - timedelta(hours=hours)
        with self.database.read() as connection:
            return payments.of_account(connection, BID, ACCOUNT, since)
