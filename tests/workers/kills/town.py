"""The real parts of a kill run: Cayenta's box, the proxy before it, a Redis, a nursery, a ledger full of payments."""

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from integration.bell import RqBell
from integration.clock import SystemClock
from tests.workers.kills.board import Board
from tests.workers.kills.mortal_redis import MortalRedis
from tests.workers.kills.nursery import Nursery
from tests.workers.kills.proxy import Spoiling, proxy_process
from tests.workers.kills.tail import Tail
from tests.workers.processes import Cayenta, cayenta_process
from tests.workers.worker_process import JOB_S, QUICK
from workers.sweep import sweep

RINGS = 5  # each ring is five jobs
ROWS_CLAIMED = 10  # at once, so that a kill leaves few rows under a dead worker's lease
MEMORY = "/dev/shm"
PUMP = {"per_second": 1000, "concurrency": 50 // ROWS_CLAIMED}


def in_memory():
    """Where files need no disk, for a SIGKILL leaves them as they are. None where there is no such place."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None


class FiveBells:
    """Rings for everything `RINGS` times, as a queue that doubles its jobs would."""

    def __init__(self, bell):
        self._bell = bell

    def ring(self, bid):
        for _ in range(RINGS):
            self._bell.ring(bid)


@dataclass
class KillTown:
    """Everything that a run kills, wipes, rings and reads."""

    database: object
    box: Cayenta
    proxy: Spoiling
    redis: MortalRedis
    nursery: Nursery
    board: Board
    clock: SystemClock
    applied: Tail
    _next_sweep: float = 0.0

    def tend(self):
        """Sweep when it is time, as the clock process does."""
        if self.clock.tick() < self._next_sweep:
            return
        self._next_sweep = self.clock.tick() + QUICK.sweep_s
        bell = RqBell(self.redis.url, self.clock, job_s=JOB_S)
        sweep(self.database, FiveBells(bell), self.clock)

    def wipe(self):
        """Redis forgets everything, and the next sweep tells it again."""
        self.redis.wipe()
        self._next_sweep = 0.0


@contextmanager
def kill_town(folder, database, *, accounts, lookup=True, seed=1, share=0.0, pump=PUMP, opens_after_s=0.0):
    """All of it, running; ended at the end. Nobody reaches Cayenta before `opens_after_s`."""
    with ExitStack() as stack:
        box = stack.enter_context(cayenta_process(folder, accounts))
        spoiling = {"seed": seed, "share": share, "send_s": QUICK.send_s, "opens_after_s": opens_after_s}
        proxy = stack.enter_context(proxy_process(folder, box.url, **spoiling))
        redis = MortalRedis(folder / "redis")
        stack.callback(redis.close)
        told = {"database": database.url, "redis": redis.url, "cayenta": proxy.url, "wsdl": str(box.wsdl)}
        told |= {"lookup": lookup, "pump": pump, "board": str(folder / "board")}
        board, nursery, applied = Board(folder / "board"), Nursery(folder, told), Tail(box.file)
        stack.callback(nursery.close)
        stack.callback(applied.close)
        yield KillTown(database, box, proxy, redis, nursery, board, SystemClock(), applied)
