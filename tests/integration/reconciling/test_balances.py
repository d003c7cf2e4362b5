"""By balances: what a balance hints at, and when it says nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.model import Balance, PaymentState, Posting, PostingState, Way
from integration.money import ZERO, Money
from integration.owing import OwnPayment
from integration.reconciling import balances
from tests.integration.reconciling.worlds import DAY, NOW, SPAN, Told

BEFORE = Money(1_000_000)
AMOUNTS = st.lists(st.integers(1, 50_000), min_size=1, max_size=5, unique=True)


def own(number, cents, **changes):
    at = SPAN.begins + timedelta(hours=number)
    posted = OwnPayment(
        payment_id=f"p{number}",
        amount=Money(cents),
        state=PaymentState.CAPTURED,
        opened_at=at,
        captured_at=at,
        posting=PostingState.POSTED,
        sent_at=at,
        posted_at=at,
        in_balance_at=None,
        balance_seen=BEFORE,
    )
    return replace(posted, **changes)


def told_of(payments):
    return {
        one.payment_id: Told(
            Posting(f"P{one.payment_id}", "payment", "0012345678", one.amount, DAY, Way.CARD),
            one.payment_id,
            one.payment_id,
            PostingState.POSTED,
            one.sent_at,
            one.posted_at,
        )
        for one in payments
    }


def named(owed, payments):
    balance = Balance("0012345678", owed, ZERO, "", None, NOW)
    told = told_of(payments)
    found = [*balances.hidden(balance, payments, told), *balances.twice(balance, payments, told)]
    assert not any(one.is_certain for one in found)
    return [(one.kind.value, one.subject.payment_id) for one in found]


def all_of(cents):
    return [own(number, each) for number, each in enumerate(cents)], BEFORE - Money(sum(cents))


@given(AMOUNTS)
def test_a_balance_that_holds_them_all_names_none(cents):
    payments, after = all_of(cents)
    assert named(after, payments) == []


@given(AMOUNTS)
def test_the_last_one_is_not_shown(cents):
    payments, after = all_of(cents)
    assert named(after + payments[-1].amount, payments) == [("not_in_books", payments[-1].payment_id)]


@given(AMOUNTS, st.integers(0, 4))
def test_one_is_shown_twice(cents, place):
    payments, after = all_of(cents)
    twice = payments[min(place, len(payments) - 1)]
    assert named(after - twice.amount, payments) == [("doubled", twice.payment_id)]


@given(AMOUNTS, st.integers(100_000, 900_000))
def test_a_new_bill_came_between_and_nothing_is_said(cents, bill):
    payments, after = all_of(cents)
    assert named(after + Money(bill), payments) == []


@pytest.mark.parametrize("fell", [0, 100, 200])
@pytest.mark.parametrize(
    "changes",
    [
        {"balance_seen": None},
        {"in_balance_at": NOW},
        {"voided_at": NOW},
        {"given_back": True},
        {"posting": PostingState.AMBIGUOUS},
        {"posting": PostingState.REVIEW},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_of_what_nobody_can_say_nothing_is_said(fell, changes):
    assert named(BEFORE - Money(fell), [own(0, 100, **changes)]) == []


def test_one_that_may_have_arrived_explains_what_is_gone():
    payments = [own(0, 100), own(1, 100, posting=PostingState.AMBIGUOUS)]
    assert named(BEFORE - Money(200), payments) == []


def test_the_sentence_says_by_what():
    (payment,) = payments = [own(0, 100)]
    balance = Balance("0012345678", BEFORE, ZERO, "", None, NOW)
    (one,) = balances.hidden(balance, payments, told_of([payment]))
    assert one.sentence() == (
        "not_in_books (by the balance only): payment p0:"
        " here payment of 1.00 posted as Pp0; there a balance of 10000.00"
    )
