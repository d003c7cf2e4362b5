"""A dialler in a process of its own that is killed with SIGKILL; the phone company lives on in ours, and judges.

The processes share one clock, which flows as the machine's and leaps where a test would wait: never while a dialler
lives, for a request in flight takes no quarter of an hour.
"""

import multiprocessing
import random
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from integration.clock import SystemClock
from integration.dialling.asking import Asking
from integration.dialling.trunk import Trunk
from integration.ledger.database import Database
from ivr.phone import Options
from tests.bench.million import NOW
from tests.workers.processes import wait_until
from tests.workers.ring_kills import journal_of
from tests.workers.telephones import LIMITS, TERMS, Telephones, open_telephones
from workers.dialler import TALK_S, Dialler

SEED = 20261123
LEAP_S = 1.0  # a longer wait is no wait
IDLE_S = 0.01  # of a dialler that found nothing
SLOW_S = 0.02  # the answer comes so long after the call was placed: what a kill meets is mostly "rung, not answered"
CALL_S = 2 * SLOW_S  # from one request to the next, or so
CALLS_A_LIFE = 1.5  # of all calls, divided by all kills: the last is killed before all are rung
SETTLED_S = 0.2  # until what a killed dialler had sent is carried out
ENDS_S = 300.0  # after which a dialler that still has something to do is stuck
ROUNDS_MAX = 40
LINES = 200  # of the campaign's 500: then the calls are over

FORK = multiprocessing.get_context("fork")  # a fresh interpreter would take a second for each of a hundred lives


class SharedClock:
    """One for all processes."""

    def __init__(self):
        self._own = SystemClock()
        self._begun = self._own.tick()
        self._leapt_s = FORK.RawValue("d", 0.0)  # without a lock, which a killed process would keep for ever

    def now(self):
        return NOW + timedelta(seconds=self.tick())

    def tick(self):
        return self._own.tick() - self._begun + self._leapt_s.value

    def pause(self, seconds):
        if seconds > LEAP_S:
            self._leapt_s.value += seconds
        else:
            self._own.pause(max(0.0, seconds))


@dataclass
class Killing:
    """A started campaign, whose dialler is killed. `cut` are the calls in whose middle that befell."""

    telephones: Telephones
    limits: object
    kills: int = 0
    cut: set[int] = field(default_factory=set)
    _dice: random.Random = field(default_factory=lambda: random.Random(SEED))

    def kill_while_it_rings(self, kills):
        """Each life ends at a drawn moment of a drawn call; where nobody waits, time passes and the calls are over."""
        most = int(CALLS_A_LIFE * len(self.telephones.rows()) / kills)
        while self.kills < kills:
            dialler = self._begin()
            self._wait_for_calls(self._dice.randint(1, most))
            SystemClock().pause(self._dice.uniform(0.0, CALL_S))
            dialler.kill()
            dialler.join()
            self.kills += 1
            self.cut |= {row.id for row in self.telephones.rows() if row.state == "calling" and not row.call_sid}
            if not self.telephones.states()["waiting"] or len(self._under_way()) > LINES:
                self._pass_time()

    def _wait_for_calls(self, more):
        """Until so many more were asked for, or as many as there are."""
        asked, waiting = self.telephones.rest.asked, self.telephones.states()["waiting"]
        until = len(asked) + min(more, waiting)
        wait_until(lambda: len(asked) >= until, wait_s=ENDS_S, what=f"{more} calls")

    def let_it_end(self):
        """Until everything that was lost is found or given up, and whoever is due was rung."""
        for _ in range(ROUNDS_MAX):
            dialler = self._begin(until_idle=True)
            dialler.join(ENDS_S)
            assert dialler.exitcode == 0
            if not self.telephones.states().keys() & {"waiting", "calling", "unsure"}:
                return
            self._pass_time()

    def rung(self):
        """By number, how often the phone company was asked."""
        return journal_of(self.telephones.rest)

    def _begin(self, *, until_idle=False):
        dialler = FORK.Process(
            target=_dial, args=(self.telephones, self.limits), kwargs={"until_idle": until_idle}, daemon=True
        )
        dialler.start()
        return dialler

    def _under_way(self):
        return [call for call in self.telephones.line.network.calls.values() if call.record.ended is None]

    def _pass_time(self):
        """All calls end unheard, and the look-up has to find it."""
        for call in self._under_way():
            call.record.ends("no-answer", self.telephones.line.network.clock.now())
        SystemClock().pause(SETTLED_S)
        self.telephones.pass_by(seconds=TALK_S + LEAP_S)


def _dial(telephones, limits, *, until_idle):
    """A process's whole life. Nothing that was open is shared with the one that it was forked from."""
    box = telephones.line.box
    site = replace(box.site, database=Database(box.site.database.url), _books={})
    trunk = Trunk(site.settings.model_copy(update={"twilio_api_base": telephones.base}))
    dialler = Dialler(site, box.biller, trunk, Asking(box.biller, limits))
    while dialler.go_on() + dialler.look() or not until_idle:
        site.clock.pause(IDLE_S)


def _answer_slowly(rest):
    carry_out = rest._carried_out

    def slow(request):
        answer = carry_out(request)
        if request.method == "POST":
            SystemClock().pause(SLOW_S)
        return answer

    rest._carried_out = slow


@contextmanager
def open_killing(database, calls, *, terms=TERMS, limits=LIMITS):
    """So many due calls."""
    options = Options(calls_per_s=1000.0)
    opened = open_telephones(SharedClock(), database, accounts=calls, terms=terms, limits=limits, options=options)
    with opened as telephones:
        database.close()  # whoever forks has nothing open
        _answer_slowly(telephones.rest)
        yield Killing(telephones, limits)
