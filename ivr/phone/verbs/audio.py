"""Say, Play and Pause: what is in the caller's ear (twilio.md 5 and 6)."""

from collections.abc import Iterable
from urllib.parse import quote, urljoin

from ivr.phone import attributes
from ivr.phone.document import FIRST_ERROR_STATUS, Fault, Node
from ivr.phone.effects import Finding, Heard, Key, Steps, reply_to, speak
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.voices import cannot_speak
from ivr.phone.wire import NoReply

DEFAULT_LANGUAGE = "en-US"
BASIC_CHARACTERS_MAX = 4096
POLLY_CHARACTERS_MAX = 3000  # "SSML tags excluded"
GOOGLE_CHARACTERS_MAX = 5000  # "tags, spaces and newlines count"
ENCODED_CHARACTERS_MAX = 4500  # "URL-encoded text"; the documentation gives Google more than that in plain letters
AUDIO_KINDS = ("mpeg", "wav", "wave", "x-wav", "aiff", "x-aifc", "x-aiff", "x-gsm", "gsm", "ulaw")
AUDIO_TYPES = frozenset(f"audio/{kind}" for kind in AUDIO_KINDS)
PLAY_S_MAX = 2_400  # ">40 min may drop the call"
TONE_S = 0.5
LONG_WAIT_S = 1.0


def sounds(node: Node, scene: Scene) -> Iterable[Heard]:
    """The stretches of sound of one Say, Play or Pause, repeated as its `loop` says."""
    loop = attributes.count(node, "loop", 1) or scene.options.max_loops
    return [_sound(node, scene)] * loop


def nested(nodes: Iterable[Node], scene: Scene) -> Steps[Key | None]:
    """Sound inside a Gather or Prompt: the first key stops it, and is returned (twilio.md 4.2)."""
    ready = []
    for node in nodes:  # "in a Gather with several Plays all files are fetched before the first starts"
        if (yield from _ready(node, scene)):
            ready.append(node)  # noqa: PERF401 - a comprehension cannot yield
    for node in ready:
        for heard in sounds(node, scene):
            key = yield from speak(heard, stops_on_key=True)
            if key is not None:
                return key
    return None


def say_verb(node: Node, scene: Scene) -> Steps[Outcome]:
    """Says it to the end; keys do not stop it."""
    scene.progress.answered = True
    if (yield from _ready(node, scene)):
        for heard in sounds(node, scene):
            yield from speak(heard)
    return None


def play_verb(node: Node, scene: Scene) -> Steps[Outcome]:
    """Plays a file or keys. Its URL is what is heard; the file is fetched where the options say so."""
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


def _ready(node: Node, scene: Scene) -> Steps[bool]:
    """Whether there is something to hear; what is wrong with it is a finding, and the instruction is skipped."""
    if node.tag == "Say":
        yield from _warn(node, scene)
        return not _unspeakable(node)
    is_file = node.tag == "Play" and "digits" not in node.attributes
    if is_file and scene.options.play_s > PLAY_S_MAX:
        yield Finding(
            0, "warning", f"<Play> of {scene.options.play_s:g} s: over 40 minutes may drop the call", scene.url
        )
    if is_file and scene.options.fetch_audio:
        if wrong := (yield from _not_audio(node, scene)):
            yield wrong
        return wrong is None
    return True


def _not_audio(node: Node, scene: Scene) -> Steps[Finding | None]:
    """What is wrong with the file. "Requests to <Play> URLs do NOT carry the standard params": a bare GET."""
    asked = scene.request("Play", node.text, "GET", {}, "audio")
    if isinstance(asked, Fault):
        return Finding(asked.code, "error", asked.text, asked.url)
    reply = yield from reply_to(asked)
    if isinstance(reply, NoReply):
        return Finding(reply.code, "error", f"<Play>: {reply.text}", asked.url)
    if reply.status >= FIRST_ERROR_STATUS:
        return Finding(11200, "error", f"<Play>: HTTP retrieval failure: status {reply.status}", asked.url)
    mime = reply.content_type.partition(";")[0].strip().lower()
    if mime not in AUDIO_TYPES:
        return Finding(12300, "error", f"<Play>: Invalid Content-Type: {mime or 'none at all'}", asked.url)
    return None


def _unspeakable(node: Node) -> str:
    return cannot_speak(node.attributes.get("voice", ""), node.attributes.get("language", ""))


def _warn(node: Node, scene: Scene) -> Steps[None]:
    if node.tag != "Say":
        return
    if why := _unspeakable(node):
        yield Finding(scene.options.bad_voice_code, "error", f"<Say> is skipped: {why}", scene.url)
    elif too_long := _too_long(node):
        yield Finding(13521, "warning", f"<Say> of {too_long}", scene.url)


def _too_long(node: Node) -> str:
    """How much it is and how much it may be; '' where it is not too long."""
    length, most = _measured(node)
    if length > most:
        return f"{length} characters, over {most}"
    encoded, encoded_most = len(quote(node.text)), max(ENCODED_CHARACTERS_MAX, most)
    return f"{encoded} characters when URL-encoded, over {encoded_most}" if encoded > encoded_most else ""


def _measured(node: Node) -> tuple[int, int]:
    """Its characters as its provider counts them, and how many that provider takes."""
    voice = node.attributes.get("voice", "")
    if voice.startswith("Google."):
        return node.written, GOOGLE_CHARACTERS_MAX
    return len(node.text), POLLY_CHARACTERS_MAX if voice.startswith("Polly.") else BASIC_CHARACTERS_MAX
