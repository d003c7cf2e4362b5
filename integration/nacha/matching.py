"""What one return means for a payment: whether it is posted, and if not, why not. Pure: the ledger is asked before.

We write the payer's confirmation number into the entry as its individual identification, and the gateway may tell the
trace number that it gave the entry; a return names both. Where they name different payments a person decides.
reliability.md 2.3 ("ACH return: after posted; unknown trace -> review") and rules.md 1.3 ("post to the CIS only
R01-R39 and R50-R53"). Whether a biller wants returns posted at all is its own setting, and not asked here.
"""

from dataclasses import dataclass
from enum import StrEnum

from integration.model import PaymentState, PostingState, Way
from integration.money import Money
from integration.nacha.changes import CHANGES
from integration.nacha.items import Correction, Item, Return
from integration.nacha.reasons import REASONS, Kind


class Verdict(StrEnum):
    """What is to be done about one item of a file."""

    POST = "post"  # the payment is taken back in the biller's books
    UNKNOWN = "unknown"  # no payment of ours has this number
    NOT_POSTED = (
        "not_posted"  # the return waits: its payment is on its way into the biller's books, or being given back
    )
    VOIDED = "voided"  # the payment was taken back already
    ALREADY_RETURNED = "already_returned"
    DISPUTED = "disputed"  # dishonoured or contested: the banks speak with each other
    CORRECTION = "correction"  # the payment stands
    TO_CORRECT = "to_correct"  # the payment stands; a person puts the payer's bank data right at the gateway
    CORRECTED = "corrected"  # the payment stands; the gateway has the right bank data
    PERSON = "person"  # a contradiction: somebody must look


CORRECTIONS = frozenset({Verdict.CORRECTION, Verdict.TO_CORRECT, Verdict.CORRECTED})
TAKES_BACK = frozenset({Verdict.POST, Verdict.NOT_POSTED})  # after one of these a second return is `already_returned`


@dataclass(frozen=True, slots=True)
class KnownPayment:
    """What the ledger knows of the payment with the confirmation number that a return names.

    `total` is what the bank was asked for, the fee included. `trace` is '' where the gateway never told one.
    """

    payment_id: str
    way: Way
    total: Money
    state: PaymentState
    posting: PostingState | None
    is_voided: bool = False
    is_being_undone: bool = False  # wanted back by a person, and nobody knows yet how that ends at the gateway
    returned_as: str = ""  # the R-code of an earlier return that took it back
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, and why in a sentence that names no bank data."""

    verdict: Verdict
    why: str


def decide(item: Item, known: KnownPayment | None) -> Decision:
    """What to do about one return or correction; the first thing that speaks against posting is the one told."""
    if isinstance(item, Correction):
        return _of_correction(item, known)
    if by_code := _by_code(item):
        return by_code
    if known is None:
        return Decision(Verdict.UNKNOWN, "no payment of this biller has this confirmation number")
    if contradiction := _contradiction(item, known):
        return Decision(Verdict.PERSON, contradiction)
    return _by_life(known) or Decision(Verdict.POST, f"{item.code}: {REASONS[item.code].words}")


def _of_correction(item: Correction, known: KnownPayment | None) -> Decision:
    change = CHANGES.get(item.code)
    if change is None:
        return Decision(Verdict.PERSON, f"{item.code} is no change code that we know")
    if change.is_refusal:
        return Decision(Verdict.CORRECTION, f"{change.words}; nothing is corrected")
    if change.parts and known is not None and known.way is Way.BANK:
        return to_correct(item, "the gateway was not told")
    return Decision(Verdict.CORRECTION, f"{change.words}; the payment stands")


def to_correct(item: Correction, why: str) -> Decision:
    """A person must put the bank data right; `why` it is not right at the gateway yet, or nobody knows."""
    by_hand = "a person must correct it there: the corrected data is not kept here and cannot be sent again"
    return Decision(Verdict.TO_CORRECT, f"{CHANGES[item.code].words}; the payment stands; {why}; {by_hand}")


def corrected(item: Correction) -> Decision:
    """The gateway has taken the corrected data over."""
    return Decision(Verdict.CORRECTED, f"{CHANGES[item.code].words}; the payment stands; corrected at the gateway")


def _by_code(item: Return) -> Decision | None:
    """What the code alone decides."""
    reason = REASONS.get(item.code)
    if reason is None:
        return Decision(Verdict.PERSON, f"{item.code} is no return reason that we know")
    if reason.kind in (Kind.DISHONOURED, Kind.CONTESTED):
        return Decision(Verdict.DISPUTED, f"{reason.kind} return: {reason.words}; never posted")
    if reason.kind is Kind.FOREIGN:
        return Decision(Verdict.PERSON, f"{item.code} ({reason.words}) is never said of a payment by telephone")
    if not item.is_debit:
        return Decision(Verdict.PERSON, "what came back was paid out, not taken from the payer")
    return None


def _by_life(known: KnownPayment) -> Decision | None:
    """What became of the payment before, where that speaks against posting the return now."""
    if known.returned_as:
        return Decision(Verdict.ALREADY_RETURNED, f"came back before as {known.returned_as}")
    if known.is_voided:
        return Decision(Verdict.VOIDED, "the payment was voided: there is nothing left to take back")
    if known.posting is PostingState.CANCELLED:
        return Decision(Verdict.VOIDED, "its posting was cancelled: there is nothing to take back")
    if known.is_being_undone:
        return Decision(Verdict.NOT_POSTED, "it is being given back: the return waits for the end of that")
    if known.posting is not PostingState.POSTED:
        return Decision(Verdict.NOT_POSTED, f"its posting is {known.posting or 'not begun'}: the return waits for it")
    return None


def _contradiction(item: Return, known: KnownPayment) -> str:
    """Why this cannot be the return of that payment; '' where it can."""
    if known.way is not Way.BANK:
        return f"the payment with this confirmation number was made by {known.way}"
    if known.trace and known.trace != item.original_trace:
        return "the confirmation number names one payment, the trace number another"
    if known.state is not PaymentState.CAPTURED:
        return f"the payment is {known.state} here, and yet it came back"
    if known.total != item.amount:
        return f"{item.amount.plain()} came back; {known.total.plain()} was taken"
    return ""
