"""Say, Play and Pause: what is in the caller's ear (twilio.md 5 and 6)."""

from collections.abc import Iterable
from urllib.parse import urljoin

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import Finding, Heard, Key, Steps, speak
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome

DEFAULT_LANGUAGE = "en-US"
LENGTH_LIMITS = (("Polly.", 3000), ("Google.", 5000), ("", 4096))  # characters, by the start of the voice's name
TONE_S = 0.5
LONG_WAIT_S = 1.0


def sounds(node: Node, scene: Scene) -> Iterable[Heard]:
    """The stretches of sound of one Say, Play or Pause, repeated as its `loop` says."""
    loop = attributes.count(node, "loop", 1) or scene.options.max_loops
    return [_sound(node, scene)] * loop


def nested(nodes: Iterable[Node], scene: Scene) -> Steps[Key | None]:
    """Sound inside a Gather or Prompt: the first key stops it, and is returned (twilio.md 4.2)."""
    for node in nodes:
        yield from _warn(node, scene)
        for heard in sounds(node, scene):
            key = yield from speak(heard, stops_on_key=True)
            if key is not None:
                return key
    return None


def say_verb(node: Node, scene: Scene) -> Steps[Outcome]:
    """Says it to the end; keys do not stop it."""
    scene.progress.answered = True
    yield from _warn(node, scene)
    for heard in sounds(node, scene):
        yield from speak(heard)
    return None


def play_verb(node: Node, scene: Scene) -> Steps[Outcome]:
    """Plays a file or keys. The file is not fetched: its URL is what is heard."""
    return (yield from say_verb(node, scene))


def pause_verb(node: Node, scene: Scene) -> Steps[Outcome]:
    """Silence; before the call is answered it delays the pick-up."""
    scene.progress.paused = True
    yield from speak(_sound(node, scene))
    return None


def _sound(node: Node, scene: Scene) -> Heard:
    if node.tag == "Pause":
        return Heard("pause", "", seconds=float(attributes.count(node, "length", 1, least=1)))
    if "digits" in node.attributes:
        return Heard("tones", node.attributes["digits"], seconds=tones_s(node.attributes["digits"]))
    if node.tag == "Play":
        return Heard("play", urljoin(scene.url, node.text), seconds=scene.options.play_s)
    language = node.attributes.get("language", DEFAULT_LANGUAGE)
    voice = node.attributes.get("voice", "")
    return Heard("say", node.text, language, scene.options.speech_s(node.text), voice)


def tones_s(digits: str) -> float:
    """Seconds that the tones take; `w` and `W` are waits."""
    return sum(LONG_WAIT_S if digit == "W" else TONE_S for digit in digits)


def _warn(node: Node, scene: Scene) -> Steps[None]:
    voice = node.attributes.get("voice", "")
    limit = next(most for start, most in LENGTH_LIMITS if voice.startswith(start))
    if node.tag == "Say" and len(node.text) > limit:
        yield Finding(13521, "warning", f"<Say> of {len(node.text)} characters, over {limit}", scene.url)
