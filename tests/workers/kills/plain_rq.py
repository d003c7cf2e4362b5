"""The baseline: RQ as it comes, with its own retry, under the same kills; its job posts to the same box, no more.

No labelled points and no spoilt answers: only the kills, and in a second run the wipes of Redis.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import requests
from redis import Redis
from rq import Queue, Retry, Worker
from rq.registry import FailedJobRegistry, StartedJobRegistry

from integration.clock import SystemClock
from tests.workers.kills.mortal_redis import MortalRedis
from tests.workers.kills.nursery import Nursery, is_alive
from tests.workers.kills.reaper import WHOM
from tests.workers.kills.tail import Tail
from tests.workers.processes import cayenta_process

NAME, RETRIES = "plain", 3
WAITING_MAX = 50  # in the queue at once: payments come one after another, not all at the start
WORK_S_MAX = 0.06  # of a horse, until it is killed
WAIT_S_MAX = 5.0
ANSWER_S_MAX = 25.0
POST = (
    "<Request><AddARItem><Params><ACCOUNT_NO>{account}</ACCOUNT_NO><AR_TP>1</AR_TP><AMT>10.00</AMT>"
    "<EFFECTIVE_DT>20261120</EFFECTIVE_DT><REFERENCE_NO>{reference}</REFERENCE_NO><PAYMENT_TP>CC</PAYMENT_TP>"
    "</Params></AddARItem></Request>"
)


def post(url, number):
    """The job."""
    body = POST.format(account=f"{number:010d}", reference=f"PLAIN{number}")
    headers = {"Content-Type": "text/xml"}
    requests.post(url, data=body, headers=headers, timeout=ANSWER_S_MAX).raise_for_status()


def work_plainly(told):
    """A worker, in the process that the nursery forked for it."""
    Worker([NAME], connection=Redis.from_url(told["redis"])).work(logging_level="ERROR")


@dataclass(frozen=True)
class PlainSize:
    jobs: int
    kills: int
    wipes: int


FULL = (PlainSize(3_000, 200, 0), PlainSize(3_000, 200, 20))
SMALL = (PlainSize(200, 15, 0), PlainSize(200, 15, 3))


@dataclass(frozen=True)
class PlainOutcome:
    """`lost` were never applied and are in no list or registry; `stranded` were not applied and are still in one."""

    size: PlainSize
    kills: int
    twice: int
    lost: int
    stranded: int
    took_s: float

    def line(self):
        return (
            f"plain RQ {version('rq')}, Retry({RETRIES}): {self.size.jobs} jobs, {self.kills} kills, "
            f"Redis wiped {self.size.wipes} times: {self.lost} lost, {self.twice} doubled, "
            f"{self.stranded} stranded in a registry; {self.took_s:.0f} s"
        )


class PlainRun:
    """Feeds the jobs, kills who works on them, and wipes Redis."""

    def __init__(self, box, redis, nursery, size, *, seed):
        self._box, self._redis, self._nursery, self._size = box, redis, nursery, size
        self._dice, self._clock, self._applied = random.Random(seed), SystemClock(), Tail(box.file)
        self._fed = self.kills = 0

    def go(self):
        size = self._size
        for number in range(size.kills):
            self._until(lambda due=number * (size.jobs - WAITING_MAX) / size.kills: self._fed >= due)
            if (number + 1) * size.wipes // size.kills > number * size.wipes // size.kills:
                self._redis.wipe()
            self._kill(self._dice.choice(WHOM))
        while self._fed < size.jobs:
            self._tend()
            self._clock.pause(0.05)
        self._let_it_end()
        self._applied.close()

    def _queue(self):
        return Queue(NAME, connection=self._redis.client)

    def _tend(self):
        if not is_alive(self._nursery.worker):
            self._nursery.bear()
        queue = self._queue()
        room = WAITING_MAX - len(queue)
        for number in range(self._fed, min(self._fed + room, self._size.jobs)):
            queue.enqueue(post, self._box.url, number, job_id=f"plain-{number}", retry=Retry(max=RETRIES))
            self._fed = number + 1

    def _until(self, holds):
        until = self._clock.tick() + WAIT_S_MAX
        while not (found := holds()) and self._clock.tick() < until:
            self._tend()
            self._clock.pause(0.005)
        return found

    def _kill(self, whom):
        self._until(self._nursery.horses)
        self._clock.pause(self._dice.uniform(0, WORK_S_MAX))
        horses = self._nursery.horses()
        self._nursery.kill(*({"parent": [], "horse": horses, "both": horses}[whom]))
        if whom != "horse":
            self._nursery.kill(self._nursery.worker)
            if whom == "both":
                self._expire()
            self._nursery.bear()
        self.kills += 1

    def _expire(self):
        """What the dead held is taken up at once, and not after the minute and a half of RQ."""
        later = datetime.now(UTC) + timedelta(hours=1)
        StartedJobRegistry(queue=self._queue()).cleanup(int(later.timestamp()))

    def _let_it_end(self):
        quiet_since = self._clock.tick()
        before = -1
        while self._clock.tick() - quiet_since < WAIT_S_MAX:
            self._tend()
            if self._applied.count() != before or len(self._queue()):
                before, quiet_since = self._applied.count(), self._clock.tick()
            self._clock.pause(0.05)
            if self._clock.tick() - quiet_since > WAIT_S_MAX / 2:
                self._expire()

    def held(self):
        """The jobs that stand somewhere in Redis."""
        queue = self._queue()
        between = self._redis.client.lrange(queue.intermediate_queue_key, 0, -1)
        started = StartedJobRegistry(queue=queue).get_job_ids()
        failed = FailedJobRegistry(queue=queue).get_job_ids()
        return {*queue.get_job_ids(), *started, *failed, *(job.decode() for job in between)}


def plain_run(folder, size, *, seed=20261120):
    """All of it; the box's journal judges."""
    clock = SystemClock()
    begun = clock.tick()
    with cayenta_process(folder, size.jobs) as box:
        redis = MortalRedis(folder / "redis")
        nursery = Nursery(folder, {"redis": redis.url}, kind="plain")
        try:
            run = PlainRun(box, redis, nursery, size, seed=seed)
            run.go()
            held = run.held()
        finally:
            nursery.close()
            redis.close()
        applied = Counter(item.reference for item in box.items())
    missing = [number for number in range(size.jobs) if not applied[f"PLAIN{number}"]]
    stranded = sum(1 for number in missing if f"plain-{number}" in held)
    twice = sum(1 for times in applied.values() if times > 1)
    return PlainOutcome(size, run.kills, twice, len(missing) - stranded, stranded, clock.tick() - begun)
