"""One call's TwiML, executed: a pure state machine. See `effects` for what goes out and what comes in."""

from collections.abc import Generator
from dataclasses import replace

from ivr.phone import document as documents
from ivr.phone.document import Document, Fault, Node
from ivr.phone.effects import CallerGone, Effect, Ended, Event, Finding, Heard, Steps, reply_to, speak
from ivr.phone.errors import PhoneError
from ivr.phone.scene import Scene
from ivr.phone.schema import NOT_SIMULATED, complaints
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.table import VERBS
from ivr.phone.wire import Request

APPLICATION_ERROR = "We are sorry. An application error has occurred. Goodbye."


class Execution:
    """Advances by one effect at a time. It opens no socket, reads no clock and throws no dice."""

    def __init__(self, scene: Scene, first: Request, fallback: Request | None = None) -> None:
        self._steps: Generator[Effect, Event, Ended] = _call(scene, first, fallback)

    def start(self) -> Effect | Ended:
        """The first effect of the call: the request for its first document."""
        try:
            return next(self._steps)
        except StopIteration as stop:
            return _ended(stop)

    def answer(self, event: Event) -> Effect | Ended:
        """Tells what became of the last effect; gives the next one."""
        try:
            return self._steps.send(event)
        except StopIteration as stop:
            return _ended(stop)

    def hang_up(self) -> Effect | Ended:
        """The caller goes, in the middle of the last effect. Requests may follow: Pay tells of it."""
        try:
            return self._steps.throw(CallerGone())
        except StopIteration as stop:
            return _ended(stop)


def _ended(stop: StopIteration) -> Ended:
    if not isinstance(stop.value, Ended):
        raise TypeError(f"an execution ended with {stop.value!r}") from stop
    return stop.value


def _call(scene: Scene, first: Request, fallback: Request | None) -> Steps[Ended]:
    outcome: Request | Fault | Ended = first
    try:
        while not isinstance(outcome, Ended):
            if isinstance(outcome, Fault):
                outcome = yield from _fault(scene, outcome, fallback)
            else:
                outcome = yield from _turn(scene, outcome)
    except CallerGone:
        return Ended("completed" if scene.progress.answered else "no-answer")
    return outcome


def _turn(scene: Scene, request: Request) -> Steps[Request | Fault | Ended]:
    """Fetches one document and runs it top to bottom, until a verb takes the call elsewhere or it is at its end."""
    scene.progress.count(request, scene.options)
    document = documents.read((yield from reply_to(request)), request.url)
    if isinstance(document, Fault):
        return replace(document, last=request.purpose == "fallback")
    for text in complaints(document):
        yield Finding(12200, "warning", text, document.url)
    return (yield from _run(scene.at(document.url), document))


def _run(scene: Scene, document: Document) -> Steps[Request | Fault | Ended]:
    for node in document.verbs:
        outcome = yield from _perform(scene, node)
        if outcome is not None:
            return outcome
    # A document of Pauses alone never picks up: "a Pause-only document therefore ends as no-answer" (twilio.md 6).
    unanswered = scene.progress.paused and not scene.progress.answered
    return Ended("no-answer" if unanswered else "completed")


def _perform(scene: Scene, node: Node) -> Steps[Outcome]:
    if node.tag in NOT_SIMULATED:
        raise PhoneError(f"turn {scene.progress.turns}: <{node.tag}> of {scene.url} is not simulated yet")
    verb = VERBS.get(node.tag)
    return (yield from verb(node, scene)) if verb else None


def _fault(scene: Scene, fault: Fault, fallback: Request | None) -> Steps[Request | Ended]:
    """The fallback URL with ErrorCode and ErrorUrl; without one, the recorded apology and the end (twilio.md 3)."""
    finding = Finding(fault.code, "error", fault.text, fault.url)
    yield finding
    if fallback is not None and not fault.last:
        params = {**fallback.params, "ErrorCode": str(fault.code), "ErrorUrl": fault.url}
        return Request(fallback.method, fallback.url, params, "fallback", "fallback")
    yield from speak(Heard("error", APPLICATION_ERROR, "en-US", scene.options.speech_s(APPLICATION_ERROR)))
    return Ended(scene.options.error_result, finding)
