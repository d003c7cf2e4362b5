"""The pump: tells a biller's system about its due payments, each at most once.

A job of RQ only names a biller. What is due, who may take it up and how far each row came is in the outbox.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from integration.billers import Biller
from integration.ledger import outbox
from integration.ledger.outbox import Claimed
from workers.crash import Point
from workers.going import KeepsGoing, always
from workers.house import here
from workers.stroke import Stroke


def drain_biller(bid: str) -> None:
    """The RQ job: drain one biller's due rows with what this process holds ready."""
    house = here()
    site = house.site
    stroke = Stroke(site.biller(bid), site.books(bid), site.database, site.clock, site.timings, house.crash)
    if Pump(stroke, keeps_going=house.keeps_going).drain():
        site.bell.ring(bid)


def is_away(biller: Biller, now: datetime) -> bool:
    """Whether the biller's systems are in a maintenance window."""
    return any(window.open_at(now, biller.zone) for window in biller.maintenance.windows)


def _fresh_token() -> str:
    return str(uuid4())


@dataclass
class Pump:
    """One biller's pump, for the length of one job."""

    stroke: Stroke
    keeps_going: KeepsGoing = always  # False once this process was asked to stop
    new_token: Callable[[], str] = _fresh_token

    def drain(self) -> bool:
        """Work off what is due; True when the job's time ran out first, so that somebody should ring again."""
        until = self.stroke.clock.tick() + self.stroke.timings.drain_s
        while self._goes_on(until):
            rows = self._claim()
            if not rows:
                return False
            self._work_off(rows, until)
        return self.stroke.clock.tick() >= until

    def _goes_on(self, until: float) -> bool:
        """Whether a new send may begin. A biller that is ill or away is tried again when the sweep rings."""
        if self.stroke.is_ill or is_away(self.stroke.biller, self.stroke.clock.now()):
            return False
        return self.keeps_going() and self.stroke.clock.tick() < until

    def _claim(self) -> list[Claimed]:
        stroke, token = self.stroke, self.new_token()
        with stroke.database.write() as connection:
            now, lease_s = stroke.clock.now(), stroke.timings.lease_s
            rows = outbox.claim(connection, stroke.biller.bid, token=token, now=now, lease_s=lease_s)
            stroke.crash(Point.COMMITTING)
        stroke.crash(Point.CLAIMED)
        return rows

    def _work_off(self, rows: list[Claimed], until: float) -> None:
        """Take up row after row; what is not taken up is given back."""
        waiting = list(reversed(rows))
        while waiting and self._goes_on(until):
            self.stroke.take_up(waiting.pop())
        self.stroke.finish(waiting)
