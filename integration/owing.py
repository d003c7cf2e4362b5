"""What is owed: the biller's balance less our own captured payments that are not known to be in it.

Pure: balances and our own payments in, what to tell the payer out. Cayenta confirms a posting before its balance shows
it, and a posting may wait; whoever calls in between must neither be asked for money he has paid nor be forgiven a cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from integration.model import PaymentState, PostingState
from integration.money import ZERO, Money

LAG_HOURS_MAX = 72  # a posting that Cayenta confirmed longer ago is in its balance, whatever the sums look like
_UNSURE_CHARGES = frozenset({PaymentState.CHARGING, PaymentState.UNKNOWN})
_UNSURE_POSTINGS = frozenset({PostingState.AMBIGUOUS, PostingState.REVIEW})


@dataclass(frozen=True, slots=True)
class OwnPayment:
    """A payment of ours on this account, as the ledger holds it; `posting` is None while nothing is captured."""

    payment_id: str
    amount: Money
    state: PaymentState
    opened_at: datetime
    captured_at: datetime | None
    posting: PostingState | None
    sent_at: datetime | None
    posted_at: datetime | None
    in_balance_at: datetime | None
    balance_seen: Money | None  # the latest raw RTDR balance at which it was known not to be in it
    given_back: bool = False  # undone, or sent back by the payer's bank; the books may not know yet
    voided_at: datetime | None = None  # when the books took it back


@dataclass(frozen=True, slots=True)
class Owing:
    """What the payer is told. `owed` below zero is a credit; `ours` is the sum of `counted`."""

    owed: Money
    past_due: Money
    counted: tuple[OwnPayment, ...]  # ours, subtracted here because the balance does not hold them
    unsure: tuple[OwnPayment, ...]  # ours, of which nobody can say yet; no second payment is offered meanwhile
    arrived: tuple[OwnPayment, ...] = ()  # ours, seen in the balance for the first time

    @property
    def ours(self) -> Money:
        return _sum(self.counted)


def by_rtdr(raw: Money, past_due: Money, asked_at: datetime, own: Sequence[OwnPayment]) -> Owing:
    """What is owed after a live answer.

    A payment never sent is not in it. Of those sent, the balance itself tells: it equals the balance before them less
    the first so many. Where no such sum fits (a new bill came between), Cayenta's confirmation is believed.
    """
    own = [payment for payment in own if payment.voided_at is None]
    unsure = tuple(payment for payment in own if _is_unsure(payment))
    open_ones = [p for p in own if p.state is PaymentState.CAPTURED and not _is_unsure(p) and p.in_balance_at is None]
    unsent = [p for p in open_ones if p.posting is PostingState.READY and p.sent_at is None]
    sent = sorted((p for p in open_ones if p not in unsent), key=_captured)
    inside = _inside(raw, asked_at, sent)
    counted = tuple(unsent) + tuple(p for p in sent if p not in inside)
    return _owing(raw, past_due, counted, unsure, tuple(inside))


def by_file(owed: Money, past_due: Money, as_of: datetime, own: Sequence[OwnPayment]) -> Owing:
    """What is owed by the bill file, whose books were true at `as_of`: all that was posted later still counts.

    A payment that is in the file and was voided after it is owed again.
    """
    voided = [payment for payment in own if payment.voided_at is not None]
    again = _sum([p for p in voided if _is_between(p, as_of)])
    own = [payment for payment in own if payment not in voided]
    unsure = tuple(payment for payment in own if _is_unsure(payment))
    captured = (p for p in own if p.state is PaymentState.CAPTURED and p not in unsure)
    counted = tuple(p for p in captured if p.posted_at is None or p.posted_at > as_of)
    return _owing(owed + again, past_due, counted, unsure, ())


def _is_between(payment: OwnPayment, as_of: datetime) -> bool:
    posted, voided = payment.posted_at, payment.voided_at
    return posted is not None and voided is not None and posted <= as_of < voided


def _owing(
    raw: Money,
    past_due: Money,
    counted: tuple[OwnPayment, ...],
    unsure: tuple[OwnPayment, ...],
    arrived: tuple[OwnPayment, ...],
) -> Owing:
    owed = raw - _sum(counted)
    still = max(ZERO, past_due - _sum(counted))  # a payment goes to the oldest debt first
    return Owing(owed, min(still, max(ZERO, owed)), counted, unsure, arrived)


def _inside(raw: Money, asked_at: datetime, sent: Sequence[OwnPayment]) -> list[OwnPayment]:
    """Which of the sent payments, oldest first, the balance holds."""
    before = sent[0].balance_seen if sent else None
    if before is not None:
        for count in range(len(sent) + 1):
            if raw == before - _sum(sent[:count]):
                return [p for n, p in enumerate(sent) if n < count or _long_posted(p, asked_at)]
    return [p for p in sent if p.posted_at is not None and p.posted_at <= asked_at]


def _long_posted(payment: OwnPayment, now: datetime) -> bool:
    return payment.posted_at is not None and now - payment.posted_at > timedelta(hours=LAG_HOURS_MAX)


def _is_unsure(payment: OwnPayment) -> bool:
    return payment.state in _UNSURE_CHARGES or payment.posting in _UNSURE_POSTINGS or payment.given_back


def _captured(payment: OwnPayment) -> datetime:
    return payment.captured_at or payment.opened_at


def _sum(payments: Sequence[OwnPayment]) -> Money:
    return sum((payment.amount for payment in payments), ZERO)
