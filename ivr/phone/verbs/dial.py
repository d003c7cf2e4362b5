"""Dial (twilio.md 7): the far end answers as the plan in the options says."""

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import Heard, Steps, speak
from ivr.phone.errors import PhoneError
from ivr.phone.options import DialAnswer
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome

DEFAULT_TIMEOUT_S = 30
NOT_SIMULATED = frozenset({"Conference", "Queue", "Application"})


def dial(node: Node, scene: Scene) -> Steps[Outcome]:
    """Rings the first target. Goes to `action` if there is one; without, to the next verb (unlike Gather and Pay)."""
    scene.progress.answered = True
    number = _target(node, scene)
    answer = _within(scene.options.dial_plan(number), attributes.count(node, "timeout", DEFAULT_TIMEOUT_S))
    talk_s = answer.talk_s if answer.status == "completed" else 0.0
    yield from speak(Heard("dial", number, seconds=answer.ring_s + talk_s))
    if not node.attributes.get("action"):
        return None
    result = {
        "DialCallStatus": answer.status,
        "DialCallSid": scene.ids.sid("CA"),
        "DialCallDuration": str(round(talk_s)),
        "DialBridged": "true" if answer.status == "completed" else "false",
    }
    return scene.transfer("Dial", node.attributes["action"], attributes.method(node), result)


def _target(node: Node, scene: Scene) -> str:
    """The number, or the text of the first noun. Ringing several at once is not simulated."""
    if not node.children:
        return node.text
    noun = node.children[0]
    if noun.tag in NOT_SIMULATED:
        raise PhoneError(f"turn {scene.progress.turns}: <Dial><{noun.tag}> of {scene.url} is not simulated yet")
    return noun.text


def _within(answer: DialAnswer, timeout_s: float) -> DialAnswer:
    """What the caller gets of the answer where nobody picks up in time."""
    return answer if answer.ring_s <= timeout_s else DialAnswer("no-answer", timeout_s, 0.0)
