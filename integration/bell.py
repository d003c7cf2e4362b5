"""Rings a biller's pump over RQ. A ring may be lost, late or doubled: the outbox is the truth, the sweep rings again.

A ring never slows a call: Redis gets a quarter of a second, and after a failure it is left alone for a few seconds.
"""

from dataclasses import dataclass

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from integration.clock import Clock, SystemClock

WAIT_S_MAX = 0.25
SILENT_AFTER_FAILURE_S = 5.0
JOB_S = 60  # Timings.job_s: when RQ's alarm ends the job
FAILURES_KEPT_S = 86_400

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is rung for: how its queues' names begin, and its job by name, for this room does not know the workers."""

    prefix: str
    job: str


PUMP = Kind("pump-", "workers.pump.drain_biller")
TEXTS = Kind("texts-", "workers.texts.write_texts")


def queue_of(bid: str, kind: Kind = PUMP) -> str:
    """The biller's own queue: one slow biller keeps no other waiting, nor one kind of work another."""
    return f"{kind.prefix}{bid}"


class RqBell:
    """`ports.Bell` over Redis. `missed` counts the rings that nobody heard.

    The job's id names the biller and the minute, and then the rest of the instant: RQ deletes a finished job by its id,
    and with it a second ring of the same name that nobody has heard yet. Nothing of RQ is used that can lose or double
    work: no retry, no schedule, no `unique`, no dependency.
    """

    def __init__(self, redis_url: str, clock: Clock | None = None, *, job_s: int = JOB_S, kind: Kind = PUMP) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_connect_timeout=WAIT_S_MAX,
            socket_timeout=WAIT_S_MAX,
            retry=Retry(NoBackoff(), 0),  # redis-py repeats three times unless told
        )
        self._clock = clock or SystemClock()
        self._job_s = job_s
        self._kind = kind
        self._silent_until = float("-inf")
        self.missed = 0

    def ring(self, bid: str) -> None:
        """Wake the biller's worker; says nothing of whether anybody heard it."""
        if self._clock.tick() < self._silent_until:
            self.missed += 1
            return
        try:
            self._enqueue(bid)
        except (RedisError, OSError) as error:
            self.missed += 1
            self._silent_until = self._clock.tick() + SILENT_AFTER_FAILURE_S
            _log.warning("bell_not_heard", bid=bid, why=str(error), missed=self.missed)

    def _enqueue(self, bid: str) -> None:
        from rq import Queue  # noqa: PLC0415 - a tenth of a second that `ivr --help` need not pay
        from rq.serializers import JSONSerializer  # noqa: PLC0415 - as above; pickle in Redis would be code for us to run

        name = queue_of(bid, self._kind)
        queue = Queue(name, connection=self._redis, serializer=JSONSerializer)
        queue.enqueue_call(
            self._kind.job,
            args=(bid,),
            job_id=f"{name}-{self._clock.now():%Y%m%d%H%M-%S%f}",
            timeout=self._job_s,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_S,
        )
