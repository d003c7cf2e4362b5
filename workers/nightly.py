"""Each biller's days are reconciled when they are over, at an early hour on its own wall."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from integration.billers import Biller
from integration.clock import today_at
from integration.ledger import reconciled
from integration.reconciling.day import Day, keep
from integration.reconciling.report import Report
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site

LOOK_EVERY_S = 300.0
DAYS_BACK = 3  # a house that stood still over a weekend makes up for it
TRY_AGAIN_H = 1  # after a system outside did not answer
WHO = "nightly"  # what a person asks for in between, of half a day perhaps, spares no night

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Nightly:
    """One biller's reconciliations."""

    site: "Site"
    biller: Biller
    keeps_going: KeepsGoing = always

    def look(self) -> list[date]:
        """The days that were reconciled now, the oldest first; none while the biller's systems are away."""
        done = list[date]()
        for day in self._over(self.site.clock.now()):
            if self.biller.is_away(self.site.clock.now()) or not self._is_due(day):
                continue
            report = Day(self.site, self.biller, day, self.keeps_going).reconcile()
            if not self.keeps_going():
                break  # what was cut short says nothing
            keep(self.site, report, WHO)
            _log_of(report)
            done.append(day)
        return done

    def _over(self, now: datetime) -> Iterator[date]:
        """The latest days whose hour has come."""
        zone, today = self.biller.zone, today_at(self.biller.zone, now)
        for ago in range(DAYS_BACK, 0, -1):
            day = today - timedelta(days=ago)
            if datetime.combine(day + timedelta(days=1), self.biller.reconciliation.at, zone) <= now:
                yield day

    def _is_due(self, day: date) -> bool:
        with self.site.database.read() as connection:
            last = reconciled.last_kept(connection, self.biller.bid, day.isoformat(), WHO)
        if last is None:
            return True
        at, was_whole = last
        return not was_whole and self.site.clock.now() - at >= timedelta(hours=TRY_AGAIN_H)


def _log_of(report: Report) -> None:
    for one in report.differences:
        subject = {"bid": report.bid, "payment_id": one.subject.payment_id}
        _log.error("difference", kind=one.kind.value, why=one.sentence(), **subject)
    _log.info("reconciled", bid=report.bid, why=f"{report.day}: {report.verdict()}")
