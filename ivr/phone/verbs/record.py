"""Record: the caller speaks, until silence, a key, or the longest that is taken (Twilio's page on the verb)."""

from dataclasses import dataclass

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import AwaitInput, CallerGone, Heard, Key, Spoken, Steps, reply_to, speak, stopwatch
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.recording import ready, recorded
from ivr.phone.wire import Request

TIMEOUT_DEFAULT_S = 5
LENGTH_DEFAULT_S = 3600
BEEP_S = 0.5
ANY_KEY = "1234567890*#"


@dataclass(frozen=True)
class Taken:
    """What was recorded: its length, and the key that ended it (`hangup` where the caller went, or nothing)."""

    seconds: float = 0.0
    digits: str = ""


def record(node: Node, scene: Scene) -> Steps[Outcome]:
    """Goes to `action`, or to the current document; "an empty recording" goes on with the next verb instead."""
    scene.progress.answered = True
    if attributes.flag(node, "playBeep", default=True):
        yield from speak(Heard("tones", "beep", seconds=BEEP_S))
    taken = yield from _taken(node)
    if not taken.seconds:
        if taken.digits == "hangup":
            raise CallerGone
        return None
    recording = recorded(scene, taken.seconds)
    yield from ready(node, scene, recording, "RecordVerb")
    told = {"RecordingUrl": recording["RecordingUrl"], "RecordingDuration": recording["RecordingDuration"]}
    told |= {"Digits": taken.digits} if taken.digits else {}
    onward = scene.transfer("Record", node.attributes.get("action", ""), attributes.method(node), told)
    if taken.digits == "hangup":
        if isinstance(onward, Request):
            yield from reply_to(onward)
        raise CallerGone
    return onward


def _taken(node: Node) -> Steps[Taken]:
    """The silence that ends a recording is no part of it; one in which nobody spoke is empty."""
    begun = yield from stopwatch()
    finish = node.attributes.get("finishOnKey", ANY_KEY)
    most_s = attributes.count(node, "maxLength", LENGTH_DEFAULT_S, least=1)
    timeout_s = attributes.count(node, "timeout", TIMEOUT_DEFAULT_S, least=1)
    seconds = 0.0
    while seconds < most_s:
        try:
            event = yield AwaitInput(timeout_s, "Record", takes_speech=True)
        except CallerGone:
            return Taken(seconds, "hangup")
        if isinstance(event, Spoken):
            seconds = min((yield from stopwatch()) - begun, most_s)
        elif not isinstance(event, Key):
            return Taken(seconds)
        elif event.symbol in finish:
            return Taken(seconds, event.symbol)
    return Taken(seconds)
