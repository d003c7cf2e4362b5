"""Gather (twilio.md 4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import AwaitInput, Event, Finding, Key, Later, Spoken, Steps
from ivr.phone.scene import Scene
from ivr.phone.schema import known_children
from ivr.phone.verbs.audio import nested
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.wire import Request

DEFAULT_TIMEOUT_S = 5
FINISH_KEYS = frozenset("0123456789#*")
SPEECH_MAX_S = 60
HINTS_MAX = 500
HINT_CHARACTERS_MAX = 100


@dataclass(frozen=True)
class Rules:
    """How the entry ends. `finish_key` is empty where # and * are ordinary; `num_digits` is 0 where unlimited.

    `timeout_s` is for keys and for the first word; `speech_timeout_s` is the silence that ends what is said.
    """

    timeout_s: float
    speech_timeout_s: float
    finish_key: str
    num_digits: int
    keys: bool
    speech: bool

    @classmethod
    def of(cls, node: Node, auto_s: float) -> "Rules":
        """The rules that the attributes set; `auto_s` is what speechTimeout="auto" comes to."""
        inputs = node.attributes.get("input", "dtmf").split()
        finish = node.attributes.get("finishOnKey", "#")
        timeout_s = attributes.count(node, "timeout", DEFAULT_TIMEOUT_S, least=1)
        automatic = node.attributes.get("speechTimeout") == "auto"
        return cls(
            timeout_s=timeout_s,
            speech_timeout_s=auto_s if automatic else attributes.count(node, "speechTimeout", timeout_s, least=1),
            finish_key=finish if finish in FINISH_KEYS or not finish else "#",
            num_digits=attributes.count(node, "numDigits", 0),
            keys="dtmf" in inputs or "speech" not in inputs,
            speech="speech" in inputs,
        )


@dataclass(frozen=True)
class Entry:
    """What the caller gave: keys (with the one that finished them, if any) or words."""

    digits: str = ""
    finished_on: str = ""
    spoken: Spoken | None = None


def gather(node: Node, scene: Scene) -> Steps[Outcome]:
    """Asks, listens, and goes to `action` if there was input; else to the next verb, or as actionOnEmptyResult says."""
    scene.progress.answered = True
    rules = Rules.of(node, scene.options.speech_auto_s)
    for text in _oddities(node):
        yield Finding(12200, "warning", text, scene.url)
    audio = [child for child in known_children(node) if "digits" not in child.attributes]
    first = yield from nested(audio, scene)
    entry = yield from _collect(first, rules)
    if entry.spoken:
        yield from _partials(node, scene, entry.spoken)
    if not entry.digits and not entry.spoken and not attributes.flag(node, "actionOnEmptyResult"):
        return None
    return scene.transfer("Gather", node.attributes.get("action", ""), attributes.method(node), _result(entry, scene))


def _oddities(node: Node) -> Iterator[str]:
    """What the attributes of speech may not be together, or not that long (twilio.md 4)."""
    if node.attributes.get("speechTimeout") == "auto" and "speechModel" in node.attributes:
        yield "<Gather> has both speechTimeout=auto and a speechModel"
    hints = node.attributes.get("hints", "").split(",")
    if len(hints) > HINTS_MAX or any(len(hint.strip()) > HINT_CHARACTERS_MAX for hint in hints):
        yield f"<Gather> has more than {HINTS_MAX} hints, or one of over {HINT_CHARACTERS_MAX} characters"


def _collect(first: Event | None, rules: Rules) -> Steps[Entry]:
    """The timer starts again with each key (twilio.md 4.3)."""
    digits = ""
    event = first
    while True:
        if event is None or (isinstance(event, Key) and not rules.keys):
            speaks = rules.speech and not digits
            hush_s = rules.speech_timeout_s if speaks else 0.0
            event = yield AwaitInput(rules.timeout_s, "Gather", takes_speech=speaks, hush_s=hush_s)
        if isinstance(event, Spoken):
            return Entry(spoken=event)
        if not isinstance(event, Key):
            return Entry(digits)
        if rules.keys:
            if event.symbol == rules.finish_key:
                return Entry(digits, rules.finish_key)
            digits += event.symbol
            if len(digits) == rules.num_digits:
                return Entry(digits)
        event = None


def _partials(node: Node, scene: Scene, spoken: Spoken) -> Steps[None]:
    """Posts to partialResultCallback, one for each word more; "async; TwiML response ignored"."""
    reference = node.attributes.get("partialResultCallback", "")
    method = attributes.method(node, "partialResultCallbackMethod")
    words = spoken.text.split()
    for sequence in range(len(words) if reference else 0):
        told = {"UnstableSpeechResult": " ".join(words[: sequence + 1]), "SequenceNumber": str(sequence)}
        params = {**scene.facts.params("in-progress"), **told}
        request = scene.request("Gather partialResultCallback", reference, method, params, "partial")
        if isinstance(request, Request):
            yield Later(0.0, request)


def _result(entry: Entry, scene: Scene) -> dict[str, str]:
    options = scene.options
    params: dict[str, str] = {}
    if options.gather_extras:
        params |= {"msg": "Gather End", "FinishedOnKey": entry.finished_on}
    if entry.spoken:
        heard = entry.spoken.text.split()[: int(SPEECH_MAX_S * options.words_per_s)]
        params["SpeechResult"] = " ".join(heard)
        confidence = options.speech_confidence if entry.spoken.confidence is None else entry.spoken.confidence
        if confidence is not None:
            params["Confidence"] = str(confidence)
    elif entry.digits:
        params["Digits"] = entry.digits
    elif options.empty_result_digits is not None:
        params["Digits"] = options.empty_result_digits
    return params
