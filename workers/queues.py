"""A worker process: RQ's forking worker on one biller's queue. With `integration.bell`, the only module that knows RQ.

One queue a process, because RQ loses jobs between several (its issue 1716). JSON, because a pickle in Redis would be
code for us to run. No scheduler, no retry: what is due and when is in the outbox.
"""

import os
import signal
import sys
from dataclasses import replace
from importlib import import_module

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from integration.bell import PUMP, TEXTS, Kind, queue_of
from integration.errors import Unavailable
from integration.linked import end_with_parent
from workers.going import Asked
from workers.house import House, enter, here

KINDS = {kind.prefix: kind for kind in (PUMP, TEXTS)}
REDIS_WAIT_S_MAX = 5.0  # between two tries to reach Redis again
STOP = signal.SIGUSR1  # to a horse: end after the row in hand

_log = structlog.get_logger(__name__)


class PumpWorker(Worker):
    """RQ's worker whose horse ends after the row in hand: when it is asked to, and when this process dies."""

    max_connection_wait_time = REDIS_WAIT_S_MAX

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Runs in the horse, right after the fork."""
        asked = Asked()
        signal.signal(STOP, asked.stop)
        end_with_parent(self.pid or os.getppid(), STOP)
        enter(replace(here(), keeps_going=asked.keeps_going))
        super().main_work_horse(job, queue)

    def handle_warm_shutdown_request(self) -> None:
        """RQ would wait for the whole job; a drain can end after the row in hand."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ types it not
        if self.horse_pid:
            os.kill(self.horse_pid, STOP)


def work(house: House, bid: str, kind: Kind = PUMP) -> None:
    """Work on the biller's queue of this kind until SIGTERM or SIGINT, in this process and the horses it forks.

    RQ waits for a Redis that goes away meanwhile; Unavailable when there is none to begin or to end with.
    """
    enter(house)
    import_module(kind.job.rpartition(".")[0])  # once here, not in every horse
    if kind is PUMP:
        house.site.books(bid)  # read the biller's WSDL once here, not in every horse
    house.site.database.close()  # SQLite's locks go wrong in a child that inherits an open connection
    connection = Redis.from_url(house.site.settings.redis_url)
    queue = Queue(queue_of(bid, kind), connection=connection, serializer=JSONSerializer)
    try:
        worker = PumpWorker([queue], connection=connection, serializer=JSONSerializer, log_job_description=False)
        worker.work(logging_level="WARNING")
    except RedisError as error:
        raise Unavailable(f"no Redis for {queue.name}: {error}") from error


def main(bid: str, parent: int, kind: Kind = PUMP) -> int:
    """The process that `ivr work` (process id `parent`) starts for each biller; its exit code."""
    end_with_parent(parent)
    try:
        work(here(), bid, kind)
    except Unavailable as trouble:
        _log.warning("worker_ended", bid=bid, why=str(trouble))
        return trouble.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), KINDS[sys.argv[3]] if sys.argv[3:] else PUMP))
