"""A call written for the wire: what every transport's writer gives."""

from dataclasses import dataclass
from typing import Protocol

from integration.cayenta.methods import Call


@dataclass(frozen=True, slots=True)
class Message:
    """One request's body ready to be sent, with the headers that its transport asks for."""

    body: bytes
    headers: dict[str, str]


class Writer(Protocol):
    """Writes calls as one biller's Cayenta takes them."""

    def write(self, call: Call) -> Message:
        """Raises ValueError for a value that cannot be written, Misconfigured for a call that cannot be made here."""
        ...

    def answers(self, method: str) -> frozenset[str]:
        """The names under which the answer to a method may stand."""
        ...
