"""Promises to pay are judged on the day after: kept or broken, by our own payments and by the biller's balance."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Row

from integration.billers import Biller
from integration.clock import today_at
from integration.errors import Trouble
from integration.ledger import payments, promises
from integration.ledger.days import bounds
from integration.model import PaymentState
from integration.money import ZERO, Money
from integration.planned import PromiseState
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site

LOOK_EVERY_S = 900.0
ASKED_DAYS_MAX = 3  # so long the biller's system is asked before a promise is judged without it

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Promises:
    """One biller's promises."""

    site: "Site"
    biller: Biller
    keeps_going: KeepsGoing = always

    def look(self) -> int:
        """How many were judged now; one of which nobody can say yet waits."""
        today = today_at(self.biller.zone, self.site.clock.now())
        with self.site.database.read() as connection:
            rows = promises.over(connection, self.biller.bid, today)
        judged = 0
        for row in rows:
            if not self.keeps_going():
                break
            judged += self._judge(row)
        return judged

    def _judge(self, row: Row[Any]) -> bool:
        paid, promised = self._paid(row), Money(row.amount_cents)
        if paid >= promised:
            return self._write(row, PromiseState.KEPT, f"{paid.plain()} was paid here")
        try:
            owed = self._owed(row)
        except Trouble as trouble:
            return self._without_balance(row, paid, str(trouble))
        if owed <= max(ZERO, Money(row.owed_cents) - promised):
            return self._write(row, PromiseState.KEPT, f"the balance went to {owed.plain()}")
        return self._write(row, PromiseState.BROKEN, f"{paid.plain()} was paid here, the balance is {owed.plain()}")

    def _paid(self, row: Row[Any]) -> Money:
        """What was captured from the promise to the end of its day, and has not gone back."""
        _begins, ends = bounds(row.day, self.biller.zone)
        with self.site.database.read() as connection:
            own = payments.of_account(connection, row.bid, row.account_number, row.made_at)
        kept = (one for one in own if one.state is PaymentState.CAPTURED and not one.given_back)
        return sum((one.amount for one in kept if one.captured_at and row.made_at <= one.captured_at < ends), ZERO)

    def _owed(self, row: Row[Any]) -> Money:
        return self.site.books(row.bid).balance(row.account_number).owed

    def _without_balance(self, row: Row[Any], paid: Money, why: str) -> bool:
        """The biller's system does not say: it is asked again for some days, and then our payments decide."""
        today = today_at(self.biller.zone, self.site.clock.now())
        if today - row.day <= timedelta(days=ASKED_DAYS_MAX):
            return False
        return self._write(row, PromiseState.BROKEN, f"{paid.plain()} was paid here; the balance is not known: {why}")

    def _write(self, row: Row[Any], state: PromiseState, why: str) -> bool:
        with self.site.database.write() as connection:
            is_first = promises.judge(connection, row.promise_id, state, why, self.site.clock.now())
        _log.info("promise_judged", bid=row.bid, promise_id=row.promise_id, state=state.value, why=why)
        return is_first
