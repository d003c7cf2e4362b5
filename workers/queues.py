"""A worker process: RQ's forking worker on one biller's queue. With `integration.bell`, the only module that knows RQ.

One queue a process, because RQ loses jobs between several (its issue 1716). JSON, because a pickle in Redis would be
code for us to run. No scheduler, no retry: what is due and when is in the outbox.
"""

import logging
import os
import signal
import sys
from dataclasses import replace

from redis import Redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from integration.bell import queue_of
from workers.going import Asked
from workers.house import House, enter, here
from workers.linked import end_with_parent

REDIS_WAIT_S_MAX = 5.0  # between two tries to reach Redis again
STOP = signal.SIGUSR1  # to a horse: end after the row in hand


class PumpWorker(Worker):
    """RQ's worker whose horse ends after the row in hand: when it is asked to, and when this process dies."""

    max_connection_wait_time = REDIS_WAIT_S_MAX

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Runs in the horse, right after the fork."""
        asked = Asked()
        signal.signal(STOP, asked.stop)
        end_with_parent(self.pid or os.getppid(), STOP)
        house = here()
        house.site.database.engine.dispose(close=False)  # a connection belongs to the process that opened it
        enter(replace(house, keeps_going=asked.keeps_going))
        super().main_work_horse(job, queue)

    def handle_warm_shutdown_request(self) -> None:
        """RQ would wait for the whole job; a drain can end after the row in hand."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ types it not
        if self.horse_pid:
            os.kill(self.horse_pid, STOP)


def work(house: House, bid: str) -> None:
    """Work on the biller's queue until SIGTERM or SIGINT, in this process and the horses it forks."""
    enter(house)
    house.site.books(bid)  # read the biller's WSDL once here, not in every horse
    connection = Redis.from_url(house.site.settings.redis_url)
    queue = Queue(queue_of(bid), connection=connection, serializer=JSONSerializer)
    worker = PumpWorker([queue], connection=connection, serializer=JSONSerializer, log_job_description=False)
    worker.work(logging_level="WARNING")


def main(bid: str, parent: int) -> None:
    """The process that `ivr work` starts for each biller; `parent` is its process id."""
    end_with_parent(parent)
    logging.getLogger("rq").setLevel(logging.WARNING)
    work(here(), bid)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
