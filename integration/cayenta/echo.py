"""Whether an answer speaks of what was asked: what it repeats must be ours, and need not be there."""

from dataclasses import dataclass

from integration.cayenta.methods import Names
from integration.cayenta.wire import Answer


@dataclass(frozen=True, slots=True)
class Echo:
    """Of the answers to one method. `numbers` are those of our names that this Cayenta keeps as numbers there."""

    names: Names
    numbers: frozenset[str] = frozenset()

    def wrong(self, answer: Answer, ours: str, sent: str) -> str:
        """What the answer repeats under this name where it is not what was sent; else ''. Raises Garbled."""
        echoed = answer.text(self.names(ours))
        return "" if self.is_same(ours, echoed or sent, sent) else echoed

    def is_same(self, ours: str, echoed: str, sent: str) -> bool:
        """By its text; a number has no leading zeros to tell it from another by."""
        if ours in self.numbers and _digits(echoed) and _digits(sent):
            return echoed.lstrip("0") == sent.lstrip("0")
        return echoed == sent


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
