"""How the time of a call passes: sound takes its seconds, keys come when they are due, requests take what they take."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from math import inf

from ivr.phone.agenda import Agenda
from ivr.phone.ear import Ear
from ivr.phone.effects import (
    Alarm,
    AwaitInput,
    Disarm,
    Effect,
    Elapsed,
    Ended,
    Event,
    Heard,
    Key,
    Lapse,
    Queued,
    Speak,
    Timed,
)
from ivr.phone.errors import PhoneError
from ivr.phone.executor import Execution
from ivr.phone.options import Options
from ivr.phone.switchboard import Switchboard
from ivr.phone.wire import Inline, Request

WAITS_S = {"w": 0.5, "W": 1.0}
CALL_CONTROL = frozenset({"document", "fallback"})


class Passage:
    """Holds the effect that is under way and carries the execution from one to the next."""

    def __init__(self, execution: Execution, switchboard: Switchboard, options: Options) -> None:
        self.ear = Ear()
        self.effect: Effect | Ended | None = None  # None: the call has not begun
        self.diversion: Request | Inline | Ended | None = None  # asked for by REST, taken at the next step
        self._execution = execution
        self._switchboard = switchboard
        self._options = options
        self._clock = switchboard.clock
        self._keys: deque[tuple[float, str]] = deque()  # when on the stopwatch, and which
        self._alarms: Agenda[Alarm] = Agenda()
        self._since = self._clock.tick()

    def begin(self) -> None:
        """The call rings: asks for the first document, once."""
        if self.effect is None and isinstance(self.diversion, Ended):  # canceled before anything happened
            self._go_on(self.diversion)
        elif self.effect is None:
            self._go_on(self._execution.start())
            self.settle()
        elif self.diversion is not None and not isinstance(self.effect, Ended):
            self._close(interrupted=True)
            self._divert()
            self.settle()

    def run(self, until: float = inf, enough: Callable[[], bool] = lambda: False) -> None:
        """Goes on until the moment `until`, until `enough`, or until the line waits and nothing is on its way."""
        self.begin()
        while not isinstance(self.effect, Ended) and not enough():
            waits = isinstance(self.effect, AwaitInput) and not self._keys and until == inf
            if waits or not self._advance(until):
                return
            self._must_end()

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

    def tell(self, event: Event, after_s: float, hush_s: float) -> None:
        """What the caller does instead of pressing a key, in `after_s` seconds, and the silence after it."""
        self._clock.pause(after_s + hush_s)
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
        while isinstance(self.effect, Effect) and not isinstance(self.effect, Timed):
            event = self._done(self.effect)
            if self.diversion is None:
                self._go_on(self._execution.answer(event))
            else:
                self._divert()

    def _done(self, effect: Effect) -> Event:
        now = self._clock.tick()
        if isinstance(effect, Alarm):
            self._alarms.add(now + effect.seconds, effect)
            return Elapsed()
        if isinstance(effect, Disarm):
            self._alarms.keep([alarm for alarm in self._alarms.things if alarm is not effect.alarm])
            return Elapsed()
        event = self._switchboard.does(effect)
        if not isinstance(effect, Request) or effect.purpose in CALL_CONTROL:
            self.ear.silence(self._clock.tick() - now)
        return event

    def _divert(self) -> None:
        """Leaves what is under way: "interrupting the running verb", whose action is not asked for (twilio.md 10)."""
        to, self.diversion = self.diversion, None
        if to is not None:
            self._keys.clear()
            self._alarms.keep([alarm for alarm in self._alarms.things if alarm.whole_call])
            self._go_on(self._execution.divert(to))

    def _advance(self, until: float) -> bool:
        """Lets time pass to the next thing that happens; False when that is only the moment `until`."""
        now, key_due = self._clock.tick(), self._key_due()
        coming, ringing = self._switchboard.coming.due, self._alarms.due
        moment = max(now, min(self._deadline(), key_due, coming, ringing, until))
        self._clock.pause(moment - now)
        if coming <= moment:
            self._switchboard.deliver()
            self.begin()  # the application may have diverted the call
        elif ringing <= moment:
            self._close(interrupted=True)
            self._go_on(self._execution.ring(self._alarms.take()))
            self.settle()
        elif key_due <= moment:
            self._key(self._keys.popleft()[1], late=key_due < self._since)
        elif self._deadline() <= moment:
            self._finish(Elapsed())
        else:
            return False
        return True

    def _must_end(self) -> None:
        """A call that never ends is a mistake of the application or of the script: it is named."""
        if not isinstance(self.effect, Ended) and self.ear.gaps.total_s > self._options.longest_call_s:
            longest = f"{self._options.longest_call_s:g} seconds"
            raise PhoneError(f"{self._execution.where}: the call has lasted more than {longest} and does not end")

    def _key_due(self) -> float:
        waiting = self._options.keep_early_keys and not self._takes_keys()
        return self._keys[0][0] if self._keys and not waiting else inf

    def _key(self, symbol: str, *, late: bool) -> None:
        """A key that comes while nothing listens, or came during a request, is lost unless the options keep it."""
        self.ear.pressed()
        if self._takes(symbol) and (self._options.keep_early_keys or not late):
            self._finish(Key(symbol), interrupted=True)

    def _takes_keys(self) -> bool:
        return isinstance(self.effect, AwaitInput) or (isinstance(self.effect, Speak) and self.effect.stops_on_key)

    def _takes(self, symbol: str) -> bool:
        only = self.effect.only if isinstance(self.effect, Speak) else ""
        return self._takes_keys() and (not only or symbol in only)

    def _deadline(self) -> float:
        match self.effect:
            case Speak():
                return self._since + self.effect.heard.seconds
            case AwaitInput():
                return self._since + self.effect.timeout_s
            case Lapse():
                return self._since + self.effect.seconds
            case Queued():
                return self.effect.until_s
        return inf

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
        elif isinstance(self.effect, Lapse) and self.effect.connected:
            self.ear.silence(seconds)

    def _go_on(self, effect: Effect | Ended) -> None:
        self.effect = effect
        self._since = self._clock.tick()
        if isinstance(effect, Ended):
            self._keys.clear()
            self._switchboard.ends(effect)


def _cut(heard: Heard, seconds: float) -> Heard:
    return replace(heard, seconds=seconds, interrupted=True)
