"""A biller in a box whose payer has a payment on a later day, and what the clock process does about it."""

import json
from datetime import date
from uuid import UUID

from sqlalchemy import select

from integration.ledger import schedules
from integration.ledger.tables import payments
from integration.ledger.tables import schedules as schedules_table
from integration.model import Pays
from integration.money import Money
from integration.planned import Plan, ScheduleState, charged_from, schedule_id_of
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.gateway.tokens import card
from integration.timings import HOUR_S
from tests.ivr.line import House, put_bills
from tests.workers.town import ACCOUNT, AMOUNT, FEE, Town
from workers.crash import onward
from workers.lookups import Lookups
from workers.scheduled import Scheduled

DAY = date(2026, 12, 4)


class LaterTown(Town):
    """AMOUNT is to be charged on DAY; the account owes OWED."""

    def __init__(self, box, *, owed=10_000):
        super().__init__(box)
        put_bills(box, [House(ACCOUNT, owed=owed, past_due=2_000)])

    def plan(self, attempt=1, *, agreed=True, amount=AMOUNT):
        """Its id."""
        schedule_id = schedule_id_of("CA1", attempt)
        token = self.site.vault.seal(self.box.gateway.tokens.mint(card("4111111111111111")))
        told = Plan(schedule_id, "1368", ACCOUNT, "B-1", "CA1", attempt, Pays.ALL, amount, FEE, DAY, "1111", token)
        with self.database.write() as connection:
            schedules.offer(connection, told, self.clock.now())
            if agreed:
                schedules.agree(connection, schedule_id, json.dumps({}), self.box.biller, self.clock.now())
        return schedule_id

    def wait_until_day(self):
        self.clock.pause((charged_from(self.box.biller, DAY) - self.clock.now()).total_seconds())

    def work(self, crash=onward):
        return Scheduled(self.site, crash=crash).go_on()

    def live_on(self, hours=14):
        """Workers go on as they do: for two hours every quarter of an hour, then every hour."""
        quick_h = min(hours, 2)
        for wait_s in (*[HOUR_S / 4] * (4 * quick_h), *[HOUR_S] * (hours - quick_h)):
            self.work()
            Lookups(self.site).look()
            self.clock.pause(wait_s)
        self.pump()

    def row(self, schedule_id: UUID):
        with self.database.read() as connection:
            mine = schedules_table.c.schedule_id == str(schedule_id)
            return connection.execute(select(schedules_table).where(mine)).one()

    def state(self, schedule_id):
        return ScheduleState(self.row(schedule_id).state)

    def payment(self):
        with self.database.read() as connection:
            return connection.execute(select(payments)).one()

    def charged(self):
        """Cents that the gateway's own journal says were captured."""
        return [one["amount_cents"] for one in self.box.gateway.journal.entries if one["event"] == "captured"]

    def owes(self, cents, block=""):
        self.box.cayenta.books.put(Account(ACCOUNT, Money(cents), block_code=block))
