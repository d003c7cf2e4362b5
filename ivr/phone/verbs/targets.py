"""Whom a Dial rings: one address for each noun, as the plan in the options knows it (twilio.md 7)."""

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True)
class Ringing:
    """What the caller hears of one attempt: the addresses that ring, and how it ends."""

    addresses: str
    answer: DialAnswer


def addresses_of(node: Node) -> list[str]:
    """The number, or one address for each noun: `+1…`, `sip:…`, `client:…`, `conference:…`, `queue:…`."""
    if not node.children:
        return [node.text]
    return [_address(noun) for noun in known_children(node)]


def attempts(addresses: list[str], scene: Scene, timeout_s: float, *, one_by_one: bool) -> list[Ringing]:
    """One for each address where they are rung in sequence, until one answers; else all at once."""
    answers = [(one, _within(scene.options.dial_plan(one), timeout_s)) for one in addresses]
    if not one_by_one:
        return [Ringing(", ".join(addresses), _first(answer for _, answer in answers))]
    made = []
    for address, answer in answers:
        made.append(Ringing(address, answer))
        if answer.status == "completed":
            break
    return made


def _address(noun: Node) -> str:
    return PREFIXES[noun.tag] + noun.text


def _first(answers: Iterable[DialAnswer]) -> DialAnswer:
    """Who picks up first has the call; where nobody does, the caller waits for the last to give up."""
    every = list(answers)
    talking = [answer for answer in every if answer.status == "completed"]
    if talking:
        return min(talking, key=lambda answer: answer.ring_s)
    return max(every, key=lambda answer: answer.ring_s)


def _within(answer: DialAnswer, timeout_s: float) -> DialAnswer:
    """What the caller gets of the answer where nobody picks up in time."""
    return answer if answer.ring_s <= timeout_s else DialAnswer("no-answer", timeout_s, 0.0)
