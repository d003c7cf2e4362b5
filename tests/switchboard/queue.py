"""RQ as its hazards have it (reliability.md 2.2): rings are lost and doubled, and all of Redis too."""

from integration.errors import Unavailable
from tests.switchboard.baton import Died
from workers.pump import Pump
from workers.stroke import Stroke

RESTART_S = 1.0
PRESUMED_DEAD_S = 90.0  # RQ's registry gives a job up after so long, and its horse may live on
LATE_RING_S_MAX = 600.0


class Queue:
    """`ports.Bell`, and the biller's worker processes that hear it."""

    def __init__(self, world, workers):
        self._world = world
        self._free = workers
        self._jobs = 0
        self._number = 0

    def ring(self, _bid):
        """Wake a worker, if the seed lets the ring through."""
        world = self._world
        if world.dice.strikes("job lost"):
            return
        self._deliver()
        if world.dice.strikes("job doubled"):
            later_s = world.dice.within("job doubled", 0.0, LATE_RING_S_MAX)
            world.baton.at(world.baton.now_s + later_s, self._deliver)

    def wipe(self):
        """Redis lost everything."""
        self._jobs = 0

    def _deliver(self):
        self._jobs = min(self._jobs + 1, 3)  # what is rung often is heard once or twice
        self._dispatch()

    def _dispatch(self):
        while self._jobs and self._free:
            self._jobs -= 1
            self._free -= 1
            self._number += 1
            worker = Worker(self._world, self, f"worker {self._number}")
            self._world.baton.start(worker.name, worker.work, after_s=self._world.draw(0.01, 1.0))

    def give_back(self, *, after_s=0.0):
        """A worker process is free again; a dead one is started again first."""
        self._world.baton.at(self._world.baton.now_s + after_s, self._freed)

    def _freed(self):
        self._free += 1
        self._dispatch()


class Worker:
    """One job in one worker process: the real pump, stepped at its labelled points."""

    def __init__(self, world, queue, name):
        self._world, self._queue, self.name = world, queue, name
        self._is_presumed_dead = False

    def work(self):
        """Drain, as `workers.pump.drain_biller` does."""
        world = self._world
        stroke = Stroke(world.biller, world.books, world.database, world.clock, world.timings, self._at)
        pump = Pump(stroke, keeps_going=self._keeps_going, new_token=world.new_token, ring=self._ring)
        try:
            if pump.drain():
                self._ring()
        except Unavailable as trouble:
            world.note(self.name, "job failed", str(trouble))
        except Died:
            world.note(self.name, "died")
            self._end(RESTART_S)
            raise
        self._end(0.0)

    def _end(self, after_s):
        if not self._is_presumed_dead:
            self._queue.give_back(after_s=after_s)

    def _ring(self):
        self._queue.ring(self._world.biller.bid)

    def _keeps_going(self):
        return not self._world.dice.strikes("stop")

    def _at(self, point):
        asleep_s = self._world.at_point(self.name, point)
        if asleep_s > PRESUMED_DEAD_S and not self._is_presumed_dead:
            self._is_presumed_dead = True
            self._queue.give_back(after_s=PRESUMED_DEAD_S)
            self._world.baton.at(self._world.baton.now_s + PRESUMED_DEAD_S, self._ring)  # RQ hands the job on
        if asleep_s:
            self._world.baton.pause(asleep_s)
