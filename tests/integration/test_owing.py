"""What is owed while our own payments are on their way into Cayenta's balance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integration.model import PaymentState, PostingState
from integration.money import ZERO, Money
from integration.owing import OwnPayment, by_file, by_rtdr

NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)


def own(cents, posting=PostingState.POSTED, *, seen=10_000, minutes=60, state=PaymentState.CAPTURED, sent=True):
    at = NOW - timedelta(minutes=minutes)
    return OwnPayment(
        payment_id=f"p{cents}-{minutes}",
        amount=Money(cents),
        state=state,
        opened_at=at,
        captured_at=at,
        posting=posting,
        sent_at=at if sent else None,
        posted_at=at if posting is PostingState.POSTED else None,
        in_balance_at=None,
        balance_seen=Money(seen) if seen is not None else None,
    )


def rtdr(raw, *payments, past_due=0):
    return by_rtdr(Money(raw), Money(past_due), NOW, payments)


def test_without_payments_of_ours_cayenta_is_believed():
    assert rtdr(14_250, past_due=4_250).owed == Money(14_250)
    assert rtdr(14_250, past_due=4_250).past_due == Money(4_250)


def test_a_held_posting_is_subtracted_whatever_the_balance_says():
    held = own(4_000, PostingState.READY, sent=False)
    assert rtdr(10_000, held).owed == Money(6_000)
    assert rtdr(6_000, held).owed == Money(2_000)  # a coincidence of sums must not hide an unsent payment


def test_posted_but_the_balance_is_stale():
    assert rtdr(10_000, own(4_000)).owed == Money(6_000)


def test_posted_and_in_the_balance():
    owing = rtdr(6_000, own(4_000))
    assert owing.owed == Money(6_000)
    assert [p.amount.cents for p in owing.arrived] == [4_000]


def test_of_two_posted_the_first_is_in():
    first, second = own(4_000, minutes=60), own(6_000, minutes=30)
    owing = rtdr(6_000, first, second)
    assert owing.owed == ZERO
    assert owing.arrived == (first,)


def test_a_new_bill_came_between_and_cayenta_is_believed():
    assert rtdr(12_345, own(4_000)).owed == Money(12_345)


def test_a_stale_looking_sum_is_not_believed_for_ever():
    assert rtdr(10_000, own(4_000, minutes=73 * 60)).owed == Money(10_000)


def test_payments_go_to_the_past_due_part_first():
    owing = rtdr(10_000, own(3_000, PostingState.READY, sent=False), past_due=4_000)
    assert (owing.owed, owing.past_due) == (Money(7_000), Money(1_000))


def test_past_due_never_exceeds_what_is_owed():
    assert rtdr(-500, past_due=4_000).past_due == ZERO


@pytest.mark.parametrize("posting", [PostingState.AMBIGUOUS, PostingState.REVIEW])
def test_an_unsure_posting_is_named_and_not_counted(posting):
    owing = rtdr(10_000, own(4_000, posting))
    assert owing.owed == Money(10_000)
    assert [p.amount.cents for p in owing.unsure] == [4_000]


@pytest.mark.parametrize("state", [PaymentState.UNKNOWN, PaymentState.CHARGING])
def test_an_unsure_charge_is_named(state):
    assert rtdr(10_000, own(4_000, None, state=state)).unsure


def test_the_file_counts_everything_posted_after_it_was_made():
    before, after = own(1_000, minutes=120), own(2_000, minutes=30)
    waiting = own(500, PostingState.READY, minutes=600, sent=False)
    owing = by_file(Money(10_000), Money(5_000), NOW - timedelta(minutes=60), [before, after, waiting])
    assert owing.owed == Money(7_500)
    assert owing.past_due == Money(2_500)


def given_back(payment, *, voided_minutes=None):
    voided_at = NOW - timedelta(minutes=voided_minutes) if voided_minutes is not None else None
    return replace(payment, given_back=True, voided_at=voided_at)


def test_a_payment_that_was_given_back_is_unsure_until_the_books_know():
    owing = rtdr(6_000, given_back(own(4_000)))
    assert (owing.owed, owing.counted, len(owing.unsure)) == (Money(6_000), (), 1)


def test_once_it_is_voided_the_live_balance_is_believed():
    owing = rtdr(10_000, given_back(own(4_000), voided_minutes=5))
    assert (owing.owed, owing.counted, owing.unsure) == (Money(10_000), (), ())


@pytest.mark.parametrize(
    ("file_minutes", "in_file", "owed"),
    [
        (30, 6_000, 10_000),  # posted, then the file, then the void
        (120, 10_000, 10_000),  # the file knows of neither
        (1, 10_000, 10_000),  # the file knows of both
    ],
)
def test_a_file_from_between_the_two_owes_it_again(file_minutes, in_file, owed):
    payment = given_back(own(4_000, minutes=60), voided_minutes=5)
    as_of = NOW - timedelta(minutes=file_minutes)
    assert by_file(Money(in_file), ZERO, as_of, [payment]).owed == Money(owed)
