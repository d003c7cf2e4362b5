"""Asking for one thing until it is right, or tried too often."""

from dataclasses import dataclass, replace

from ivr.phone.document import Node
from ivr.phone.effects import Key, Steps, next_key, reply_to
from ivr.phone.pay.captured import Captured
from ivr.phone.pay.prompts import Moment, asks_again, say_prompt
from ivr.phone.pay.steps import Asking, Step
from ivr.phone.scene import Scene
from ivr.phone.wire import Request

STAR = "*"
FINISH = "#"
CALLBACK_NAMES = {"timeout": "input-timeout"}  # the status callback's word for what Prompt calls `timeout`


class Interrupted(Exception):
    """The caller pressed `*`, "at ANY point"."""


class Exhausted(Exception):
    """maxAttempts failed at one step."""


@dataclass(frozen=True)
class Till:
    """One Pay under way."""

    node: Node
    scene: Scene
    asking: Asking

    @property
    def captured(self) -> Captured:
        """What was keyed so far."""
        return self.asking.captured

    def ask(self, step: Step) -> Steps[None]:
        """Keeps the entry in `captured`. Only the step that failed is asked again (twilio.md 8)."""
        error = ""
        for attempt in range(1, self.asking.terms.most_attempts + 1):
            moment = Moment(step.name, attempt, error, self.captured.card_type)
            key = yield from say_prompt(self.node, self.scene, moment, step.words, self.asking.terms.language)
            digits = yield from self._digits(step, key, attempt)
            error = step.wrong(digits, self.asking) if digits else "timeout"
            if not error and self._twice(step):
                error = yield from self._matched(step, moment, digits)
            if not error:
                setattr(self.captured, step.field, digits)
                return (yield from self.report(step.name, attempt))
            yield from self.report(step.name, attempt, error)
        raise Exhausted

    def _twice(self, step: Step) -> bool:
        """ach-debit only: "a second Prompt with same `for`" that has requireMatchingInputs."""
        prompts = [child for child in self.node.children if child.tag == "Prompt" and asks_again(child)]
        return step.matches and any(prompt.attributes.get("for") == step.name for prompt in prompts)

    def _matched(self, step: Step, moment: Moment, first: str) -> Steps[str]:
        """Asks once more; the errorType of what was entered. "Mismatch restarts the step's prompts"."""
        again = replace(moment, again=True)
        key = yield from say_prompt(self.node, self.scene, again, step.words, self.asking.terms.language)
        second = yield from self._digits(step, key, moment.attempt)
        if not second:
            return "timeout"
        return "" if second == first else "input-matching-failed"

    def report(self, step: str, attempt: int, error: str = "", shown: str = "") -> Steps[None]:
        """Posts to statusCallback: "only AccountSid, CallSid" and Pay's own, not the standard set."""
        reference = self.node.attributes.get("statusCallback", "")
        facts = self.scene.facts
        params = {"AccountSid": facts.account_sid, "CallSid": facts.call_sid, "For": step, "Attempt": str(attempt)}
        params |= self.captured.masked()
        params |= {"ErrorType": CALLBACK_NAMES.get(error, error)} if error else {}
        params |= {"PaymentCardNumber": shown} if shown else {}
        request = self.scene.request("Pay statusCallback", reference, "POST", params, "pay-status")
        if reference and isinstance(request, Request):
            yield from reply_to(request)

    def _digits(self, step: Step, key: Key | None, attempt: int) -> Steps[str]:
        """Keys until the entry is full, `#`, or the timeout. A `#` before any digit is left from the step before."""
        digits = ""
        while True:
            key = key or (yield from next_key(self.asking.terms.timeout_s, f"Pay {step.name}"))
            if key is None or (key.symbol == FINISH and digits):
                return digits
            if key.symbol == STAR:
                raise Interrupted
            digits += key.symbol if key.symbol.isdigit() else ""
            key = None
            if self.scene.options.pay_status_per_digit and step.field == "number":
                yield from self.report(step.name, attempt, shown="x" * len(digits))
            if digits and len(digits) == step.full_at(digits, self.asking):
                return digits
