"""What the rooms ask of the world outside.

Fakes and real adapters stand behind the same port and pass the same contract tests.
Each port says what it raises; the troubles are those of `errors`. A lost answer to a request that moves money is never
an exception: it is `Unsure` or `Applied.AMBIGUOUS`, so that nobody can forget to handle it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from integration.bank_data import BankData, CorrectionOutcome
from integration.model import Balance, Charge, ChargeOutcome, Item, Posting, PostingOutcome, Settled, UndoOutcome
from integration.money import Money

ANSWER_BYTES_MAX = 2 * 1024 * 1024  # unless a request says otherwise


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request. `fresh` asks for a new connection: every request that moves money does.

    An answer whose body is longer than `answer_bytes_max` is lost.
    """

    method: str
    url: str
    body: bytes = field(default=b"", repr=False)  # a token may be in it
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # the password is among them
    fresh: bool = True
    answer_bytes_max: int = ANSWER_BYTES_MAX


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What came back, whole and within the byte limit. Header names are lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class NothingSent(Exception):
    """No byte of the body left on this fresh connection: refused, no address, TLS failed. Safe to try again."""


class AnswerLost(Exception):
    """The body may have arrived and no whole answer came back: deadline, reset, cut, too long."""


class Wire(Protocol):
    """How bytes reach another system. `deadline_s` is wall time for the whole exchange, drips included.

    Redirects are not followed and nothing is repeated. Raises NothingSent or AnswerLost, nothing else.
    """

    def exchange(self, request: HttpRequest, *, deadline_s: float) -> HttpReply: ...


class Books(Protocol):
    """A biller's billing system: Cayenta."""

    def balance(self, account_number: str) -> Balance:
        """RTDR. Raises Unavailable (late, down), Refused (a clear no: unknown account), Garbled."""
        ...

    def post(self, posting: Posting) -> PostingOutcome:
        """AddARItem and its sisters, once. Raises nothing: every ending is an outcome."""
        ...

    def find(self, posting: Posting) -> bool:
        """Whether the biller's system holds an item under this reference (GetARItem), exactly.

        Raises Unavailable or Garbled when that cannot be known, Misconfigured where the biller has no look-up.
        """
        ...

    def item(self, posting: Posting) -> Item | None:
        """What stands under this reference on the posting's account, whatever its amount; None: nothing.

        Raises as `find` does.
        """
        ...

    def statement(self, account_number: str, invoice_number: str) -> bytes:
        """The PDF of one bill. Raises Unavailable, Refused (there is none), Garbled."""
        ...


class Gateway(Protocol):
    """The payment gateway: charges a token, finds a charge by our reference."""

    def charge(self, payment_id: UUID, token: str, amount: Money, description: str) -> ChargeOutcome:
        """Charge once; payment_id is reference and idempotency key. Raises Unavailable only if nothing was sent."""
        ...

    def look_up(self, payment_id: UUID) -> Charge | None:
        """The charge under our reference; None when the gateway has none. Raises Unavailable, Garbled."""
        ...

    def undo(self, payment_id: UUID, charge: Charge) -> UndoOutcome:
        """Give the whole charge back: voided while it can be, refunded after that. The same undo twice gives back once.

        Raises Unavailable only if nothing was sent.
        """
        ...

    def correct(self, payment_id: UUID, key: str, corrected: BankData) -> CorrectionOutcome:
        """Put right the bank data with which this payment was made; the same `key` twice changes it once.

        The data is in the request's body and nowhere else. Raises Unavailable only if nothing was sent.
        """
        ...

    def settled(self, day: date) -> Sequence[Settled]:
        """All charges made on this UTC day, those that went back too; two under one reference are both told.

        Raises Unavailable, Garbled: a list that did not come whole is no list.
        """
        ...


class Bell(Protocol):
    """Wakes the pump for a biller. A bell that does not ring costs delay, never money: errors are swallowed."""

    def ring(self, bid: str) -> None: ...
