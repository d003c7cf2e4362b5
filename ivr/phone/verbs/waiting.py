"""What a caller in a queue hears: "waitUrl document looped for ever" (twilio.md 7)."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

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
# Allowed there are "Play Say Pause Hangup Redirect Leave Gather", and nothing else.
VERBS: Mapping[str, Callable[[Node, Scene], Steps[Outcome]]] = {
    "Play": play_verb,
    "Say": say_verb,
    "Pause": pause_verb,
    "Redirect": redirect,
    "Gather": gather,
}
ENDS = {"Leave": LEAVE, "Hangup": HANGUP}
Onward: TypeAlias = Request | str | None  # another document, how the waiting ended, or the end of this document


def wait(node: Node, scene: Scene, told: Callable[[], Steps[Mapping[str, str]]]) -> Steps[str]:
    """Goes on until a document ends it (`leave`, `hangup`) or cannot be had (`error`); `told` gives its parameters."""
    if "waitUrl" not in node.attributes:
        yield from speak(Heard("play", HOLD_MUSIC, seconds=MUSIC_S))
    if not node.attributes.get("waitUrl"):
        yield from speak(Heard("pause", "", seconds=MUSIC_S))  # `waitUrl="" silence`
        return ERROR
    method = attributes.method(node, "waitUrlMethod")
    onward: Onward = None
    while not isinstance(onward, str):
        extended = scene.with_extra((yield from told()))
        asked = onward or extended.transfer("Enqueue waitUrl", node.attributes["waitUrl"], method, {})
        onward = yield from (_document(extended, asked) if isinstance(asked, Request) else _fault(asked))
    return onward


def _document(scene: Scene, asked: Request) -> Steps[Onward]:
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


def _perform(scene: Scene, node: Node) -> Steps[Onward]:
    scene.progress.verb = node.tag
    if node.tag in ENDS:
        return ENDS[node.tag]
    if node.tag not in VERBS:
        yield Finding(12200, "warning", f"<{node.tag}> is not allowed in the document of a waitUrl", scene.url)
        return None
    outcome = yield from VERBS[node.tag](node, scene)
    if isinstance(outcome, Fault):
        return (yield from _fault(outcome))
    return outcome if isinstance(outcome, Request) else None


def _fault(fault: Fault) -> Steps[str]:
    yield Finding(fault.code, "error", fault.text, fault.url)
    return ERROR
