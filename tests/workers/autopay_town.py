"""A biller in a box whose payer is enrolled in automatic payments, and what the clock process does about his bills."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from integration.changes import Change
from integration.ledger import account_marks, bill_files, enrolments
from integration.ledger.account_marks import Mark, Word
from integration.ledger.enrolments import Card, Wish
from integration.ledger.rows import row_of
from integration.ledger.tables import bill_files as files_table
from integration.ledger.tables import schedules as schedules_table
from integration.model import Bill
from integration.money import Money
from integration.planned import charged_from, payment_id_of_schedule, schedule_id_of_bill
from integration.sandbox.box import open_box
from integration.sandbox.gateway.tokens import card
from integration.timings import HOUR_S
from tests.workers.later_town import LaterTown
from tests.workers.town import ACCOUNT, Town
from workers.autopay import AutopayRun
from workers.crash import onward
from workers.scheduled import Scheduled

TERMS = {
    "features": {"autopay": True, "scheduled_payments": True},
    "later": {"autopay_run": True},
    "texts": {"on": True},
}
DUE = date(2026, 12, 4)
BILLED = 8_420
CARDS = ("4111111111111111", "5555555555554444")


class AutopayTown(LaterTown):
    """The account owes BILLED; its bill B-1 is due on DUE."""

    def __init__(self, box, *, owed=BILLED):
        Town.__init__(self, box)
        self.owes(owed)

    def enrol(self, *, active=True, number=CARDS[0]):
        token = self.site.vault.seal(self.box.gateway.tokens.mint(card(number)))
        kept = Card(token, number[-4:]) if active else None
        day = self.clock.now().date()
        wish = Wish("1368", ACCOUNT, Change.AUTOPAY, active, day, "phone", "CA1", kept, json.dumps({"elements": {}}))
        with self.database.write() as connection:
            return enrolments.enrol(connection, wish, self.clock.now())

    def bill(self, number="B-1", *, cents=BILLED, due=DUE, billed_on=date(2026, 11, 14), **more):
        """In a bill file of its own, loaded an hour after whatever came before."""
        self.clock.pause(HOUR_S)
        money = Money(cents)
        bill = Bill("1368", ACCOUNT, number, "REGULAR", billed_on, due, money, phone="770-555-0134", **more)
        with self.database.read() as connection:
            place = connection.scalar(select(func.count()).select_from(files_table)) + 1
        as_of = datetime(2026, 11, place, 5, tzinfo=UTC)
        facts = bill_files.FileFacts(
            "1368", f"billheader_202611{place:02d}.xml", f"{place:064d}", as_of.date(), 1, as_of
        )
        version = bill_files.begin(self.database, facts, self.clock.now())
        bill_files.stage(self.database, version, [row_of(bill, version)], [])
        staged = bill_files.Staged(1, cents, 0, "{}")
        assert bill_files.show(self.database, version, facts, staged, self.clock.now()) == "live"

    def mark(self, mark=Mark.ARRANGEMENT):
        word = Word("1368", ACCOUNT, mark, True, None, "ann", "instalments", self.clock.now())
        with self.database.write() as connection:
            account_marks.note(connection, [word])

    def wait_until(self, day):
        self.clock.pause((charged_from(self.box.biller, day) - self.clock.now()).total_seconds())

    def plan_bills(self):
        return AutopayRun(self.site, self.box.biller).look()

    def work(self, crash=onward):
        self.plan_bills()
        return Scheduled(self.site, crash=crash).go_on()

    def of_bill(self, number="B-1"):
        """The scheduled payment of a bill; None where there is none."""
        found = schedule_id_of_bill("1368", ACCOUNT, number)
        with self.database.read() as connection:
            mine = schedules_table.c.schedule_id == str(found)
            return connection.execute(select(schedules_table).where(mine)).one_or_none()

    def payment_id(self, number="B-1"):
        return payment_id_of_schedule(schedule_id_of_bill("1368", ACCOUNT, number))


@contextmanager
def town_of(clock, database, terms=None, **more):
    """A town whose biller has other terms."""
    with open_box(clock, database=database, terms=TERMS | (terms or {})) as box:
        yield AutopayTown(box, **more)


@contextmanager
def billed_town(clock, database):
    """Enrolled, and then billed."""
    with town_of(clock, database) as town:
        town.enrol()
        town.bill()
        yield town
