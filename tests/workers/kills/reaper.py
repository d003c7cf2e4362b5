"""Kills workers, horses or both, at labelled points and at drawn instants, and notes what each kill cut off."""

import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle

from sqlalchemy import select

from integration.ledger.tables import outbox
from tests.workers.kills.nursery import is_alive, wait_for_end
from workers.crash import Point

WHOM = ("both", "parent", "horse")
WHOM_BETWEEN = ("both", "horse", "parent", "horse", "both")  # at the points where a horse's death cuts a posting off
# Where each of ten kills strikes, by whichever of the three ways; None is a drawn instant.
PLAN = (
    Point.INTENDED,
    None,
    Point.ANSWERED,
    Point.COMMITTING,
    None,
    Point.CLAIMED,
    Point.INTENDED,
    Point.SETTLED,
    Point.ANSWERED,
    Point.ASKED,
)
PASSED_BY, PASSES = (Point.COMMITTING, Point.SETTLED), 4  # so often at most does a horse get by there
WAIT_S_MAX = 3.0  # for a horse at the point; none may come by, where nothing is to be asked
DRAWN_S_MAX = 0.03
APART_S_MAX = 0.5  # two kills, where nothing is applied between them
LOOK_EVERY_S = 0.002
TEND_EVERY_S = 0.03
TOGETHER_S = 0.12  # an orphan at its point and the worker after it


@dataclass
class Deaths:
    """`between` are the horses that died after a posting's intent and before its settlement, as the ledger shows it."""

    whom: Counter = field(default_factory=Counter)
    points: Counter = field(default_factory=Counter)
    between: int = 0

    @property
    def count(self):
        return self.whom.total()


class Reaper:
    """Strikes so many times while a town works."""

    def __init__(self, town, kills, *, seed, lookup):
        self._plan = PLAN if lookup else PLAN[: PLAN.index(Point.ASKED)]  # nobody asks where there is no look-up
        self._town, self._kills, self._dice = town, kills, random.Random(seed)
        between = (Point.INTENDED, Point.ANSWERED)
        self._whom = {point: cycle(WHOM_BETWEEN if point in between else WHOM) for point in PLAN}
        self._cut = set()
        self._orphan = 0
        self._next_look = 0.0
        self.deaths = Deaths()

    def strike_at(self, payments, wipes):
        """All the kills, spread over so many payments, and the wipes of Redis among them."""
        for number in range(self._kills):
            self._wait_for_work(number * payments * 0.9 / self._kills)
            if (number + 1) * wipes // self._kills > number * wipes // self._kills:
                self._town.wipe()
            point = self._plan[number % len(self._plan)]
            while not self._strike(next(self._whom[point]), point):
                pass

    def tend(self):
        """The sweep rings, and a worker that ended with its Redis is followed by another."""
        if self._town.clock.tick() < self._next_look:
            return
        self._next_look = self._town.clock.tick() + TEND_EVERY_S
        self._town.tend()
        if not is_alive(self._town.nursery.worker):
            self._town.nursery.bear()

    def _wait_for_work(self, applied):
        until = self._town.clock.tick() + APART_S_MAX
        while self._town.applied.count() < applied and self._town.clock.tick() < until:
            self.tend()
            self._town.clock.pause(0.01)

    def _strike(self, whom, point):
        """One kill; False where no horse came by."""
        if point is None:
            horse, point = self._drawn(), "drawn"
        else:
            horse, point = self._at(point)
        if not horse:
            return False
        self._kill(whom, horse)
        self.deaths.whom[whom] += 1
        self.deaths.points[point] += 1
        return True

    def _drawn(self):
        """A horse that has been at work for a drawn while, or 0."""
        self._wait(self._town.nursery.horses)
        self._town.clock.pause(self._dice.uniform(0.0, DRAWN_S_MAX))
        return next(iter(self._town.nursery.horses()), 0)

    def _at(self, point):
        """A horse that stands at the point, and the point; any other one when nobody comes to it."""
        board = self._town.board
        board.want(point)
        if point in PASSED_BY:  # the first is the claim's, the later ones are those of settlements
            for _ in range(self._dice.randrange(PASSES)):
                self._wait(self._ours)
                board.let_go()
        arrived = self._wait(self._ours)
        if not arrived:
            board.want(*(each for each in Point if each is not Point.ASKED))
            arrived = self._wait(self._ours)
        board.want()
        return (arrived.horse, arrived.point) if arrived else (0, None)

    def _ours(self):
        """Who stands at a point, if it is a horse of the worker that lives; an orphan is let go."""
        arrived = self._town.board.arrived()
        if arrived is None or arrived.horse in self._town.nursery.horses():
            return arrived
        self._town.board.let_go()
        return None

    def _wait(self, found):
        until = self._town.clock.tick() + WAIT_S_MAX
        while not (what := found()) and self._town.clock.tick() < until:
            self.tend()
            self._town.clock.pause(LOOK_EVERY_S)
        return what

    def _kill(self, whom, horse):
        town = self._town
        if whom == "parent":
            town.nursery.kill(town.nursery.worker)
            town.nursery.bear()
            self._meet_the_next(horse)
            return
        worker = town.nursery.worker
        if whom == "horse":
            os.kill(worker, signal.SIGSTOP)  # so that it forks no other before the ledger was looked at
        town.nursery.kill(*([worker, horse] if whom == "both" else [horse]))
        town.board.let_go()
        self._count_the_cut()
        if whom == "both":
            town.nursery.bear()
        else:
            os.kill(worker, signal.SIGCONT)

    def _meet_the_next(self, orphan):
        """A horse without its parent goes on at its point once the worker after it is at work."""
        until = self._town.clock.tick() + TOGETHER_S
        while not self._town.nursery.horses() and self._town.clock.tick() < until:
            self._town.clock.pause(0.002)
        self._town.board.let_go()
        self._orphan = orphan

    def _count_the_cut(self):
        """A posting that nobody alive can be at work on, and that was not so before."""
        if self._orphan:
            wait_for_end(self._orphan)
            self._orphan = 0
        asked = select(outbox.c.id, outbox.c.sent_at).where(outbox.c.state == "posting")
        with self._town.database.read() as connection:
            cut = {tuple(row) for row in connection.execute(asked)}
        self.deaths.between += bool(cut - self._cut)
        self._cut |= cut
