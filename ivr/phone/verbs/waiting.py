"""What a caller in a queue hears: "waitUrl document looped for ever" (twilio.md 7)."""

from collections.abc import Callable, Mapping

from ivr.phone import attributes
from ivr.phone.document import Document, Fault, Node
from ivr.phone.effects import Finding, Heard, Steps, speak
from ivr.phone.fetching import fetched
from ivr.phone.scene import Scene
from ivr.phone.verbs.audio import pause_verb, play_verb, say_verb
from ivr.phone.verbs.gather import gather
from ivr.phone.verbs.moves import redirect
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.wire import Request

HOLD_MUSIC = "hold music"
MUSIC_S = 86_400.0  # for ever: the alarm of the queue ends it
LEAVE, HANGUP, ERROR = "leave", "hangup", "error"
# "verbs allowed there: Play Say Pause Hangup Redirect Leave Gather"
VERBS: Mapping[str, Callable[[Node, Scene], Steps[Outcome]]] = {
    "Play": play_verb,
    "Say": say_verb,
    "Pause": pause_verb,
    "Redirect": redirect,
    "Gather": gather,
}
ENDS = {"Leave": LEAVE, "Hangup": HANGUP}


def wait(node: Node, scene: Scene, told: Callable[[], Steps[Mapping[str, str]]]) -> Steps[str]:
    """Goes on until a document ends it (`leave`, `hangup`) or cannot be had (`error`); `told` gives its parameters."""
    if "waitUrl" not in node.attributes:
        yield from speak(Heard("play", HOLD_MUSIC, seconds=MUSIC_S))
    if not node.attributes.get("waitUrl"):
        yield from speak(Heard("pause", "", seconds=MUSIC_S))  # `waitUrl="" silence`
        return ERROR
    method = attributes.method(node, "waitUrlMethod")
    asked: Outcome = None
    while True:
        extended = scene.with_extra((yield from told()))
        if not isinstance(asked, Request):
            asked = extended.transfer("Enqueue waitUrl", node.attributes["waitUrl"], method, {})
        asked = yield from _document(extended, asked) if isinstance(asked, Request) else _fault(asked)
        if isinstance(asked, str):
            return asked


def _document(scene: Scene, asked: Request) -> Steps[Request | str | None]:
    """Where its verbs lead: another document, out of the queue, or to its end."""
    document = yield from fetched(scene, asked)
    if not isinstance(document, Document):
        return (yield from _fault(document))
    here = scene.at(document.url)
    for verb in document.verbs:
        onward = yield from _perform(here, verb)
        if onward is not None:
            return onward
    return None


def _perform(scene: Scene, node: Node) -> Steps[Request | str | None]:
    scene.progress.verb = node.tag
    if node.tag in ENDS:
        return ENDS[node.tag]
    if node.tag not in VERBS:
        yield Finding(12200, "warning", f"<{node.tag}> is not allowed in the document of a waitUrl", scene.url)
        return None
    outcome = yield from VERBS[node.tag](node, scene)
    return (yield from _fault(outcome)) if isinstance(outcome, Fault) else outcome


def _fault(fault: Fault) -> Steps[str]:
    yield Finding(fault.code, "error", fault.text, fault.url)
    return ERROR
