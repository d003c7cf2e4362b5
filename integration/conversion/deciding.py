"""What becomes of one word of a conversion file, by what stands: a holder's own wish always stays as it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from integration.ledger.converted import CONVERSION, Newest


class Step(Enum):
    """What is to be done."""

    FIRST = auto()  # nobody has said anything of it: the first version
    TURN = auto()  # only earlier files have spoken, and said otherwise
    CARD = auto()  # an earlier file switched it on without a card
    NOTHING = auto()  # it stands already
    KEEP = auto()  # something else stands, and stays


@dataclass(frozen=True, slots=True)
class Word:
    """What a file says of one kind of one account. `is_repeated`: this very file was taken over for it before."""

    active: bool
    token: str = field(repr=False)
    is_repeated: bool


def decide(stands: Newest | None, word: Word, opened: Callable[[str], str]) -> tuple[Step, str]:
    """The step, and for KEEP why. `opened` is the vault's: tokens are sealed, and never the same twice."""
    if stands is None:
        return Step.FIRST, ""
    asked = "on" if stands.active else "off"
    if stands.channel == CONVERSION:
        return _over_a_file(stands, word, asked, opened)
    return (Step.NOTHING, "") if stands.active is word.active else (Step.KEEP, f"its holder asked us for {asked}")


def _over_a_file(stands: Newest, word: Word, asked: str, opened: Callable[[str], str]) -> tuple[Step, str]:
    """Only files have spoken: the newer one counts, but a card that may have been charged is not replaced unasked."""
    if stands.active is not word.active:
        again = f"this file was taken over before, and a later one said {asked}"
        return (Step.KEEP, again) if word.is_repeated else (Step.TURN, "")
    if not word.token or word.is_repeated:
        return Step.NOTHING, ""
    if not stands.token_sealed:
        return Step.CARD, ""
    if opened(stands.token_sealed) == word.token:
        return Step.NOTHING, ""
    return Step.KEEP, "an earlier file gave another card; its holder gives a new one by telephone"
