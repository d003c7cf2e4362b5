"""The five terms of a bill: the bill's own field, else the biller's rule, else nothing; asked by all who need them."""

from dataclasses import replace
from datetime import date

import pytest

from integration.bill_terms import By, offsets_of, terms_of
from integration.model import Bill
from integration.money import Money
from tests.ivr.line import biller

DUE = date(2026, 11, 21)
BILL = Bill("1368", "0012345678", "B1", "REGULAR", date(2026, 11, 1), DUE, Money(8420))
RULES = biller(
    payments={
        "gateway": {"url": "http://x.test", "key": "k"},
        "minimum": "5.00",
        "partial": True,
        "expires_days_after_due": 30,
    },
    later={"autopay_days_before_due": 2},
    notices={"days_before_due": [7], "days_after_due": [3]},
    features={"minimum_payment": True, "expire_bill": True, "autopay_collection_date": True},
)
OWN = replace(
    BILL,
    minimum_due=Money(2000),
    partial=False,
    expire_date=date(2026, 12, 31),
    autopay_date=date(2026, 11, 19),
    notice_days="10,-5",
)


def terms(of, bill):
    return {name: (term.value, term.by) for name, term in terms_of(of, bill)}


@pytest.mark.parametrize(
    ("name", "bills", "rules", "silent"),
    [
        ("minimum", Money(2000), Money(500), (Money(100), By.BILLER)),
        ("partial", False, True, (True, By.BILLER)),
        ("expires", date(2026, 12, 31), date(2026, 12, 21), (None, By.NOBODY)),
        ("collected", date(2026, 11, 19), date(2026, 11, 19), (DUE, By.NOBODY)),
        (
            "notices",
            (date(2026, 11, 11), date(2026, 11, 26)),
            (date(2026, 11, 14), date(2026, 11, 24)),
            ((), By.NOBODY),
        ),
    ],
)
def test_the_bills_own_field_wins_over_the_billers_rule(name, bills, rules, silent):
    assert terms(RULES, OWN)[name] == (bills, By.BILL)
    assert terms(RULES, BILL)[name] == (rules, By.BILLER)
    assert terms(biller(), BILL)[name] == silent


@pytest.mark.parametrize("name", ["minimum", "expires", "collected"])
def test_a_field_of_a_feature_that_is_off_says_nothing(name):
    """F5, F14 and F16 are off by default: the source calls them customisations that are generally not used."""
    assert terms(biller(), OWN)[name] == terms(biller(), BILL)[name]


def test_a_minimum_of_nothing_is_none():
    assert terms(RULES, replace(BILL, minimum_due=Money(0)))["minimum"] == (Money(500), By.BILLER)


@pytest.mark.parametrize(("text", "days"), [("", ()), ("10", (10,)), ("10,3,-5", (10, 3, -5)), ("0", (0,))])
def test_days_to_a_due_date(text, days):
    assert offsets_of(text) == days
