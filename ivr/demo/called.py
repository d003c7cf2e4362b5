"""The people whom campaigns ring on the demo: who takes up a telephone, and what he keys there, is drawn by its number.

The same seed draws the same people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from ivr.phone import Callee, PhoneCall, PhoneError

ZIP = "the ZIP"  # in the place of keys: that of whoever is rung
PROVED = ("1", ZIP)
CARD = ("card:visa", "expiry", "cvv")


@dataclass(frozen=True)
class Called:
    """Who is at the far end: in words, for the phone company, and what he keys before he hangs up."""

    words: str
    callee: Callee
    keys: tuple[str, ...] = ()


PEOPLE: Sequence[tuple[int, Called]] = (  # how many of twenty
    (5, Called("pays all of it by card", Callee(), (*PROVED, "1", "1", "1", *CARD))),
    (2, Called("hears what it is about, and hangs up", Callee(), PROVED)),
    (1, Called("keys a ZIP that is not his, and hangs up", Callee(), ("1", "00000"))),
    (1, Called("asks to be called another time", Callee(), ("3",))),
    (1, Called("says that it is a wrong number", Callee(), ("2",))),
    (1, Called("wants no more calls", Callee(), ("8",))),
    (1, Called("takes it up and hangs up", Callee())),
    (3, Called("an answering machine", Callee(answered_by="machine"))),
    (1, Called("nobody can tell who it is, and he hangs up", Callee(answered_by="unknown"))),
    (1, Called("a fax", Callee(answered_by="fax"))),
    (2, Called("nobody takes it up", Callee("no-answer"))),
    (1, Called("is busy", Callee("busy"))),
)


def called_at(number: str, seed: int) -> Called:
    """Who lives at this number (E.164)."""
    draw = Random(f"{seed}/{number}")  # noqa: S311 - the same seed must draw the same people
    return draw.choices([each for _, each in PEOPLE], [weight for weight, _ in PEOPLE])[0]


def take_up(call: PhoneCall, called: Called, zip_of: Callable[[str], str]) -> None:
    """One call from its ringing to its end; `zip_of` tells the ZIP of a number. What is not asked for is not keyed."""
    call.listen()
    try:
        for keys in called.keys:
            call.press(zip_of(call.facts.to) if keys == ZIP else keys)
            call.listen()
    except PhoneError:  # the call had ended before
        pass
    call.hang_up()
