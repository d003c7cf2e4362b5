"""The clock process and whatever goes by the clock: sweeps, closings, look-ups, outages, and the biller's people."""

from contextlib import suppress

from integration.errors import Trouble
from integration.ledger import batches, holds
from integration.timings import DAY_S, HOUR_S, MINUTE_S
from integration.undoing import Undoing
from tests.switchboard.callers import people_decide
from tests.switchboard.due import Ask
from tests.switchboard.queue import PRESUMED_DEAD_S
from tests.switchboard.world import BID
from workers.closings import close_due
from workers.lookups import Lookups
from workers.sweep import sweep

BEAT_S = 15.0
JUMPS_S = (-HOUR_S, -MINUTE_S, MINUTE_S, HOUR_S, DAY_S)
OUTAGE_S = (5 * MINUTE_S, 40 * MINUTE_S)
RESUMES_AFTER_BEATS = 40


class Hours:
    """The clock process of one world."""

    def __init__(self, world):
        self._world = world
        self._beats = 0
        self._held_since = None
        self._busy = {}

    def begin(self, until_s):
        """A beat every so often until then."""
        beats = int(until_s / BEAT_S)
        for number in range(1, beats):
            self._world.baton.at(number * BEAT_S, self.beat)

    def beat(self):
        """One beat, with what befalls at it."""
        world, dice = self._world, self._world.dice
        self._beats += 1
        self._befall(dice)
        if dice.strikes("beat missed"):
            return
        now = world.clock.now()
        with suppress(Trouble):
            self._resume_if_held()
            if self._is_due(Ask.CLOSES, now):
                close_due(world.database, world.clock)
            if self._beats % 2 == 0 and self._is_due(Ask.WAITING, now) and not self._rests(now):
                sweep(world.database, world.queue, world.clock)
        self._go_on("lookups", Ask.LOOKS, now, Lookups(world.site).look)
        self._go_on("undoing", Ask.UNDOS, now, Undoing(world.site).go_on)

    def next_due_s(self):
        """The second of the earliest thing that waits for a beat; None when nothing does."""
        found = [self._at(question) for question in (Ask.WAITING, Ask.LOOKS, Ask.UNDOS)]
        due = [each for each in found if each is not None]
        if not due:
            return None
        waits_s = (min(due) - self._world.clock.now()).total_seconds()
        rests = self._at(Ask.RESTS)
        if found[0] == min(due) and rests is not None:
            waits_s = max(waits_s, (rests - self._world.clock.now()).total_seconds())
        return self._world.baton.now_s + max(0.0, waits_s)

    def _befall(self, dice):
        world = self._world
        if dice.strikes("redis wiped"):
            world.queue.wipe()
        if dice.strikes("outage"):
            world.down_until_s = world.baton.now_s + dice.within("outage", *OUTAGE_S)
            world.note("cayenta", "is away")
        if dice.strikes("clock jumps"):
            world.clock.skew_s += JUMPS_S[int(dice.within("clock jumps", 0, len(JUMPS_S)))]
            world.note("clock", "jumps", world.clock.skew_s)
        if dice.strikes("closed early"):
            with suppress(Trouble), world.database.write() as connection:
                batches.close_now(connection, BID, who="ann", why="before its time", now=world.clock.now())
        if dice.strikes("decided"):
            people_decide(world)

    def _resume_if_held(self):
        """A person reads why the pump stands still, and some while later lets it go on."""
        if self._at(Ask.HELD) is None:
            self._held_since = None
        elif self._held_since is None:
            self._held_since = self._beats
        elif self._beats - self._held_since >= RESUMES_AFTER_BEATS or self._world.dice.is_quiet:
            with self._world.database.write() as connection:
                holds.resume(connection, BID, who="ann", now=self._world.clock.now())

    def _go_on(self, name, question, now, work):
        """A beat that talks to the gateway is a fibre of its own, and runs beside itself only where one sleeps."""
        baton = self._world.baton
        running, since_s = self._busy.get(name, (None, 0.0))
        is_free = running is None or running.is_over or baton.now_s - since_s > PRESUMED_DEAD_S
        if is_free and self._is_due(question, now):
            self._busy[name] = baton.start(name, lambda: _undisturbed(work)), baton.now_s

    def _rests(self, now):
        """Whether the sweep would ring nobody: the biller is held, or its system left alone."""
        until = self._at(Ask.RESTS)
        return self._held_since is not None or (until is not None and until > now)

    def _is_due(self, question, now):
        found = self._at(question)
        return found is not None and found <= now

    def _at(self, question):
        return self._world.ledger.due(question)


def _undisturbed(work):
    with suppress(Trouble):
        work()
