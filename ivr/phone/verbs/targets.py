"""Whom a Dial rings: one address for each noun, as the plan in the options knows it (twilio.md 7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr.phone.document import Node
from ivr.phone.options import DialAnswer
from ivr.phone.scene import Scene
from ivr.phone.schema import known_children

PREFIXES: Mapping[str, str] = {
    "Number": "",
    "Sip": "",  # its text begins with sip: already
    "Client": "client:",
    "Sim": "sim:",
    "WhatsApp": "whatsapp:",
    "Conference": "conference:",
    "Queue": "queue:",
    "Application": "application:",
}


WHISPERS = frozenset({"Number", "Sip", "Client", "Sim", "WhatsApp"})  # whose `url` the far end hears first


@dataclass(frozen=True)
class Target:
    """One that may be rung: its address in the plan, and its noun; None for a bare number."""

    address: str
    noun: Node | None = None

    @property
    def whisper(self) -> Node | None:
        """The noun whose document is for the far end alone, if it has one."""
        noun = self.noun
        return noun if noun and noun.tag in WHISPERS and noun.attributes.get("url") else None


@dataclass(frozen=True)
class Ringing:
    """What the caller hears of one attempt: the addresses that ring, how it ends, and whose answer that is."""

    addresses: str
    answer: DialAnswer
    target: Target


def targets_of(node: Node) -> list[Target]:
    """The number, or one address for each noun: `+1…`, `sip:…`, `client:…`, `conference:…`, `queue:…`."""
    if not node.children:
        return [Target(node.text)]
    return [Target(PREFIXES[noun.tag] + noun.text, noun) for noun in known_children(node)]


def attempts(targets: list[Target], scene: Scene, timeout_s: float, *, one_by_one: bool) -> Iterator[Ringing]:
    """One for each target where they are rung in sequence; else all at once."""
    answers = [(target, _within(scene.options.dial_plan(target.address), timeout_s)) for target in targets]
    if one_by_one:
        for target, answer in answers:
            yield Ringing(target.address, answer, target)
    elif answers:
        target, answer = _first(answers)
        yield Ringing(", ".join(one.address for one in targets), answer, target)


def _first(answers: list[tuple[Target, DialAnswer]]) -> tuple[Target, DialAnswer]:
    """Who picks up first has the call; where nobody does, the caller waits for the last to give up."""
    talking = [pair for pair in answers if pair[1].status == "completed"]
    if talking:
        return min(talking, key=lambda pair: pair[1].ring_s)
    return max(answers, key=lambda pair: pair[1].ring_s)


def _within(answer: DialAnswer, timeout_s: float) -> DialAnswer:
    """What the caller gets of the answer where nobody picks up in time."""
    return answer if answer.ring_s <= timeout_s else DialAnswer("no-answer", timeout_s, 0.0)
