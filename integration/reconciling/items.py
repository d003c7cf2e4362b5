"""The ledger and the biller's books, item by item, where the books can be asked for a reference. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from integration.clock import today_at
from integration.ledger import orders
from integration.ledger.reconciled import Recorded, Told
from integration.model import Item, PaymentState, PostingState, UndoState
from integration.money import Money
from integration.reconciling.differences import Difference, Kind, Subject, subject_of

POSTED_ON_DAYS_APART = 1  # the books' day need not be the biller's: some close it in the evening, some count in UTC


def untold(recorded: Iterable[Recorded]) -> Iterator[Difference]:
    """What the outbox itself lacks: a captured payment, or the void of one that went back, that nothing will tell."""
    for payment in recorded:
        subject = subject_of(payment.payment_id, payment.confirmation, "", payment.account_number)
        if payment.state is PaymentState.CAPTURED and payment.is_pumped and payment.posting is None:
            yield Difference(Kind.NEVER_TOLD, subject, f"{payment.amount.plain()} captured", "nothing will be told")
        if payment.undo is UndoState.UNDONE and payment.posting is PostingState.POSTED and payment.void is None:
            yield Difference(Kind.VOID_MISSING, subject, "given back", f"{payment.amount.plain()} and no void")


def as_judged(before: Iterable[Told], after: Iterable[Told], found: Mapping[str, Item | None]) -> list[Told]:
    """Postings go on while the books are asked, so each is judged as it stood when that is fair.

    Absence counts against what was posted before the question, presence against what is not posted after it.
    """
    later = {one.posting.reference: one for one in after}
    return [later.get(one.posting.reference, one) if found.get(one.posting.reference) else one for one in before]


def compare(told: Iterable[Told], found: Mapping[str, Item | None], zone: ZoneInfo) -> Iterator[Difference]:
    """Each difference. A reference that is not in `found` was not answered for, and nothing is said of it."""
    for one in told:
        if one.posting.reference not in found:
            continue
        item = found[one.posting.reference]
        if item is not None:
            yield from _of_item(one, item, zone)
        elif one.state is PostingState.POSTED:
            kind = Kind.VOID_MISSING if one.posting.op == orders.VOID else Kind.NOT_IN_BOOKS
            yield Difference(kind, _subject(one), _ours(one), "no item")


def _of_item(one: Told, item: Item, zone: ZoneInfo) -> Iterator[Difference]:
    if _never_posted(one):
        yield Difference(Kind.IN_BOOKS_ONLY, _subject(one), _ours(one), _theirs(item))
    if _size(item.amount) != one.posting.amount:
        yield Difference(Kind.AMOUNT, _subject(one), _ours(one), _theirs(item))
    if _is_another_day(one, item, zone):
        yield Difference(Kind.DATE, _subject(one), f"effective {one.posting.effective}", f"posted on {item.posted_on}")


def _never_posted(one: Told) -> bool:
    """Whether we say so; one that was sent and not answered is on its way to being found."""
    is_unsent = one.state is PostingState.READY and one.sent_at is None
    return is_unsent or one.state in (PostingState.CANCELLED, PostingState.REVIEW)


def _is_another_day(one: Told, item: Item, zone: ZoneInfo) -> bool:
    """Between the day on which it is effective and the one on which it was posted, any date will do."""
    if item.posted_on is None or one.posted_at is None:
        return False
    slack = timedelta(days=POSTED_ON_DAYS_APART)
    latest = max(one.posting.effective, today_at(zone, one.posted_at)) + slack
    return not one.posting.effective - slack <= item.posted_on <= latest


def _size(amount: Money) -> Money:
    """Some books show a void below zero."""
    return max(amount, -amount)


def _subject(one: Told) -> Subject:
    return subject_of(one.payment_id, one.confirmation, one.posting.reference, one.posting.account_number)


def _ours(one: Told) -> str:
    return f"{one.posting.op} of {one.posting.amount.plain()} {one.state.value} as {one.posting.reference}"


def _theirs(item: Item) -> str:
    return f"an item of {item.amount.plain()}"
