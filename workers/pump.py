"""The pump: tells a biller's system about its due payments, each at most once.

A job of RQ only names a biller. What is due, who may take it up and how far each row came is in the outbox.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection

from integration.ledger import account_credits, breakers, outbox
from integration.ledger.breakers import BAD_RUN_MAX, Breaker
from integration.ledger.outbox import CLAIM_ROWS_MAX, Claimed
from workers.crash import Point
from workers.going import KeepsGoing, always
from workers.house import here
from workers.stroke import Stroke


def drain_biller(bid: str) -> None:
    """The RQ job: drain one biller's due rows with what this process holds ready."""
    house = here()
    site = house.site
    stroke = Stroke(site.biller(bid), site.books(bid), site.database, site.clock, site.timings, house.crash)
    if Pump(stroke, keeps_going=house.keeps_going, ring=lambda: site.bell.ring(bid)).drain():
        site.bell.ring(bid)


def nobody() -> None:
    """There is no other process to wake."""


def _fresh_token() -> str:
    return str(uuid4())


@dataclass
class Pump:
    """One biller's pump, for the length of one job."""

    stroke: Stroke
    keeps_going: KeepsGoing = always  # False once this process was asked to stop
    new_token: Callable[[], str] = _fresh_token
    ring: Callable[[], object] = nobody  # wakes the biller's next process
    _has_rung: bool = field(default=False, init=False)
    _probe: Breaker | None = field(default=None, init=False)  # the one send by which a rest is to end

    def drain(self) -> bool:
        """Work off what is due; True when the job's time ran out first, so that somebody should ring again."""
        until = self.stroke.clock.tick() + self.stroke.timings.drain_s
        while self._goes_on(until):
            rows = self._claim()
            if not rows:
                return False
            self._work_off(rows, until)
        return self._is_late(until)

    def _goes_on(self, until: float) -> bool:
        """Whether a new send may begin. A biller that is ill or away is tried again when the sweep rings."""
        stroke = self.stroke
        if stroke.is_ill or stroke.biller.is_away(stroke.clock.now()):
            return False
        return self.keeps_going() and not self._is_late(until)

    def _is_late(self, until: float) -> bool:
        """Whether the next send could not begin within the job's time."""
        return self.stroke.clock.tick() + self.stroke.pace.wait_s >= until

    def _claim(self) -> list[Claimed]:
        """What is taken up next: a share that leaves work for the biller's other processes."""
        share = -(-CLAIM_ROWS_MAX // self.stroke.biller.pump.concurrency)
        with self.stroke.database.write() as connection:
            rows = self._claim_in(connection, share)
            self.stroke.crash(Point.COMMITTING)
        self.stroke.crash(Point.CLAIMED)
        if len(rows) == share < CLAIM_ROWS_MAX and not self._has_rung:
            self._has_rung = True
            self.ring()
        return rows

    def _claim_in(self, connection: Connection, share: int) -> list[Claimed]:
        stroke, bid, now = self.stroke, self.stroke.biller.bid, self.stroke.clock.now()
        stroke.breaker = breakers.of(connection, bid, locked=True)
        limit, lease_s = stroke.breaker.may_claim(share, now), stroke.timings.lease_s
        if not limit:
            return []
        besides = account_credits.not_held([bid]) if account_credits.are_held(stroke.biller) else None
        token = self.new_token()
        rows = outbox.claim(connection, bid, token=token, now=now, lease_s=lease_s, limit=limit, besides=besides)
        self._probe = stroke.breaker if rows and stroke.breaker.run >= BAD_RUN_MAX else None
        if self._probe is not None:  # until it has ended, nobody makes another
            ends_by = now + timedelta(seconds=lease_s)
            breakers.put(connection, bid, replace(self._probe, rests_until=ends_by), now)
        return rows

    def _work_off(self, rows: list[Claimed], until: float) -> None:
        """Take up row after row; what is not taken up is given back."""
        waiting = list(reversed(rows))
        while waiting and self._goes_on(until):
            self.stroke.take_up(waiting.pop())
        self.stroke.finish(waiting)
        if self._probe is not None and self._probe is self.stroke.breaker:
            self._give_back(self._probe)

    def _give_back(self, probe: Breaker) -> None:
        """Nothing was sent, so it is as yet nobody's."""
        with self.stroke.database.write() as connection:
            breakers.put(connection, self.stroke.biller.bid, probe, self.stroke.clock.now())
