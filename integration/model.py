"""The nouns that both siblings and every adapter share: frozen, made of whole cents, dates and aware UTC instants."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from integration.money import ZERO, Money

PAYMENTS_NAMESPACE = uuid5(NAMESPACE_URL, "urn:ivr:payment")


class Way(StrEnum):
    """A way to pay (PAYMENT_TP is the biller's system's word for it)."""

    CARD = "card"
    BANK = "bank"
    CASH = "cash"
    CHECK = "check"


CHARGED_WAYS = (Way.CARD, Way.BANK)  # what can be charged without anybody being there: by phone, for one


class Pays(StrEnum):
    """Which part of what is owed a payment is for."""

    ALL = "all"
    PAST_DUE = "past_due"
    OTHER = "other"


class Block(StrEnum):
    """What advanced setting 28 can forbid an account."""

    NONE = "none"
    CARD = "card"
    BANK = "bank"
    CASH_ONLY = "cash_only"

    def forbids(self, way: Way) -> bool:
        """Whether this block closes that way to pay."""
        return way is not Way.CASH if self is Block.CASH_ONLY else self.value == way.value


class PaymentState(StrEnum):
    """The life of a payment. The last four are outcomes; `unknown` is looked up until it is one of the others.

    intent -> charging -> captured | declined | unknown;  intent -> abandoned
    unknown -> captured | declined | abandoned
    declined, abandoned -> captured, where the gateway turns out to have charged after all
    """

    INTENT = "intent"  # the row exists, <Pay> may be running; nobody could have been charged by us yet
    CHARGING = "charging"  # committed before the charge request leaves
    CAPTURED = "captured"
    DECLINED = "declined"
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"


class UndoState(StrEnum):
    """The life of a wish to give a payment back: wanted -> undoing -> undone | refused; undoing is looked up."""

    WANTED = "wanted"
    UNDOING = "undoing"  # committed before the request leaves: the money may have gone back
    UNDONE = "undone"
    REFUSED = "refused"  # a clear no, or a contradiction: a person looks


# Which channels' payments the biller's system is told of. A channel that is not named is not pumped.
CHANNELS_PUMPED = {"phone": True, "kiosk": True, "obd": True, "portal": True, "pos": False, "cloudstore": False}


class PostingState(StrEnum):
    """The life of an outbox row: reliability.md 2.3."""

    READY = "ready"
    POSTING = "posting"
    POSTED = "posted"
    AMBIGUOUS = "ambiguous"
    REVIEW = "review"
    CANCELLED = "cancelled"


def payment_id_of(call_sid: str, attempt: int) -> UUID:
    """The same call and attempt always give the same payment: a retry or a replay meets the same row."""
    return uuid5(PAYMENTS_NAMESPACE, f"{call_sid}:{attempt}")


@dataclass(frozen=True, slots=True)
class Line:
    """One service line of a bill."""

    seq: int
    service: str
    description: str
    quantity: str
    unit: str
    rate: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Meter:
    """One meter of a bill, as read."""

    serial: str
    previous_read: str
    current_read: str
    estimated: bool


@dataclass(frozen=True, slots=True)
class Bill:
    """A BIF record: the Biller Invoice File's row that every layout maps to (billfile.md). Absent text is ''."""

    bid: str
    account_number: str
    invoice_number: str
    invoice_type: str
    bill_date: date
    due_date: date
    balance_due: Money
    account_number_custom: str = ""
    name: str = ""
    service_address: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    past_due: Money = ZERO
    current_charges: Money = ZERO
    previous_balance: Money = ZERO
    payments: Money = ZERO
    adjustments: Money = ZERO
    minimum_due: Money | None = None
    disconnect_date: date | None = None
    expire_date: date | None = None
    autopay: bool = False
    autopay_date: date | None = None
    paperless: bool = False
    block_code: str = ""
    pdf_name: str = ""
    message: str = ""
    partial: bool | None = None  # whether less than all of it is taken; None: the biller's rule holds
    notice_days: str = ""  # days to the due date on which its payer is told of it, like 10,3,-5; '': the biller's
    lines: tuple[Line, ...] = ()
    meters: tuple[Meter, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What RTDR's GetAccountBalance answered, and when (aware UTC).

    `block_code` is the biller's own; '' is none, None that the answer did not tell: then the last that was told holds.
    """

    account_number: str
    owed: Money
    past_due: Money
    block_code: str | None
    due_date: date | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    """What the gateway holds under one of our payment ids. `status` is the gateway's word: captured, voided…"""

    charge_id: str
    reference: str
    amount: Money
    status: str
    refunded: Money = ZERO


@dataclass(frozen=True, slots=True)
class Settled:
    """One charge in the gateway's own list of a day: as it stands now, and when it was made (aware UTC)."""

    charge: Charge
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Captured:
    """The money moved."""

    charge_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """A clear no from the bank; `code` is the gateway's."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """The request may have been carried out and nobody told us. Never repeated blind: looked up later."""

    why: str


ChargeOutcome = Captured | Declined | Unsure


@dataclass(frozen=True, slots=True)
class Undone:
    """The whole charge has gone back. `how`: voided (it never shows on a statement) or refunded."""

    how: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A clear no: nothing went back; `code` is the gateway's."""

    code: str


UndoOutcome = Undone | Kept | Unsure


@dataclass(frozen=True, slots=True)
class Posting:
    """One outbox row as an adapter needs it: what to tell the biller's system about."""

    reference: str  # REFERENCE_NO, at most 20 characters, unique for ever
    op: str  # "payment" | "credit" | "void" | "return" | ...
    account_number: str
    amount: Money
    effective: date  # the biller's date at capture; of a return, the bank's day of its file
    way: Way | None  # None where nothing was paid: of a change, of a credit
    batch: str = ""
    invoice_type: str = ""  # "30" is Past Due
    comments: str = ""  # of a void, why; of a return, its R-code
    active: bool | None = None  # of a change: on or off


@dataclass(frozen=True, slots=True)
class Item:
    """What the biller's books hold under one of our references. `posted_on` is their date; None where they gave none.

    A void stands with its amount as it was sent: above zero.
    """

    reference: str
    amount: Money
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the biller's system said with an answer; kept with every posting, redacted of nothing but secrets."""

    description: str = ""
    trans_no: str = ""
    pid: str = ""


class Applied(StrEnum):
    """How a posting ended, by the table of reliability.md 2.3."""

    POSTED = "posted"
    NOT_APPLIED = "not_applied"  # nothing of the request left, on a fresh connection: may be sent again
    REJECTED = "rejected"  # a clear business refusal: a person decides
    LOCKED_OUT = "locked_out"  # credentials refused: the biller pauses, no attempt is spent
    AMBIGUOUS = "ambiguous"  # it may have been applied: never sent again blind
    MISMATCH = "mismatch"  # success, but for another account, amount or reference


@dataclass(frozen=True, slots=True)
class PostingOutcome:
    """What one send came to, with why in a sentence and what the other side said."""

    applied: Applied
    why: str = ""
    said: Said = field(default_factory=Said)
