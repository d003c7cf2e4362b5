"""The ledger and the biller's books by balances, where nothing better can be asked. Pure.

A balance is moved by others too, a new bill or the counter: it only hints, and where no sum of ours fits it says
nothing, as in `owing`.
"""

from collections.abc import Iterator, Mapping, Sequence

from integration.ledger.reconciled import Told
from integration.model import Balance, PaymentState, PostingState
from integration.money import ZERO, Money
from integration.owing import OwnPayment, by_rtdr
from integration.reconciling.differences import Difference, Kind, subject_of


def hidden(balance: Balance, own: Sequence[OwnPayment], told: Mapping[str, Told]) -> Iterator[Difference]:
    """Posted payments that the balance does not show; `told` are the day's postings by payment id."""
    owing = by_rtdr(balance.owed, balance.past_due, balance.as_of, own)
    for payment in owing.counted:
        if payment.posting is PostingState.POSTED and payment.payment_id in told:
            yield _difference(Kind.NOT_IN_BOOKS, told[payment.payment_id], f"a balance of {balance.owed.plain()}")


def twice(balance: Balance, own: Sequence[OwnPayment], told: Mapping[str, Told]) -> Iterator[Difference]:
    """A posted payment that the balance shows twice: it fell by all of ours and by just this one once more."""
    posted = sorted((payment for payment in own if _is_posted(payment)), key=_captured_at)
    before = posted[0].balance_seen if posted else None
    if before is None or any(_is_unsure(payment) for payment in own):
        return  # what may have arrived, or is being taken back, would explain it as well
    beyond = before - sum((payment.amount for payment in posted), ZERO) - balance.owed
    for payment in posted:
        if payment.amount == beyond and payment.payment_id in told:
            yield _difference(Kind.DOUBLED, told[payment.payment_id], _fell(before, balance.owed))
            return


def _is_posted(payment: OwnPayment) -> bool:
    is_in = payment.state is PaymentState.CAPTURED and payment.posting is PostingState.POSTED
    return is_in and payment.in_balance_at is None and payment.voided_at is None


def _is_unsure(payment: OwnPayment) -> bool:
    is_being_voided = payment.given_back and payment.voided_at is None
    return payment.posting is not PostingState.POSTED or is_being_voided


def _captured_at(payment: OwnPayment) -> float:
    return (payment.captured_at or payment.opened_at).timestamp()


def _fell(before: Money, after: Money) -> str:
    return f"a balance that fell by {(before - after).plain()}"


def _difference(kind: Kind, one: Told, theirs: str) -> Difference:
    posting = one.posting
    subject = subject_of(one.payment_id, one.confirmation, posting.reference, posting.account_number)
    ours = f"{posting.op} of {posting.amount.plain()} {one.state.value} as {posting.reference}"
    return Difference(kind, subject, ours, theirs, is_certain=False)
