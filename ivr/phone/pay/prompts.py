"""Which Prompt is said: the most specific that fits (twilio.md 8, "Selection when several match is not specified")."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.phone.document import Node
from ivr.phone.effects import Finding, Heard, Key, Steps, speak
from ivr.phone.scene import Scene
from ivr.phone.schema import known_children
from ivr.phone.verbs.audio import nested

DEFAULT_ERRORS: Mapping[str, str] = {
    "timeout": "I did not get your input.",
    "invalid-card-number": "You entered an invalid credit card number.",
    "invalid-card-type": "You entered a card of an invalid type.",
    "invalid-date": "You entered an invalid expiration date.",
    "invalid-security-code": "You entered an invalid security code.",
    "invalid-postal-code": "You entered an invalid postal code.",
    "invalid-bank-routing-number": "You entered an invalid routing number.",
    "invalid-bank-account-number": "You entered an invalid account number.",
    "input-matching-failed": "The numbers that you entered do not match.",
}


@dataclass(frozen=True)
class Moment:
    """What a Prompt is chosen by. `error` and `card_type` may be empty; `again` asks for the same input once more."""

    step: str
    attempt: int = 1
    error: str = ""
    card_type: str = ""
    again: bool = False

    def fits(self, prompt: Node) -> bool:
        """Whether every attribute that the Prompt has allows this moment."""
        values = {"errorType": self.error, "cardType": self.card_type, "attempt": str(self.attempt)}
        narrow = [value in prompt.attributes.get(name, value).split() for name, value in values.items() if value]
        absent = any(not value and prompt.attributes.get(name) for name, value in values.items())
        fits = prompt.attributes.get("for") == self.step and asks_again(prompt) is self.again
        return fits and all(narrow) and not absent


def asks_again(prompt: Node) -> bool:
    """Whether it is the second Prompt of a step, whose input must match the first (requireMatchingInputs)."""
    return prompt.attributes.get("requireMatchingInputs") == "true"


def say_prompt(node: Node, scene: Scene, moment: Moment, words: str, language: str) -> Steps[Key | None]:
    """Says the Prompt that fits best, or Twilio's own `words`; the key that cut it short, if one did."""
    fitting = [prompt for prompt in node.children if prompt.tag == "Prompt" and moment.fits(prompt)]
    if not fitting:
        text = " ".join(part for part in (DEFAULT_ERRORS.get(moment.error, ""), words) if part)
        heard = Heard("prompt", text, language, scene.options.speech_s(text))
        return (yield from speak(heard, stops_on_key=True))
    best = [prompt for prompt in fitting if _narrowness(prompt) == max(map(_narrowness, fitting))]
    if len(best) > 1:
        yield Finding(0, "warning", f"{len(best)} Prompts fit {moment.step} equally well", scene.url)
    return (yield from nested(known_children(best[0]), scene))


def _narrowness(prompt: Node) -> int:
    return sum(name in prompt.attributes for name in ("attempt", "errorType", "cardType"))
