"""What a return means for a payment: each verdict, its reason, and which of two reasons is told."""

from dataclasses import replace

import pytest

from integration.bank_data import BankData
from integration.model import PaymentState, PostingState, Way
from integration.money import Money
from integration.nacha.items import Correction, Return
from integration.nacha.matching import KnownPayment, Verdict, decide
from integration.nacha.reasons import REASONS, Kind

TRACE = "091400600000001"
RETURN = Return(3, "091000017611242", TRACE, "123456789", "R01", Money(12354), is_debit=True)
POSTED = KnownPayment("p1", Way.BANK, Money(12354), PaymentState.CAPTURED, PostingState.POSTED)


def verdict(known=POSTED, **changes):
    return decide(replace(RETURN, **changes), known)


def known(**changes):
    return replace(POSTED, **changes)


def test_a_return_of_a_posted_payment_is_posted():
    decision = verdict()
    assert (decision.verdict, decision.why) == (Verdict.POST, "R01: insufficient funds")


@pytest.mark.parametrize("code", REASONS)
def test_only_what_the_payers_bank_says_is_posted(code):
    """rules.md 1.3: "post to the CIS only R01-R39/R50-R53 class; log the rest"."""
    expected = {
        Kind.RETURN: Verdict.POST,
        Kind.DISHONOURED: Verdict.DISPUTED,
        Kind.CONTESTED: Verdict.DISPUTED,
        Kind.FOREIGN: Verdict.PERSON,
    }
    assert verdict(code=code).verdict is expected[REASONS[code].kind]


@pytest.mark.parametrize(
    ("payment", "expected", "why"),
    [
        (None, Verdict.UNKNOWN, "no payment of this biller has this confirmation number"),
        (known(returned_as="R09"), Verdict.ALREADY_RETURNED, "came back before as R09"),
        (known(is_voided=True), Verdict.VOIDED, "the payment was voided"),
        (known(posting=PostingState.CANCELLED), Verdict.VOIDED, "its posting was cancelled"),
        (known(posting=PostingState.READY), Verdict.NOT_POSTED, "its posting is ready"),
        (known(posting=PostingState.AMBIGUOUS), Verdict.NOT_POSTED, "its posting is ambiguous"),
        (known(posting=PostingState.REVIEW), Verdict.NOT_POSTED, "its posting is review"),
        (known(posting=None), Verdict.NOT_POSTED, "its posting is not begun"),
        (known(is_being_undone=True), Verdict.NOT_POSTED, "it is being given back"),
        (known(way=Way.CARD), Verdict.PERSON, "the payment with this confirmation number was made by card"),
        (known(total=Money(12355)), Verdict.PERSON, "123.54 came back; 123.55 was taken"),
        (known(trace="091400600000002"), Verdict.PERSON, "the confirmation number names one payment, the trace"),
        (known(state=PaymentState.UNKNOWN), Verdict.PERSON, "the payment is unknown here, and yet it came back"),
        (known(state=PaymentState.DECLINED), Verdict.PERSON, "the payment is declined here, and yet it came back"),
    ],
)
def test_what_the_payments_own_life_decides(payment, expected, why):
    decision = verdict(payment)
    assert decision.verdict is expected
    assert decision.why.startswith(why)


def test_the_gateways_trace_may_agree_or_be_missing():
    assert verdict(known(trace=TRACE)).verdict is Verdict.POST
    assert verdict(known(trace="")).verdict is Verdict.POST


@pytest.mark.parametrize(
    ("payment", "changes", "expected"),
    [
        (None, {"code": "R68"}, Verdict.DISPUTED),
        (known(returned_as="R01"), {"code": "R73"}, Verdict.DISPUTED),
        (known(returned_as="R01", is_voided=True), {}, Verdict.ALREADY_RETURNED),
        (known(returned_as="R01", total=Money(1)), {}, Verdict.PERSON),
        (known(is_voided=True, posting=None), {}, Verdict.VOIDED),
        (known(), {"is_debit": False}, Verdict.PERSON),
        (known(), {"amount": Money(0)}, Verdict.PERSON),
        (known(), {"code": "R99"}, Verdict.PERSON),
    ],
)
def test_of_two_reasons_the_graver_is_told(payment, changes, expected):
    assert verdict(payment, **changes).verdict is expected


@pytest.mark.parametrize(
    ("code", "of_ours", "of_others", "why"),
    [
        ("C01", Verdict.TO_CORRECT, Verdict.CORRECTION, "the account number is wrong; the payment stands"),
        ("C04", Verdict.CORRECTION, Verdict.CORRECTION, "the payer's name is wrong; the payment stands"),
        ("C61", Verdict.CORRECTION, Verdict.CORRECTION, "refused: the correction was misrouted; nothing is corrected"),
        ("C99", Verdict.PERSON, Verdict.PERSON, "C99 is no change code that we know"),
    ],
)
def test_a_correction_is_never_posted_and_names_no_digit(code, of_ours, of_others, why):
    item = Correction(3, "091000017611242", TRACE, "123456789", code, BankData(account_number="6402957718205"))
    for payment, expected in ((POSTED, of_ours), (replace(POSTED, way=Way.CARD), of_others), (None, of_others)):
        assert decide(item, payment).verdict is expected
        assert decide(item, payment).why.startswith(why)
        assert "6402957718205" not in decide(item, payment).why
