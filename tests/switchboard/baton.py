"""Virtual time with one baton: many pieces of real, synchronous code take turns, and only one of them ever runs.

Each piece (a fibre) is a thread that runs only while it holds the baton. It gives the baton back where it waits, which
is where the real code would wait too: in `pause`. So a run is a function of its seed alone.
"""

import heapq
import threading
from collections.abc import Callable
from contextlib import suppress


class Died(BaseException):
    """As a SIGKILL: nothing between here and the top of the fibre catches it."""


class Fibre:
    """One piece of work under way. `is_over` once it has ended, or died."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self.name = name
        self.work = work
        self.runner: Runner | None = None
        self.must_die = False
        self.is_over = False
        self.failure: BaseException | None = None


class Runner:
    """A thread that runs one fibre after another: threads take longer to start than most fibres to run."""

    def __init__(self, back: threading.Lock, idle: list["Runner"]) -> None:
        self.go = threading.Lock()
        self.go.acquire()
        self.fibre: Fibre | None = None
        self._back, self._idle = back, idle
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            self.go.acquire()
            if self.fibre is None:
                return
            self._live(self.fibre)
            self.fibre = None
            self._idle.append(self)
            self._back.release()

    def _live(self, fibre: Fibre) -> None:
        try:
            with suppress(Died):
                fibre.work()
        except BaseException as failure:  # noqa: BLE001 - raised again by the scheduler, which ends the run
            fibre.failure = failure
        fibre.is_over = True


class Baton:
    """The heap of what comes next, by virtual second; ties are broken by who came first."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.running: Fibre | None = None
        self._heap: list[tuple[float, int, Callable[[], object]]] = []
        self._count = 0
        self._until_s = 0.0
        self._back = threading.Lock()
        self._back.acquire()
        self._parked: set[Fibre] = set()
        self._idle: list[Runner] = []

    def at(self, when_s: float, act: Callable[[], object]) -> None:
        """`act` is called by the scheduler itself at that second; it must not wait."""
        self._count += 1
        heapq.heappush(self._heap, (max(when_s, self.now_s), self._count, act))

    def start(self, name: str, work: Callable[[], object], *, after_s: float = 0.0) -> Fibre:
        """A new fibre, begun so much later."""
        fibre = Fibre(name, work)
        self.at(self.now_s + after_s, lambda: self._resume(fibre))
        return fibre

    def next_s(self) -> float | None:
        """When the next thing happens; None when nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def run(self, until_s: float) -> None:
        """Everything that is planned up to that second, which it then is. A fibre's mistake is raised here."""
        self._until_s = until_s
        while self._heap and self._heap[0][0] <= until_s:
            self.now_s, _count, act = heapq.heappop(self._heap)
            act()
        self.now_s = max(self.now_s, until_s)

    def pause(self, seconds: float) -> None:
        """The running fibre waits. Called by the scheduler itself, time only moves."""
        wake_s = self.now_s + max(0.0, seconds)
        fibre = self.running
        if fibre is None:
            self.now_s = wake_s
            return
        if wake_s <= self._until_s and (not self._heap or self._heap[0][0] > wake_s):
            self.now_s = wake_s  # nobody else has anything to do until then
            return
        self.at(wake_s, lambda: self._resume(fibre))
        if fibre.runner is None:
            raise RuntimeError(f"{fibre.name} waits and was never begun")
        self._parked.add(fibre)
        self._back.release()
        fibre.runner.go.acquire()
        self._parked.discard(fibre)
        if fibre.must_die:
            raise Died(fibre.name)

    def end_all(self) -> None:
        """Whoever still waits dies where it stands, so that no thread is left behind."""
        for fibre in sorted(self._parked, key=lambda each: each.name):
            fibre.must_die = True
            self._resume(fibre)
        self._heap.clear()
        for runner in self._idle:
            runner.go.release()
        self._idle.clear()

    def _resume(self, fibre: Fibre) -> None:
        if fibre.is_over:
            return
        self.running = fibre
        if fibre.runner is None:
            fibre.runner = self._idle.pop() if self._idle else Runner(self._back, self._idle)
            fibre.runner.fibre = fibre
        fibre.runner.go.release()
        self._back.acquire()
        self.running = None
        if fibre.failure is not None:
            raise fibre.failure
