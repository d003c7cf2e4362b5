"""Rings the planned calls of active campaigns, each once, and looks for those of which nobody told how they ended.

The intent of each call is committed before its request leaves, and no call is ever asked for again: what nobody told us
of is looked for by its number and time. What the phone company has not got by then was never made: its account gets
its next attempt at once, another row, and only the first time.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from integration.billers import Biller
from integration.calling.question import Answer
from integration.campaigns.attempts import Result
from integration.dialling.asking import Asking, asks_for_money
from integration.dialling.news import news_of
from integration.dialling.trunk import Order, RingOutcome, Started, Trunk
from integration.errors import Garbled, Refused, Unavailable
from integration.ledger import call_news, campaigns, rings
from integration.ledger.call_news import News
from integration.ledger.campaigns import Campaign
from integration.ledger.rings import Ring
from integration.model import Balance, Unsure
from integration.phone_company import NotTaken, TurnedAway
from integration.timings import BOOKS_AGAIN_S, step
from workers.crash import Crash, Point, onward
from workers.going import KeepsGoing, always
from workers.pace import Pace

if TYPE_CHECKING:
    from integration.site import Site

RING_EVERY_S = 0.5
ROUND_S = 1.0  # then the campaigns are looked at anew: a stop is heard at each call, another's turn within this
AT_ONCE_MAX = 20  # calls that are read from the ledger together
QUIET_S = 60.0  # how long a call without an answer is left alone
TALK_S = 900.0  # after so long without an end it is looked up
LOOK_AFTER_S = 120.0  # between two looks for one call
LOOK_EVERY_S = 15.0
EXPIRE_EVERY_S = 15.0
LOOKS_MAX = 20  # in one go
ABSENT_S = 900.0  # what the phone company has not got after this, it never got
REST_S = (5.0, 15.0, 60.0)  # after "nothing was processed": nobody is rung meanwhile

_log = structlog.get_logger(__name__)


@dataclass
class Dialler:
    """One biller's calls."""

    site: "Site"
    biller: Biller
    trunk: Trunk
    asking: Asking
    keeps_going: KeepsGoing = always
    crash: Crash = onward
    _paces: dict[int, Pace] = field(default_factory=dict, init=False)
    _rests_until: float = field(default=float("-inf"), init=False)  # on the clock's ticks
    _tidies_at: float = field(default=float("-inf"), init=False)  # the same
    _refusals: int = field(default=0, init=False)  # in a row, of "nothing was processed"

    def go_on(self) -> int:
        """Ring what is due, for a second or until nothing is; how many were taken up."""
        self._drop_expired()
        with self.site.database.read() as connection:
            active = [each for each in campaigns.running(connection) if each.bid == self.biller.bid]
        return sum(self._ring_due(campaign) for campaign in active)

    def _drop_expired(self) -> None:
        """Now and then: what is over is not rung, dropped or not."""
        if self.site.clock.tick() >= self._tidies_at:
            with self.site.database.write() as connection:
                dropped = rings.drop_expired(connection, self.biller.bid, self.site.clock.now())
            self._tidies_at = self.site.clock.tick() + (0.0 if dropped else EXPIRE_EVERY_S)

    def _ring_due(self, campaign: Campaign) -> int:
        clock, taken_up = self.site.clock, 0
        pace = self._pace_of(campaign)
        until = clock.tick() + ROUND_S
        for ring in self._due(campaign):
            late = clock.tick() + pace.wait_s
            if not self.keeps_going() or late > until or late < self._rests_until:
                break
            pace.take()
            self._take_up(ring)
            taken_up += 1
        return taken_up

    def _due(self, campaign: Campaign) -> list[Ring]:
        lines, now = campaign.definition.pace.lines, self.site.clock.now()
        with self.site.database.read() as connection:
            due = rings.due(connection, campaign.id, now, AT_ONCE_MAX)
            return due[: max(0, lines - rings.lines_taken(connection, campaign.id))] if due else []

    def _pace_of(self, campaign: Campaign) -> Pace:
        if campaign.id not in self._paces:
            self._paces[campaign.id] = Pace(self.site.clock, 1 / campaign.definition.pace.per_second)
        return self._paces[campaign.id]

    def _take_up(self, ring: Ring) -> None:
        """The books are asked before the claim, which nothing slow may follow: a stop is heard until it commits."""
        try:
            live = self.site.books(ring.bid).balance(ring.account_number) if asks_for_money(ring) else None
        except (Unavailable, Garbled, Refused) as trouble:
            self._put_off(ring, timedelta(seconds=BOOKS_AGAIN_S), f"the balance was not told: {trouble}")
            return
        token = str(uuid4())
        if self._claim(ring, token, live):
            self.crash(Point.INTENDED)
            outcome = self.trunk.ring(self._order(ring))
            self.crash(Point.ANSWERED)
            self._settle(ring, token, outcome)
            self.crash(Point.SETTLED)

    def _claim(self, ring: Ring, token: str, live: Balance | None) -> bool:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            answer = self.asking.answer(connection, ring, live, now)
            if answer.yes:
                until = now + timedelta(seconds=QUIET_S)
                claimed = rings.claim(connection, ring, token=token, now=now, until=until)
                self.crash(Point.COMMITTING)
                return claimed
            why = f"{answer.rule}: {answer.reason}"
            if _may_wait(ring, answer, now):
                rings.put_off(connection, ring, due_at=answer.next_at or now, why=why)
            else:
                rings.drop(connection, ring, why)
        return False

    def _order(self, ring: Ring) -> Order:
        url = f"{self.site.settings.public_base_url.rstrip('/')}/voice/reminder/{ring.id}"
        return Order(ring.number, self.biller.lines[0], url, f"{url}/status")

    def _settle(self, ring: Ring, token: str, outcome: RingOutcome) -> None:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            match outcome:
                case Started(sid=sid):
                    rings.started(connection, ring, sid, until=now + timedelta(seconds=TALK_S))
                case TurnedAway(why=why):
                    call_news.tell(connection, ring.id, News(Result.FAILED, ended=True, why=why), now)
                case NotTaken(why=why):
                    rest_s = self._rest()
                    rings.put_back(connection, ring, token, due_at=now + timedelta(seconds=rest_s), why=why)
                case Unsure(why=why):
                    rings.unsure(connection, ring, until=now + timedelta(seconds=QUIET_S), why=why)
        self._refusals = self._refusals if isinstance(outcome, NotTaken) else 0
        _log.info("ring", bid=ring.bid, ring=ring.id, outcome=type(outcome).__name__)

    def _rest(self) -> float:
        """Nobody is rung for a while; so many seconds."""
        rest_s = step(REST_S, self._refusals)
        self._refusals += 1
        self._rests_until = self.site.clock.tick() + rest_s
        return rest_s

    def _put_off(self, ring: Ring, by: timedelta, why: str) -> None:
        with self.site.database.write() as connection:
            rings.put_off(connection, ring, due_at=self.site.clock.now() + by, why=why)

    def look(self) -> int:
        """Look for the calls of which nobody told; how many."""
        with self.site.database.read() as connection:
            late = rings.stale(connection, self.biller.bid, self.site.clock.now(), LOOKS_MAX)
        for ring in late:
            if self.keeps_going():
                self._look_for(ring)
        return len(late)

    def _look_for(self, ring: Ring) -> None:
        now = self.site.clock.now()
        since = ring.intent_at or now
        try:
            held = self.trunk.find(to=ring.number, from_=self.biller.lines[0], since=since)
        except (Unavailable, Garbled) as trouble:
            self._look_again(ring, str(trouble))
            return
        with self.site.database.write() as connection:
            others = rings.sids_of(connection, ring.bid, ring.number) - {ring.call_sid}
            mine = next((each for each in held if each.sid not in others), None)
            if mine is not None:
                rings.started(connection, ring, mine.sid, until=now + timedelta(seconds=LOOK_AFTER_S))
                call_news.tell(connection, ring.id, news_of(mine.status, mine.sid, mine.answered_by), now)
            elif now - since >= timedelta(seconds=ABSENT_S):
                call_news.never_made(connection, ring, now)
            else:
                rings.unsure(connection, ring, until=now + timedelta(seconds=LOOK_AFTER_S), why="not there yet")

    def _look_again(self, ring: Ring, why: str) -> None:
        until = self.site.clock.now() + timedelta(seconds=LOOK_AFTER_S)
        with self.site.database.write() as connection:
            rings.unsure(connection, ring, until=until, why=why)


def _may_wait(ring: Ring, answer: Answer, now: datetime) -> bool:
    """Whether it may be asked again before its run is over, and not at once."""
    return answer.next_at is not None and now < answer.next_at < ring.expires_at
