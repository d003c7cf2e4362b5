"""A call as a test or a command drives it: listen, press, say, be silent, hang up."""

from ivr.phone import cards
from ivr.phone.ear import Gaps
from ivr.phone.effects import AwaitInput, Ended, Finding, Heard, Spoken
from ivr.phone.errors import PhoneError
from ivr.phone.exchange import Exchange
from ivr.phone.executor import Execution
from ivr.phone.facts import CallFacts
from ivr.phone.options import Options
from ivr.phone.passage import CALL_CONTROL, Passage
from ivr.phone.record import CallRecord
from ivr.phone.switchboard import Switchboard
from ivr.phone.wire import Inline, Request


class PhoneCall:
    """One call. Nothing happens before the first `listen`, or whatever the caller does first."""

    def __init__(self, execution: Execution, switchboard: Switchboard, options: Options) -> None:
        self.facts: CallFacts = switchboard.facts
        self.record: CallRecord = switchboard.record
        self._execution = execution
        self._switchboard = switchboard
        self._options = options
        self._passage = Passage(execution, switchboard, options)

    # What the caller does

    def listen(self) -> list[Heard]:
        """Goes on until the caller's input is wanted or the call has ended; all that was heard since last time."""
        self._passage.run()
        return self._passage.ear.take()

    def press(self, keys: str) -> None:
        """Presses keys, or a name such as `card:visa`, as soon as the line waits for input."""
        expanded = cards.expand(keys)
        self._listen_for("press")
        self._passage.press(expanded, 0.0)

    def interrupt(self, keys: str, after_s: float = 0.0) -> None:
        """Presses keys, the first after that many seconds from now, whatever is being said then."""
        expanded = cards.expand(keys)
        self._passage.begin()
        self._must_be_up("press")
        self._passage.press(expanded, after_s)

    def press_star(self) -> None:
        """Presses `*`, which ends a Pay at any point."""
        self.press("*")

    def say(self, text: str, *, confidence: float | None = None) -> None:
        """Speaks, as soon as the line waits for input; raises PhoneError where it does not listen to speech.

        `confidence` is how sure recognition is this once, 0 to 1; None is as the options have it.
        """
        self._listen_for("speak")
        effect = self._passage.effect
        if not isinstance(effect, AwaitInput) or not effect.takes_speech:
            raise PhoneError(f"{self._execution.where} does not listen to speech")
        self._passage.tell(Spoken(" ".join(text.split()), confidence), self._options.speech_s(text), effect.hush_s)

    def silent(self) -> None:
        """Gives no input to the verb that waits, now or next: its timeout passes."""
        self._listen_for("be silent")
        self._passage.run_out()

    def wait(self, seconds: float) -> None:
        """Is silent for that long, whatever the line does meanwhile."""
        self._passage.begin()
        self._passage.run(until=self._switchboard.clock.tick() + seconds)

    def hang_up(self) -> None:
        """Goes, whatever is being said. Does nothing when the call has ended."""
        self._passage.begin()
        if not self.ended:
            self._passage.hang_up()

    def finish(self) -> list[Heard]:
        """The script has no more input: the call must come to its end without; all that was heard since last time.

        Raises PhoneError, with the turn, the verb and the URL, where the line still waits for the caller.
        """
        heard = self.listen()
        if not self.ended:
            raise PhoneError(f"{self._execution.where} needs input, and the script has none left")
        return heard

    # What a REST request does

    def divert(self, to: Request | Inline | Ended) -> None:
        """Takes the call elsewhere at its next step, out of the verb that is under way; or ends it.

        Nothing happens before someone drives the call on: the request may come from another thread, or from the
        application in the middle of a webhook. A call that was never driven is canceled there and then.
        """
        self._passage.diversion = to
        if self._passage.effect is None and isinstance(to, Ended):
            self._passage.begin()

    @property
    def status(self) -> str:
        """The CallStatus that REST tells: queued, initiated, ringing, in-progress or a final one."""
        diversion = self._passage.diversion
        return diversion.result if isinstance(diversion, Ended) and not self.ended else self.record.status

    # What became of it

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return isinstance(self._passage.effect, Ended)

    @property
    def result(self) -> str:
        """The call's status: in-progress, completed, failed, busy or no-answer; before that queued, ringing."""
        return self.record.status

    @property
    def error(self) -> Finding | None:
        """The fatal finding with which the call ended."""
        effect = self._passage.effect
        return effect.error if isinstance(effect, Ended) else None

    @property
    def awaits(self) -> str:
        """The verb that waits for the caller's input now (`Gather`, `Pay payment-card-number`), or nothing."""
        effect = self._passage.effect
        return effect.verb if isinstance(effect, AwaitInput) else ""

    @property
    def heard(self) -> list[Heard]:
        """All that was heard, from the start."""
        return list(self._passage.ear.all)

    @property
    def requests(self) -> list[Exchange]:
        """Every request to the application with its reply, callbacks too; the numbers of cards are masked."""
        return list(self._switchboard.exchanges)

    @property
    def turns(self) -> list[Exchange]:
        """The requests that gave the call its documents."""
        return [exchange for exchange in self._switchboard.exchanges if exchange.purpose in CALL_CONTROL]

    @property
    def findings(self) -> list[Finding]:
        """What Twilio's debugger would show."""
        return list(self._switchboard.findings)

    @property
    def gaps(self) -> Gaps:
        """The longest silences, and the length of the call."""
        return self._passage.ear.gaps

    def _listen_for(self, wish: str) -> None:
        self._passage.run()
        self._must_be_up(wish)

    def _must_be_up(self, wish: str) -> None:
        if self.ended:
            raise PhoneError(f"cannot {wish}: the call has ended ({self.result}), after {self._where()}")

    def _where(self) -> str:
        turn = self.turns[-1] if self.turns else None
        return f"turn {len(self.turns)} ({turn.verb or 'the call'} asked for {turn.url})" if turn else "no turn"
