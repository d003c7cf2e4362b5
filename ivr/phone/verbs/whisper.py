"""What the far end of a Dial hears before it is connected: the document of a noun's `url` (call screening)."""

from dataclasses import replace
from typing import TypeAlias

from ivr.phone import attributes
from ivr.phone.document import Document, Fault, Node
from ivr.phone.effects import AwaitInput, Effect, Elapsed, Event, Finding, Heard, Key, Speak, Steps
from ivr.phone.facts import CallFacts
from ivr.phone.fetching import fetched
from ivr.phone.scene import Progress, Scene
from ivr.phone.verbs.audio import pause_verb, play_verb, say_verb
from ivr.phone.verbs.gather import gather
from ivr.phone.verbs.moves import redirect
from ivr.phone.wire import Request

# "You can use this TwiML to privately play or say information to the called party, or provide a chance to decline the
# phone call using <Gather> and <Hangup>": https://www.twilio.com/docs/voice/twiml/number, `url`
VERBS = {"Play": play_verb, "Say": say_verb, "Pause": pause_verb, "Redirect": redirect, "Gather": gather}
Onward: TypeAlias = Request | Fault | bool  # another document, what is wrong, or whether the two are connected


def takes_the_call(noun: Node, scene: Scene, facts: CallFacts, keys: str) -> Steps[bool]:
    """Whether the far end, having heard the document and pressed these keys, is connected. The caller hears ringing.

    It is not where the document says Hangup, and not where it cannot be had.
    """
    theirs = replace(scene, facts=facts, progress=Progress(answered=True))
    steps = _heard_through(noun, theirs)
    pressed = list(keys)
    effect = next(steps)
    while True:
        event = yield from _lived(effect, pressed, scene.options.key_interval_s)
        try:
            effect = steps.send(event)
        except StopIteration as stop:
            return stop.value is True


def _lived(effect: Effect, pressed: list[str], key_s: float) -> Steps[Event]:
    """What the far end lives through, as time in which the caller hears ringing."""
    match effect:
        case Speak(heard=heard) if not (effect.stops_on_key and pressed):
            yield Speak(replace(heard, kind="whisper"))
            return Elapsed()
        case Speak() | AwaitInput() if pressed:
            yield Speak(Heard("whisper", "", seconds=key_s))
            return Key(pressed.pop(0))
        case AwaitInput():
            yield Speak(Heard("whisper", "", seconds=effect.timeout_s))
            return Elapsed()
        case Request():
            return (yield replace(effect, purpose="whisper"))
    return (yield effect)


def _heard_through(noun: Node, scene: Scene) -> Steps[bool]:
    """Every document of it, from `url` on."""
    asked: Onward = scene.transfer(f"Dial {noun.tag}", noun.attributes["url"], attributes.method(noun), {})
    while isinstance(asked, Request):
        document = yield from fetched(scene, asked)
        asked = document if isinstance(document, Fault) else (yield from _onward(scene.at(document.url), document))
    if isinstance(asked, Fault):
        yield Finding(asked.code, "error", asked.text, asked.url)
        return False
    return asked


def _onward(scene: Scene, document: Document) -> Steps[Onward]:
    for node in document.verbs:
        if node.tag == "Hangup":
            return False
        if node.tag not in VERBS:
            yield Finding(12200, "warning", f"<{node.tag}> is not allowed in the document of a Dial's noun", scene.url)
            continue
        outcome = yield from VERBS[node.tag](node, scene)
        if isinstance(outcome, Request | Fault):
            return outcome
    return True
