"""The demo's processes: each started with a line of what and where, all stopped however the demo ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from integration.clock import Clock
from integration.errors import Unavailable
from integration.sandbox.servers import stop

READY_WAIT_S = 20.0
LOOK_EVERY_S = 0.05
STOP_WAIT_S = 8.0


@dataclass
class Processes:
    """Every process that the demo started; `close` stops them, the last started first."""

    folder: Path
    clock: Clock
    tell: Callable[[str], None]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, name: str, words: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """Start `python WORDS`; what it prints as errors goes to a log file named after it."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def start_box(self, name: str, words: Sequence[str], environment: Mapping[str, str]) -> dict[str, Any]:
        """Start a sandbox process and read the one JSON line that says where it listens."""
        process = self.start(name, words, environment)
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise Unavailable(f"{name} did not start; see {self.folder / f'{name}.log'}")
        told: dict[str, Any] = json.loads(line)
        return told

    def wait_for(self, name: str, url: str) -> None:
        """Until the address answers."""
        until = self.clock.tick() + READY_WAIT_S
        while not _answers(url):
            if self.clock.tick() > until:
                raise Unavailable(f"{name} did not answer at {url}; see {self.folder / f'{name}.log'}")
            self.clock.pause(LOOK_EVERY_S)

    def close(self) -> None:
        for process in reversed(self.running):
            stop(process, wait_s=STOP_WAIT_S)
            if process.stdout:
                process.stdout.close()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as reply:  # noqa: S310 - our own loopback address
            return bool(reply.status == 200)  # noqa: PLR2004 - HTTP's own number
    except OSError:
        return False


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl-C does, so that everything is stopped."""

    def interrupt(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    # SIGINT too: a shell that starts us in the background has it ignored.
    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)
