"""The clock process: a few things done again and again, each in a thread of its own so that none waits for another."""

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

import structlog

from integration.errors import Trouble

JOIN_S = 5.0  # for all of them together; a download that is cut is fetched again

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Beat:
    """`act` is done at once, and then again so many seconds after it ended."""

    name: str
    every_s: float
    act: Callable[[], object]


class Beats:
    """Runs beats until stopped.

    A trouble is logged and the beat goes on. So does a beat in which a mistake of ours shows, loudly each time: one
    biller's file must not stop everybody's sweep, closings and payments. Only what ends a process ends them all.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._ended: list[str] = []

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask every beat to end."""
        self._stop.set()

    def keeps_going(self) -> bool:
        """Whether nobody asked to stop."""
        return not self._stop.is_set()

    def run(self, beats: Sequence[Beat]) -> bool:
        """Beat until stopped by SIGTERM, SIGINT or a beat that ends the process; True where it was a signal."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        threads = [threading.Thread(target=self._beat, args=(beat,), name=beat.name, daemon=True) for beat in beats]
        for thread in threads:
            thread.start()
        self._stop.wait()
        for thread in threads:
            thread.join(JOIN_S / len(threads))
        return not self._ended

    def _beat(self, beat: Beat) -> None:
        is_done = False
        try:
            while not self._stop.is_set():
                self._once(beat)
                self._stop.wait(beat.every_s)
            is_done = True
        finally:
            if not is_done:  # SystemExit and its like
                self._ended.append(beat.name)
                self._stop.set()

    def _once(self, beat: Beat) -> None:
        try:
            beat.act()
        except Trouble as trouble:
            _log.warning("beat_missed", beat=beat.name, why=str(trouble))
        except Exception:  # noqa: BLE001 - what a mistake of ours raises is of no kind
            _log.exception("beat_failed", beat=beat.name)
