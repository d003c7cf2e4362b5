"""Dial (twilio.md 7): the far end answers as the plan in the options says."""

from dataclasses import dataclass

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import Finding, Heard, Key, Speak, Steps, stopwatch
from ivr.phone.facts import CallFacts
from ivr.phone.scene import Scene
from ivr.phone.schema import DIAL_NOUNS
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.recording import ready, recorded
from ivr.phone.verbs.targets import WHISPERS, Ringing, attempts, targets_of
from ivr.phone.verbs.whisper import takes_the_call

DEFAULT_TIMEOUT_S = 30
TALK_DEFAULT_S = 14_400
NOT_RECORDED = "do-not-record"


@dataclass(frozen=True)
class Talk:
    """How the Dial ended: DialCallStatus, and the seconds of talk."""

    status: str
    seconds: float
    bridged: bool = False


def dial(node: Node, scene: Scene) -> Steps[Outcome]:
    """Rings its targets. Goes to `action` if there is one; without, to the next verb (unlike Gather and Pay)."""
    scene.progress.answered |= not attributes.flag(node, "answerOnBridge")
    timeout_s = attributes.count(node, "timeout", DEFAULT_TIMEOUT_S)
    one_by_one = attributes.flag(node, "sequential")
    talk, sid = Talk("failed", 0.0), scene.ids.sid("CA")
    yield from _warn(node, scene)
    for ringing in attempts(targets_of(node), scene, timeout_s, one_by_one=one_by_one):
        talk = yield from _rung(node, scene, ringing, sid)
        if talk.bridged:
            break
    recording = yield from _recorded(node, scene, talk)
    if not node.attributes.get("action"):
        return None
    told = {"DialCallStatus": talk.status, "DialCallSid": sid}
    if not any(noun.tag == "Conference" for noun in node.children):  # "DialCallDuration (not for conference)"
        told["DialCallDuration"] = str(round(talk.seconds))
    told |= {"DialBridged": "true" if talk.bridged else "false", **recording}
    return scene.transfer("Dial", node.attributes["action"], attributes.method(node), told)


def _warn(node: Node, scene: Scene) -> Steps[None]:
    """What a noun asks for and does not get here is said, not left out in silence."""
    for noun in node.children:
        for name in noun.attributes:
            if noun.tag in DIAL_NOUNS and not (noun.tag in WHISPERS and name in {"url", "method"}):
                yield Finding(0, "warning", f"<{noun.tag} {name}> is not simulated", scene.url)


def _rung(node: Node, scene: Scene, ringing: Ringing, sid: str) -> Steps[Talk]:
    """Ringing, what the far end hears first, and talk; with answerOnBridge the call is answered before the talk."""
    answer, whisper = ringing.answer, ringing.target.whisper
    most_s = attributes.count(node, "timeLimit", TALK_DEFAULT_S, least=1)
    picked_up = answer.status == "completed"
    talk_s = min(answer.talk_s, most_s) if picked_up else 0.0
    if scene.progress.answered and not (picked_up and whisper):
        return (yield from _heard(node, ringing, answer.ring_s, talk_s))
    rung = yield from _heard(node, ringing, answer.ring_s, 0.0)
    if rung.status != "completed":
        return rung
    if whisper and not (yield from takes_the_call(whisper, scene, _far_end(node, scene, ringing, sid), answer.keys)):
        return Talk(scene.options.screened_out, 0.0)
    scene.progress.answered = True
    return (yield from _heard(node, ringing, 0.0, talk_s))


def _far_end(node: Node, scene: Scene, ringing: Ringing, sid: str) -> CallFacts:
    """The call to the far end, as its document is told of it."""
    caller = node.attributes.get("callerId", scene.facts.from_)
    parent = {"ParentCallSid": scene.facts.call_sid}
    address = ringing.target.address
    return CallFacts(
        sid, scene.facts.account_sid, caller, address, scene.facts.started, "outbound-dial", scene.facts.place, parent
    )


def _heard(node: Node, ringing: Ringing, ring_s: float, talk_s: float) -> Steps[Talk]:
    """One stretch in the caller's ear; `hangupOnStar` lets the caller end it, and go on here."""
    stops = attributes.flag(node, "hangupOnStar")
    begun = yield from stopwatch()
    event = yield Speak(Heard("dial", ringing.addresses, seconds=ring_s + talk_s), stops_on_key=stops, only="*")
    if not isinstance(event, Key):
        return Talk(ringing.answer.status, talk_s, bridged=ringing.answer.status == "completed")
    talked_s = (yield from stopwatch()) - begun - ring_s
    return Talk("completed", talked_s, bridged=True) if talked_s > 0 else Talk("canceled", 0.0)


def _recorded(node: Node, scene: Scene, talk: Talk) -> Steps[dict[str, str]]:
    """Gives "RecordingUrl (file may not be ready yet)", and later the callback that it is."""
    if node.attributes.get("record", NOT_RECORDED) in {NOT_RECORDED, "false"} or not talk.seconds:
        return {}
    recording = recorded(scene, talk.seconds)
    yield from ready(node, scene, recording, "DialVerb")
    return recording
