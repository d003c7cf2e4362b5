"""Real processes for the workers' tests: the Cayenta in a box, and a biller's worker."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from integration.clock import SystemClock
from integration.sandbox.cayenta.journal import read_journal
from integration.sandbox.servers import stop

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY_S = 0.02


def wait_until(holds, *, wait_s=10.0, what="it"):
    clock = SystemClock()
    until = clock.tick() + wait_s
    while not (found := holds()):
        assert clock.tick() < until, f"waited {wait_s} s for {what}"
        clock.pause(LOOK_EVERY_S)
    return found


@dataclass
class Cayenta:
    """The box as it runs: its URL, its WSDL, and the journal that judges us."""

    url: str
    wsdl: Path
    file: Path

    def slow(self, seconds: float) -> None:
        """From now on AddARItem is applied at once and answered so much later."""
        faults = [{"kind": "slow", "method": "AddARItem", "seconds": seconds}] if seconds else []
        requests.post(self.url.replace("/ws", "/faults"), json=faults, timeout=5).raise_for_status()

    def items(self):
        return read_journal(self.file) if self.file.exists() else []


@contextmanager
def cayenta_process(folder: Path, accounts: int) -> Iterator[Cayenta]:
    rows = [{"account": f"{number:010d}", "balance": "100.00"} for number in range(accounts)]
    (folder / "accounts.json").write_text(json.dumps(rows))
    options = {"--accounts": "accounts.json", "--journal": "journal.jsonl", "--wsdl-out": "cayenta.wsdl"}
    words = [word for name, file in options.items() for word in (name, str(folder / file))]
    command = [sys.executable, "-m", "integration.sandbox.cayenta", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            url = json.loads(process.stdout.readline())["url"]
            yield Cayenta(url, folder / "cayenta.wsdl", folder / "journal.jsonl")
        finally:
            stop(process)


class Worker:
    """One biller's worker process, started again each time it is killed."""

    def __init__(self, folder, database, redis_url, cayenta, *, lookup=False):
        told = {
            "database": database.url,
            "redis": redis_url,
            "cayenta": cayenta.url,
            "wsdl": str(cayenta.wsdl),
            "lookup": lookup,
            "parent": os.getpid(),
        }
        (folder / "told.json").write_text(json.dumps(told))
        self._command = [sys.executable, "-m", "tests.workers.worker_process", str(folder / "told.json")]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self._command, cwd=ROOT, start_new_session=True)

    def horses(self):
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill(self, whom):
        """Kill the horse at work, its parent, or both; False when no horse was at work."""
        horses = self.horses()
        if not horses:
            return False
        victims = {"parent": [], "horse": horses, "both": horses}[whom]
        for pid in ([] if whom == "horse" else [self.process.pid]) + victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if whom != "horse":
            self.process.wait()
            self.start()
        return True
