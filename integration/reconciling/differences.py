"""A difference between two of the three books of a day, by its name, with both values, in a sentence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from integration.masking import last_four


class Kind(StrEnum):
    """What differs. `there` is the gateway; the books are the biller's own."""

    MISSING_HERE = "missing_here"  # the gateway charged; we hold no captured payment for it
    MISSING_THERE = "missing_there"  # we say captured; the gateway holds no charge
    DOUBLED = "doubled"  # two charges under one reference, or twice the payment in the books
    AMOUNT = "amount"
    DATE = "date"
    GIVEN_BACK_THERE = "given_back_there"  # voided or refunded at the gateway, and not by us
    KEPT_THERE = "kept_there"  # we say given back; the gateway still holds the money
    NOT_IN_BOOKS = "not_in_books"  # we say posted; the books do not hold it
    IN_BOOKS_ONLY = "in_books_only"  # the books hold it; we say that it never was posted
    VOID_MISSING = "void_missing"  # the money went back; the books still hold the payment and not its void
    NEVER_TOLD = "never_told"  # captured, and nothing waits in the outbox to tell the books


@dataclass(frozen=True, slots=True)
class Subject:
    """The payment that a difference is about, as far as it is known; '' for what is not."""

    payment_id: str = ""
    confirmation: str = ""
    reference: str = ""  # the gateway's reference, or the books' REFERENCE_NO
    account_ending: str = ""


def subject_of(payment_id: str, confirmation: str, reference: str, account_number: str) -> Subject:
    """Of the account only its last four digits are kept."""
    return Subject(payment_id, confirmation, reference, last_four(account_number).removeprefix("…"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `ours` is the ledger's value, `theirs` the gateway's or the books', each in a few words.

    `is_certain` is False where only a balance hints at it: other people's payments move balances too.
    """

    kind: Kind
    subject: Subject
    ours: str
    theirs: str
    is_certain: bool = True

    def sentence(self) -> str:
        """Who, what and both values; no more of an account than its end."""
        named = f"payment {self.subject.confirmation}" if self.subject.confirmation else self.subject.reference
        hedge = "" if self.is_certain else " (by the balance only)"
        return f"{self.kind.value}{hedge}: {named}: here {self.ours}; there {self.theirs}"

    def as_json(self) -> dict[str, Any]:
        """Every part by its name."""
        return {
            "kind": self.kind.value,
            "certain": self.is_certain,
            "payment_id": self.subject.payment_id,
            "confirmation": self.subject.confirmation,
            "reference": self.subject.reference,
            "account_ending": self.subject.account_ending,
            "ours": self.ours,
            "theirs": self.theirs,
            "sentence": self.sentence(),
        }
