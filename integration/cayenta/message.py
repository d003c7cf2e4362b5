"""A call written for the wire: what every transport's writer gives."""

from dataclasses import dataclass
from typing import Literal, Protocol

from integration.cayenta.methods import Call


@dataclass(frozen=True, slots=True)
class Message:
    """One request's body ready to be sent, with the headers that its transport asks for."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known beforehand of one value of an answer: whether it stands there, and whether it is a number.

    `place` is `sometimes` where the WSDL lets it be left out, `unclear` where nothing tells.
    """

    place: Literal["always", "sometimes", "unclear"] = "unclear"
    is_number: bool = False


class Writer(Protocol):
    """Writes calls as one biller's Cayenta takes them."""

    def write(self, call: Call) -> Message:
        """Raises ValueError for a value that cannot be written, Misconfigured for a call that cannot be made here."""
        ...

    def answers(self, method: str) -> frozenset[str]:
        """The names under which the answer to a method may stand."""
        ...

    def declared(self, method: str, ours: str) -> Declared:
        """What is known of one of our values, in the answer to a method."""
        ...
