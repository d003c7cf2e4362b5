"""Dial (twilio.md 7): the far end answers as the plan in the options says."""

from dataclasses import dataclass

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import Heard, Key, Speak, Steps, stopwatch
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.recording import ready, recorded
from ivr.phone.verbs.targets import Ringing, addresses_of, attempts

DEFAULT_TIMEOUT_S = 30
TALK_DEFAULT_S = 14_400
NOT_RECORDED = "do-not-record"


@dataclass(frozen=True)
class Talk:
    """How the Dial ended: DialCallStatus, and the seconds of talk."""

    status: str
    seconds: float


def dial(node: Node, scene: Scene) -> Steps[Outcome]:
    """Rings its targets. Goes to `action` if there is one; without, to the next verb (unlike Gather and Pay)."""
    scene.progress.answered |= not attributes.flag(node, "answerOnBridge")
    timeout_s = attributes.count(node, "timeout", DEFAULT_TIMEOUT_S)
    one_by_one = attributes.flag(node, "sequential")
    talk = Talk("failed", 0.0)
    for ringing in attempts(addresses_of(node), scene, timeout_s, one_by_one=one_by_one):
        talk = yield from _rung(node, scene, ringing)
    recording = yield from _recorded(node, scene, talk)
    if not node.attributes.get("action"):
        return None
    told = {"DialCallStatus": talk.status, "DialCallSid": scene.ids.sid("CA")}
    if not any(noun.tag == "Conference" for noun in node.children):  # "DialCallDuration (not for conference)"
        told["DialCallDuration"] = str(round(talk.seconds))
    told |= {"DialBridged": "true" if talk.status == "completed" else "false", **recording}
    return scene.transfer("Dial", node.attributes["action"], attributes.method(node), told)


def _rung(node: Node, scene: Scene, ringing: Ringing) -> Steps[Talk]:
    """Ringing and talk; with answerOnBridge the caller's own call is answered in between."""
    answer = ringing.answer
    most_s = attributes.count(node, "timeLimit", TALK_DEFAULT_S, least=1)
    talk_s = min(answer.talk_s, most_s) if answer.status == "completed" else 0.0
    if scene.progress.answered:
        return (yield from _heard(node, ringing, answer.ring_s, talk_s))
    rung = yield from _heard(node, ringing, answer.ring_s, 0.0)
    if rung.status != "completed":
        return rung
    scene.progress.answered = True
    return (yield from _heard(node, ringing, 0.0, talk_s))


def _heard(node: Node, ringing: Ringing, ring_s: float, talk_s: float) -> Steps[Talk]:
    """One stretch in the caller's ear; `hangupOnStar` lets the caller end it, and go on here."""
    stops = attributes.flag(node, "hangupOnStar")
    begun = yield from stopwatch()
    event = yield Speak(Heard("dial", ringing.addresses, seconds=ring_s + talk_s), stops_on_key=stops, only="*")
    if not isinstance(event, Key):
        return Talk(ringing.answer.status, talk_s)
    talked_s = (yield from stopwatch()) - begun - ring_s
    return Talk("completed", talked_s) if talked_s > 0 else Talk("canceled", 0.0)


def _recorded(node: Node, scene: Scene, talk: Talk) -> Steps[dict[str, str]]:
    """Gives "RecordingUrl (file may not be ready yet)", and later the callback that it is."""
    if node.attributes.get("record", NOT_RECORDED) in {NOT_RECORDED, "false"} or not talk.seconds:
        return {}
    recording = recorded(scene, talk.seconds)
    yield from ready(node, scene, recording, "DialVerb")
    return recording
