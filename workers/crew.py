"""Keeps processes running: starts each, starts it again when it dies, and stops them all when asked."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from integration.bell import TEXTS
from integration.clock import Clock
from integration.timings import Timings

LOOK_EVERY_S = 0.2
SETTLED_S = 60.0  # a process that lived so long died of something new


@dataclass
class Hand:
    """One process of the crew, and how it fares."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0  # on the clock's ticks
    deaths: int = 0


class Crew:
    """Processes by name. Each is its own session, so that Ctrl-C reaches them only through us, in order."""

    def __init__(
        self, commands: Mapping[str, Sequence[str]], timings: Timings, clock: Clock, say: Callable[[str], object]
    ) -> None:
        self._hands = [Hand(name, command) for name, command in commands.items()]
        self._timings = timings
        self._clock = clock
        self._say = say
        self._asked = threading.Event()
        self._times_asked = 0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Once: let everybody end what is in hand. Twice: end now."""
        self._times_asked += 1
        self._asked.set()

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        try:
            while not self._asked.is_set():
                for hand in self._hands:
                    self._look_after(hand)
                self._asked.wait(LOOK_EVERY_S)
        finally:
            self._end_all()

    def _look_after(self, hand: Hand) -> None:
        if hand.process is not None and hand.process.poll() is not None:
            self._mourn(hand, hand.process.returncode)
        if hand.process is None and self._clock.tick() >= hand.start_at:
            hand.process = subprocess.Popen(hand.command, start_new_session=True)  # noqa: S603 - our own words
            hand.started = self._clock.tick()
            self._say(f"{hand.name}: process {hand.process.pid}")

    def _mourn(self, hand: Hand, code: int) -> None:
        now = self._clock.tick()
        hand.process = None
        hand.deaths = 1 if now - hand.started > SETTLED_S else hand.deaths + 1
        wait_s = min(self._timings.restart_s * 2 ** (hand.deaths - 1), self._timings.restart_s_max)
        hand.start_at = now + wait_s
        self._say(f"{hand.name}: ended with {code}, starts again in {wait_s:g} s")

    def _end_all(self) -> None:
        running = [hand.process for hand in self._hands if hand.process is not None]
        for process in running:
            process.terminate()
        until = self._clock.tick() + self._timings.stop_s
        while any(process.poll() is None for process in running):
            if self._times_asked > 1 or self._clock.tick() > until:
                break
            self._clock.pause(LOOK_EVERY_S / 4)
        for process in running:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


def commands_of(processes: Mapping[str, int], parent: int, writing: Sequence[str] = ()) -> dict[str, list[str]]:
    """So many worker processes for each biller's queue, one for the texts of each in `writing`, and one clock process.

    All end when process `parent` does.
    """
    pumps = {
        f"pump {bid}" + (f" ({number})" if number > 1 else ""): [
            sys.executable,
            "-m",
            "workers.queues",
            bid,
            str(parent),
        ]
        for bid, many in processes.items()
        for number in range(1, many + 1)
    }
    texts = {
        f"texts {bid}": [sys.executable, "-m", "workers.queues", bid, str(parent), TEXTS.prefix] for bid in writing
    }
    return pumps | texts | {"clock": [sys.executable, "-m", "workers.ticks", str(parent)]}
