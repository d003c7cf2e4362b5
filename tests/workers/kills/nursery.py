"""`python -m tests.workers.kills.nursery FILE`: bears workers that are ready at once, for they are killed often.

It has read everything that a worker needs and forks one for each line on its standard input, answering its process id.
It ends, and its workers with it, when that input does.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from integration.clock import SystemClock
from integration.sandbox.servers import stop
from tests.workers.kills.board import Board
from tests.workers.processes import ROOT
from workers.house import enter

BID = "1368"
GONE_WAIT_S = 5.0
GONE = "ZX"  # states of /proc: it has ended, and perhaps nobody has asked how


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in GONE
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_end(pid):
    clock = SystemClock()
    until = clock.tick() + GONE_WAIT_S
    while is_alive(pid):
        assert clock.tick() < until, f"process {pid} lives on after {GONE_WAIT_S} s"
        clock.pause(0.001)


class Nursery:
    """The process that bears workers, and the worker that it bore last. `told` is what `worker_process` reads."""

    def __init__(self, folder, told, kind="ours"):
        path = folder / "nursery.json"
        path.write_text(json.dumps(told | {"kind": kind}))
        command = [sys.executable, "-m", "tests.workers.kills.nursery", str(path)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, text=True
        )
        self.worker = 0
        self.births = 0

    def bear(self):
        """A new worker, of which nothing is known but that it begins."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.worker = int(self._process.stdout.readline())
        self.births += 1

    def horses(self):
        """The worker's children."""
        try:
            return [int(pid) for pid in Path(f"/proc/{self.worker}/task/{self.worker}/children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def kill(self, *pids):
        """At once, and they are gone when this returns."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in pids:
            wait_for_end(pid)

    def close(self):
        """End it, and the worker."""
        if self.worker:  # a plain one would outlive everything
            self.kill(*self.horses(), self.worker)
        self._process.stdin.close()
        stop(self._process)
        self._process.stdout.close()


def _live(told):
    from tests.workers.kills.plain_rq import work_plainly  # noqa: PLC0415 - it is forked from what is loaded here
    from tests.workers.worker_process import quick_house  # noqa: PLC0415 - as above
    from workers.queues import main  # noqa: PLC0415 - as above

    if told["kind"] == "plain":
        return lambda: work_plainly(told)
    house = quick_house(told)
    _post_one(house)
    enter(replace(house, crash=Board(Path(told["board"])).reach))
    nursery = os.getpid()
    return lambda: main(BID, nursery)


def _post_one(house):
    """One payment, so that every statement is compiled and every module loaded before anybody is born."""
    from workers.pump import drain_biller  # noqa: PLC0415 - it is forked from what is loaded here

    asked = iter([True, True])
    enter(replace(house, keeps_going=lambda: next(asked, False)))
    drain_biller(BID)
    house.site.database.close()  # SQLite's locks go wrong in a child that inherits an open connection


def _bear(live, log):
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # RQ waits for its horses
    os.close(0)
    for door in (1, 2):  # RQ tells of every death
        os.dup2(log, door)
    os.setsid()
    os._exit(live() or 0)


def run(told, log):
    """Bear a worker for each line; what they say goes into the file `log`."""
    live = _live(told)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    gc.collect()
    gc.freeze()
    for _line in iter(sys.stdin.readline, ""):
        sys.stdout.write(f"{_bear(live, log.fileno())}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    path = Path(sys.argv[1])
    with path.with_name("workers.log").open("w") as workers_log:
        run(json.loads(path.read_text()), workers_log)
