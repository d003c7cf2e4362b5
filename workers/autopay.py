"""The autopay run (row F5): each bill of an enrolled account becomes a scheduled payment on its day of collection.

The day is the bill's own where it has one, else the biller's rule (`collection_of`). `workers.scheduled` charges it.
A bill that came after its day, or was missed on it, is charged on no other; it ends as failed there, however late, so
that the staff have it in their list.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Row

from integration.bill_terms import collection_of
from integration.billers import Biller
from integration.clock import today_at
from integration.ledger import autopay
from integration.ledger.autopay import Days
from integration.ledger.bills import find_bill
from integration.model import Bill
from integration.planned import charged_from
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site

LOOK_EVERY_S = 300.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AutopayRun:
    """One biller's."""

    site: "Site"
    biller: Biller
    keeps_going: KeepsGoing = always

    def look(self) -> int:
        """How many bills were planned now; none before the hour at which cards are charged."""
        now = self.site.clock.now()
        today = today_at(self.biller.zone, now)
        if now < charged_from(self.biller, today):
            return 0
        with self.site.database.read() as connection:
            rows = autopay.enrolled(connection, self.biller.bid, self._days(today))
        planned = 0
        for row in rows:
            if not self.keeps_going():
                break
            planned += self._plan(row, today)
        return planned

    def _days(self, today: date) -> Days:
        ahead = timedelta(days=self.biller.later.autopay_days_before_due)
        return Days(today, today + ahead)

    def _plan(self, row: Row[Any], today: date) -> bool:
        """Charged at once where its day is today; one whose day is over is told as failed."""
        with self.site.database.read() as connection:
            bill = self._due(connection, row, today)
        if bill is None:
            return False
        now, day = self.site.clock.now(), collection_of(self.biller, bill).value
        with self.site.database.write() as connection:
            is_new = autopay.plan(connection, row, bill, day, now)
        if is_new:
            _log.info("automatic_payment", bid=row.bid, enrolment=row.reference, why=f"to be charged on {day}")
        return is_new

    def _due(self, connection: Connection, row: Row[Any], today: date) -> Bill | None:
        """The account's bill, where its day has come."""
        found = find_bill(connection, row.bid, "ACCOUNT_NO", row.account_number)
        if found is None:
            return None
        is_day = collection_of(self.biller, found.bill).value <= today
        is_covered = is_day and autopay.is_covered(connection, row, found.bill.invoice_number)
        return found.bill if is_covered else None
