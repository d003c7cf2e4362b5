"""How long callers wait for a Cayenta that does not answer: three of them their deadline, all others not at all.

A breaker for questions, one in each process: after a run of silences balances are not asked for a while, then one
caller's question is the probe. Postings have a breaker of their own in the ledger, which they are counted by.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from integration.clock import Clock
from integration.errors import Garbled, Refused, Unavailable

SILENT_RUN_MAX = 3
REST_S = 30.0
PROBE_S = 15.0  # longer than any deadline: nobody else asks while a probe is under way

Told = Callable[[datetime | None], None]


def _nobody(_until: datetime | None) -> None:
    """For those who need not be told."""


class Patience:
    """Shared by all threads that ask one biller's Cayenta.

    `told` hears until when nobody asks, again after each probe that failed, and None when Cayenta answers again.
    """

    def __init__(self, clock: Clock, told: Told = _nobody) -> None:
        self._clock = clock
        self._told = told
        self._lock = Lock()
        self._run = 0
        self._rests_until_tick = 0.0
        self._tell_from_tick = 0.0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around one question. Raises Unavailable at once where nobody is to ask now."""
        if self._run >= SILENT_RUN_MAX:
            self._probe()
        try:
            yield
        except Unavailable:
            self._silent()
            raise
        except (Refused, Garbled):  # an answer, if not the one that was hoped for
            self._answered()
            raise
        self._answered()

    def _probe(self) -> None:
        with self._lock:
            now = self._clock.tick()
            if now < self._rests_until_tick:
                raise Unavailable(f"it did not answer {self._run} times in a row and is not asked for a while")
            self._rests_until_tick = now + PROBE_S

    def _silent(self) -> None:
        with self._lock:
            now = self._clock.tick()
            self._run += 1
            if self._run < SILENT_RUN_MAX:
                return
            self._rests_until_tick = now + REST_S
            is_news = now >= self._tell_from_tick
            self._tell_from_tick = now + REST_S
        if is_news:
            self._told(self._clock.now() + timedelta(seconds=REST_S + PROBE_S))

    def _answered(self) -> None:
        if not self._run:
            return
        with self._lock:
            was_resting = self._run >= SILENT_RUN_MAX
            self._run, self._tell_from_tick = 0, 0.0
        if was_resting:
            self._told(None)
