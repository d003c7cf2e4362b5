"""Rings the sample calls that somebody asked for, each once, and looks for those of which nobody told how they ended.

As with reminders (`workers/dialler.py`) the intent is committed before the request leaves, and none is asked for again.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from integration.billers import Biller
from integration.calling.limits import Limits
from integration.calling.numbers import facts_of
from integration.calling.places import place_of
from integration.campaigns.attempts import Result
from integration.dialling import sampling
from integration.dialling.news import news_of
from integration.dialling.trunk import Order, RingOutcome, Started, Trunk
from integration.errors import Garbled, Unavailable
from integration.ledger import rings, samples
from integration.ledger.call_news import News
from integration.ledger.samples import Sample
from integration.model import Unsure
from integration.phone_company import NotTaken, TurnedAway
from workers.crash import Crash, Point, onward
from workers.dialler import ABSENT_S, LOOK_AFTER_S, QUIET_S, TALK_S
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site

RING_EVERY_S = 1.0
REST_S = 15.0  # after "nothing was processed"
WAITS_S_MAX = 300.0  # whoever wanted to hear it then does not wait beside his phone any more
LATE = "nobody rang it in time: is `ivr work` running?"

_log = structlog.get_logger(__name__)


@dataclass
class Sampler:
    """One biller's samples."""

    site: "Site"
    biller: Biller
    trunk: Trunk
    limits: Limits
    keeps_going: KeepsGoing = always
    crash: Crash = onward
    _rests_until: float = field(default=float("-inf"), init=False)  # on the clock's ticks

    def go_on(self) -> int:
        """Ring what was asked for; how many were taken up."""
        with self.site.database.read() as connection:
            found = samples.waiting(connection, self.biller.bid)
        for sample in found:
            if self.keeps_going() and self.site.clock.tick() >= self._rests_until:
                self._take_up(sample)
        return len(found)

    def _take_up(self, sample: Sample) -> None:
        token = str(uuid4())
        if self._claim(sample, token):
            self.crash(Point.INTENDED)
            outcome = self.trunk.ring(self._order(sample))
            self.crash(Point.ANSWERED)
            self._settle(sample, token, outcome)

    def _claim(self, sample: Sample, token: str) -> bool:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            if now - sample.asked_at > timedelta(seconds=WAITS_S_MAX):
                samples.drop(connection, sample, LATE)
                return False
            answer = sampling.answer(
                connection, self.biller, self.limits, facts_of(sample.number), place_of(sample.place), now
            )
            if not answer.yes:
                samples.drop(connection, sample, f"{answer.rule}: {answer.reason}")
                return False
            return samples.claim(connection, sample, token=token, now=now, until=now + timedelta(seconds=QUIET_S))

    def _order(self, sample: Sample) -> Order:
        url = f"{self.site.settings.public_base_url.rstrip('/')}/voice/sample/{sample.id}"
        return Order(sample.number, self.biller.lines[0], url, f"{url}/status")

    def _settle(self, sample: Sample, token: str, outcome: RingOutcome) -> None:
        now = self.site.clock.now()
        with self.site.database.write() as connection:
            match outcome:
                case Started(sid=sid):
                    samples.started(connection, sample, sid, until=now + timedelta(seconds=TALK_S))
                case TurnedAway(why=why):
                    samples.tell(connection, sample.id, News(Result.FAILED, ended=True, why=why), now)
                case NotTaken(why=why):
                    self._rests_until = self.site.clock.tick() + REST_S
                    samples.put_back(connection, sample, token, why)
                case Unsure(why=why):
                    samples.unsure(connection, sample, until=now + timedelta(seconds=QUIET_S), why=why)
        _log.info("sample_rung", bid=sample.bid, sample=sample.id, outcome=type(outcome).__name__)

    def look(self) -> int:
        """Look for the calls of which nobody told; how many."""
        with self.site.database.read() as connection:
            late = samples.stale(connection, self.biller.bid, self.site.clock.now())
        for sample in late:
            if self.keeps_going():
                self._look_for(sample)
        return len(late)

    def _look_for(self, sample: Sample) -> None:
        now = self.site.clock.now()
        since, until = sample.intent_at or now, now + timedelta(seconds=LOOK_AFTER_S)
        try:
            held = self.trunk.find(to=sample.number, from_=self.biller.lines[0], since=since)
        except (Unavailable, Garbled) as trouble:
            with self.site.database.write() as connection:
                samples.unsure(connection, sample, until=until, why=str(trouble))
            return
        with self.site.database.write() as connection:
            others = rings.sids_of(connection, sample.bid, sample.number) - {sample.call_sid}
            mine = next((each for each in held if each.sid not in others), None)
            if mine is not None:
                samples.started(connection, sample, mine.sid, until=until)
                samples.tell(connection, sample.id, news_of(mine.status, mine.sid, mine.answered_by), now)
            elif now - since >= timedelta(seconds=ABSENT_S):
                samples.never_made(connection, sample)
            else:
                samples.unsure(connection, sample, until=until, why="not there yet")
