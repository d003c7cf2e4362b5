"""What holds for one bill (rows F5, F13, F14, F16, F18): the bill's own field where it has one, else the biller's rule.

Pure. Calls, scheduled charges, campaigns and `ivr bills show` ask here, so that they cannot say different things.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from integration.billers.biller import Biller
from integration.billers.capabilities import is_on
from integration.model import Bill
from integration.money import ZERO, Money

T = TypeVar("T")


class By(StrEnum):
    """Who says so."""

    BILL = "bill"
    BILLER = "biller"
    NOBODY = "off"


@dataclass(frozen=True, slots=True)
class Term(Generic[T]):
    """A value, who said it, and the name of the field or the rule."""

    value: T
    by: By
    name: str


AnyTerm = Term[Money] | Term[bool] | Term[date] | Term[date | None] | Term[tuple[date, ...]]


def minimum_of(biller: Biller, bill: Bill) -> Term[Money]:
    """The smallest payment."""
    own = bill.minimum_due
    if own is not None and own > ZERO and is_on(biller, "features.minimum_payment"):
        return Term(own, By.BILL, "minimum_due")
    return Term(biller.payments.minimum, By.BILLER, "payments.minimum")


def partial_of(biller: Biller, bill: Bill) -> Term[bool]:
    """Whether less than all that is owed is taken."""
    if bill.partial is not None:
        return Term(bill.partial, By.BILL, "partial")
    return Term(biller.payments.partial, By.BILLER, "payments.partial")


def expiry_of(biller: Biller, bill: Bill) -> Term[date | None]:
    """The last day on which the bill is payable; None: it does not expire."""
    if is_on(biller, "features.expire_bill"):
        if bill.expire_date is not None:
            return Term(bill.expire_date, By.BILL, "expire_date")
        days = biller.payments.expires_days_after_due
        if days is not None:
            return Term(bill.due_date + timedelta(days=days), By.BILLER, "payments.expires_days_after_due")
    return Term(None, By.NOBODY, "features.expire_bill")


def collection_of(biller: Biller, bill: Bill) -> Term[date]:
    """The day on which automatic payments take what is owed; the due date unless somebody says otherwise."""
    if is_on(biller, "features.autopay_collection_date"):
        if bill.autopay_date is not None:
            return Term(bill.autopay_date, By.BILL, "autopay_date")
        day = bill.due_date - timedelta(days=biller.later.autopay_days_before_due)
        return Term(day, By.BILLER, "later.autopay_days_before_due")
    return Term(bill.due_date, By.NOBODY, "features.autopay_collection_date")


def notice_days_of(biller: Biller, bill: Bill) -> Term[tuple[date, ...]]:
    """The days on which the payer is told of the bill, the first one first."""
    if bill.notice_days:
        return Term(_days(bill.due_date, offsets_of(bill.notice_days)), By.BILL, "notice_days")
    notices = biller.notices
    offsets = (*notices.days_before_due, *(-days for days in notices.days_after_due))
    name = "notices.days_before_due and days_after_due"
    return Term(_days(bill.due_date, offsets), By.BILLER if offsets else By.NOBODY, name)


def offsets_of(notice_days: str) -> tuple[int, ...]:
    """`10,3,-5` as days to the due date: below zero they lie after it."""
    return tuple(int(days) for days in notice_days.split(",")) if notice_days else ()


def terms_of(biller: Biller, bill: Bill) -> Iterator[tuple[str, AnyTerm]]:
    """All five by name, in the order of the guide."""
    yield "minimum", minimum_of(biller, bill)
    yield "partial", partial_of(biller, bill)
    yield "expires", expiry_of(biller, bill)
    yield "collected", collection_of(biller, bill)
    yield "notices", notice_days_of(biller, bill)


def _days(due: date, offsets: tuple[int, ...]) -> tuple[date, ...]:
    return tuple(sorted(due - timedelta(days=days) for days in offsets))
