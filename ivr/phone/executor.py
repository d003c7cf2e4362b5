"""One call's TwiML, executed: a pure state machine. See `effects` for what goes out and what comes in."""

from collections.abc import Generator
from dataclasses import replace
from typing import TypeAlias

from ivr.phone.document import Document, Fault, Node
from ivr.phone.effects import (
    Alarm,
    CallerGone,
    Diverted,
    Effect,
    Ended,
    Event,
    Finding,
    Heard,
    Rang,
    Steps,
    speak,
)
from ivr.phone.errors import PhoneError
from ivr.phone.fetching import fetched
from ivr.phone.placing import Placement, place
from ivr.phone.scene import Scene
from ivr.phone.schema import NOT_SIMULATED
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.table import VERBS
from ivr.phone.wire import Inline, Request

APPLICATION_ERROR = "We are sorry. An application error has occurred. Goodbye."
Onward: TypeAlias = Request | Inline | Fault | Ended


class Execution:
    """Advances by one effect at a time. It opens no socket, reads no clock and throws no dice.

    `placement` is there for an outbound call: how it comes to be answered, if it does.
    """

    def __init__(
        self,
        scene: Scene,
        first: Request | Inline,
        fallback: Request | None = None,
        placement: Placement | None = None,
    ) -> None:
        self._progress = scene.progress
        self._steps: Generator[Effect, Event, Ended] = _call(scene, first, fallback, placement)

    @property
    def where(self) -> str:
        """`turn 3: <Gather> of https://…`."""
        return self._progress.where

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
        return self._thrown(CallerGone())

    def divert(self, to: Request | Inline | Ended) -> Effect | Ended:
        """A REST request takes the call elsewhere, in the middle of the last effect."""
        return self._thrown(Diverted(to))

    def ring(self, alarm: Alarm) -> Effect | Ended:
        """An alarm that was asked for is due."""
        return self._thrown(Rang(alarm))

    def _thrown(self, what: Exception) -> Effect | Ended:
        try:
            return self._steps.throw(what)
        except StopIteration as stop:
            return _ended(stop)


def _ended(stop: StopIteration) -> Ended:
    if not isinstance(stop.value, Ended):
        raise TypeError(f"an execution ended with {stop.value!r}") from stop
    return stop.value


def _call(scene: Scene, first: Request | Inline, fallback: Request | None, placement: Placement | None) -> Steps[Ended]:
    outcome: Onward = (yield from place(scene, placement, first)) if placement else first
    while not isinstance(outcome, Ended):
        outcome = yield from _onward(scene, outcome, fallback)
    return outcome


def _onward(scene: Scene, outcome: Request | Inline | Fault, fallback: Request | None) -> Steps[Onward]:
    """One document further, wherever the application, the caller or a REST request takes the call."""
    try:
        if isinstance(outcome, Fault):
            return (yield from _fault(scene, outcome, fallback))
        return (yield from _turn(scene, outcome))
    except Diverted as diverted:
        return diverted.to
    except Rang:  # only the alarm of the whole call, its time limit, is not caught before
        return Ended("completed")
    except CallerGone:
        return Ended("completed" if scene.progress.answered else "no-answer")


def _turn(scene: Scene, asked: Request | Inline) -> Steps[Onward]:
    """Fetches one document and runs it top to bottom, until a verb takes the call elsewhere or it is at its end."""
    document = yield from fetched(scene, asked)
    if isinstance(document, Fault):
        return replace(document, last=isinstance(asked, Request) and asked.purpose == "fallback")
    return (yield from _run(scene.at(document.url), document))


def _run(scene: Scene, document: Document) -> Steps[Onward]:
    for node in document.verbs:
        outcome = yield from _perform(scene, node)
        if outcome is not None:
            return outcome
    # A document of Pauses alone never picks up: "a Pause-only document therefore ends as no-answer" (twilio.md 6).
    unanswered = scene.progress.paused and not scene.progress.answered
    return Ended("no-answer" if unanswered else "completed")


def _perform(scene: Scene, node: Node) -> Steps[Outcome]:
    scene.progress.verb = node.tag
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
