"""How the time of a call passes: sound takes its seconds, keys come when they are due, requests take what they take."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from math import inf

from ivr.phone.ear import Ear
from ivr.phone.effects import AwaitInput, Effect, Elapsed, Ended, Event, Heard, Key, Speak
from ivr.phone.executor import Execution
from ivr.phone.facts import CallFacts
from ivr.phone.options import Options
from ivr.phone.switchboard import Switchboard
from ivr.phone.wire import Request

WAITS_S = {"w": 0.5, "W": 1.0}
CALL_CONTROL = frozenset({"document", "fallback"})


class Passage:
    """Holds the effect that is under way and carries the execution from one to the next."""

    def __init__(self, facts: CallFacts, execution: Execution, switchboard: Switchboard, options: Options) -> None:
        self.ear = Ear()
        self.effect: Effect | Ended | None = None  # None: the call has not begun
        self._facts = facts
        self._execution = execution
        self._switchboard = switchboard
        self._options = options
        self._clock = switchboard.clock
        self._keys: deque[tuple[float, str]] = deque()  # when on the stopwatch, and which
        self._since = self._clock.tick()

    def begin(self) -> None:
        """The call rings: asks for the first document, once."""
        if self.effect is None:
            self._go_on(self._execution.start())
            self.settle()

    def run(self, until: float = inf, enough: Callable[[], bool] = lambda: False) -> None:
        """Goes on until the moment `until`, until `enough`, or until the line waits and nothing is on its way."""
        self.begin()
        while not isinstance(self.effect, Ended) and not enough():
            waits = isinstance(self.effect, AwaitInput) and not self._keys and until == inf
            if waits or not self._advance(until):
                return

    def run_out(self) -> None:
        """Lets the effect that is under way come to its end by itself."""
        self.run(until=self._deadline())

    def press(self, symbols: str, after_s: float) -> None:
        """Keys one after the other; comes back when the last was taken or lost."""
        moment = self._clock.tick() + after_s
        for symbol in symbols:
            if symbol not in WAITS_S:
                self._keys.append((moment, symbol))
            moment += WAITS_S.get(symbol, self._options.key_interval_s)
        self.run(enough=lambda: not self._keys)

    def tell(self, event: Event, after_s: float) -> None:
        """What the caller does instead of pressing a key, at the end of `after_s` seconds."""
        self._clock.pause(after_s)
        self._since += after_s  # the caller's own voice is no silence
        self._finish(event)

    def hang_up(self) -> None:
        """Ends the effect that is under way, and the call."""
        self._keys.clear()
        self._close(interrupted=True)
        self._go_on(self._execution.hang_up())
        self.settle()

    def settle(self) -> None:
        """Does all that is done at once: what remains is sound, a wait, or the end."""
        while isinstance(self.effect, Effect) and not isinstance(self.effect, Speak | AwaitInput):
            begun = self._clock.tick()
            event = self._switchboard.does(self.effect)
            if not isinstance(self.effect, Request) or self.effect.purpose in CALL_CONTROL:
                self.ear.silence(self._clock.tick() - begun)
            self._go_on(self._execution.answer(event))

    def _advance(self, until: float) -> bool:
        """Lets time pass to the next thing that happens; False when that is only the moment `until`."""
        now, key_due = self._clock.tick(), self._key_due()
        moment = max(now, min(self._deadline(), key_due, until))
        self._clock.pause(moment - now)
        if key_due <= moment:
            self._key(self._keys.popleft()[1], late=key_due < self._since)
        elif self._deadline() <= moment:
            self._finish(Elapsed())
        else:
            return False
        return True

    def _key_due(self) -> float:
        waiting = self._options.keep_early_keys and not self._takes_keys()
        return self._keys[0][0] if self._keys and not waiting else inf

    def _key(self, symbol: str, *, late: bool) -> None:
        """A key that comes while nothing listens, or came during a request, is lost unless the options keep it."""
        self.ear.pressed()
        if self._takes_keys() and (self._options.keep_early_keys or not late):
            self._finish(Key(symbol), interrupted=True)

    def _takes_keys(self) -> bool:
        return isinstance(self.effect, AwaitInput) or (isinstance(self.effect, Speak) and self.effect.stops_on_key)

    def _deadline(self) -> float:
        if isinstance(self.effect, Speak):
            return self._since + self.effect.heard.seconds
        return self._since + self.effect.timeout_s if isinstance(self.effect, AwaitInput) else inf

    def _finish(self, event: Event, *, interrupted: bool = False) -> None:
        self._close(interrupted=interrupted)
        self._go_on(self._execution.answer(event))
        self.settle()

    def _close(self, *, interrupted: bool) -> None:
        """Writes down what the ear had of the effect that is over."""
        seconds = round(self._clock.tick() - self._since, 3)
        if isinstance(self.effect, Speak):
            self.ear.hears(_cut(self.effect.heard, seconds) if interrupted else self.effect.heard)
        elif isinstance(self.effect, AwaitInput):
            self.ear.waits(seconds)

    def _go_on(self, effect: Effect | Ended) -> None:
        self.effect = effect
        self._since = self._clock.tick()
        if isinstance(effect, Ended):
            self._keys.clear()
            self._switchboard.ends(self._facts, effect)


def _cut(heard: Heard, seconds: float) -> Heard:
    return replace(heard, seconds=seconds, interrupted=True)
