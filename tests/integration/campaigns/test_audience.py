"""integration/campaigns/audience: each key leaves out whom it says, and the first that does is named."""

from datetime import date

import pytest

from integration.campaigns.audience import asked, days_to, left_out
from integration.campaigns.kinds import Counts

TODAY = date(2026, 11, 23)


@pytest.fixture
def why(define, biller, account):
    """The key that leaves the account out of a campaign."""

    def answer(more="", kind="upcoming", biller=biller, *, repeats=False, **changes):
        top = {"kind": kind} | ({"repeats": True} if repeats else {})
        return left_out(account(**changes), asked(define(more, **top), biller, TODAY))

    return answer


def audience(line):
    return f"[audience]\n{line}"


@pytest.mark.parametrize(
    ("kind", "changes", "is_meant"),
    [
        ("upcoming", {"due_date": date(2026, 11, 24)}, True),
        ("upcoming", {"due_date": TODAY}, False),
        ("due_today", {"due_date": TODAY}, True),
        ("due_today", {"due_date": date(2026, 11, 24)}, False),
        ("past_due", {"due_date": date(2026, 11, 22)}, True),
        ("past_due", {"due_date": TODAY}, False),
        ("disconnect_notice", {"disconnect_date": TODAY}, True),
        ("disconnect_notice", {}, False),
        ("disconnect_notice", {"disconnect_date": date(2026, 11, 22)}, False),
        ("returned_payment", {"returned_on": date(2026, 11, 20)}, True),
        ("returned_payment", {"returned_on": date(2026, 10, 20)}, False),
        ("returned_payment", {}, False),
        ("thank_you", {"paid_on": TODAY}, True),
        ("thank_you", {}, False),
    ],
)
def test_each_kind_counts_from_its_own_day(why, kind, changes, is_meant):
    assert (why(kind=kind, **changes) == "") is is_meant


@pytest.mark.parametrize(
    ("line", "left", "meant"),
    [
        ("days = [2, 3]", {"due_date": date(2026, 11, 27)}, {"due_date": date(2026, 11, 26)}),
        ('owed = ["10.00", "142.50"]', {"owed_cents": 14_251}, {"owed_cents": 14_250}),
        ('past_due = ["1.00", "50.00"]', {"past_due_cents": 99}, {"past_due_cents": 100}),
        ("cycles = [1, 15]", {"bill_date": date(2026, 11, 2)}, {"bill_date": date(2026, 11, 15)}),
        ('languages = ["es"]', {"language": "en"}, {"language": "es"}),
        ('postal_codes = ["30236"]', {"postal_code": "30260"}, {"postal_code": "30236"}),
        ('autopay = "exclude"', {"autopay": True}, {"autopay": False}),
        ('autopay = "only"', {"autopay": False}, {"autopay": True}),
        ('arrangement = "exclude"', {"arranged": True}, {"arranged": False}),
        ('arrangement = "only"', {"arranged": False}, {"arranged": True}),
        ('dispute = "exclude"', {"disputed": True}, {"disputed": False}),
        ("silent_days = 7", {"contacted_on": date(2026, 11, 17)}, {"contacted_on": date(2026, 11, 16)}),
    ],
)
def test_a_key_leaves_out_whom_it_says_and_nobody_else(why, line, left, meant):
    assert why(audience(line), **left) == f"audience.{line.split(' ')[0]}"
    assert why(audience(line), **meant) == ""


@pytest.mark.parametrize(
    ("line", "terms", "reason"),
    [
        ("days = [2, 3]", {}, "audience.days"),
        ('languages = ["en"]', {}, "kind_days"),
        ('languages = ["en"]', {"kind": "returned_payment"}, "kind_days"),
        ('languages = ["en"]', {"repeats": True}, "notice_days"),
        ('languages = ["en"]', {"repeats": True, "notice_days": "5"}, "notice_days"),
    ],
)
def test_the_days_are_named_by_whose_they_are(why, line, terms, reason):
    assert why(audience(line), due_date=TODAY, **terms) == reason


def test_disputes_and_arrangements_are_left_out_unless_the_file_says_otherwise(why):
    assert why(disputed=True) == "audience.dispute"
    assert why(arranged=True) == "audience.arrangement"
    assert why(audience('arrangement = "any"'), arranged=True) == ""


@pytest.mark.parametrize(
    ("kind", "due", "is_meant"),
    [
        ("upcoming", date(2026, 11, 28), True),
        ("upcoming", date(2026, 11, 27), False),
        ("past_due", date(2026, 11, 13), True),
        ("past_due", date(2026, 11, 14), False),
    ],
)
def test_one_that_repeats_has_the_biller_s_days(why, biller, kind, due, is_meant):
    """Row F13."""
    notices = {"days_before_due": (5, 1), "days_after_due": (10,)}
    with_days = biller.model_copy(update={"notices": biller.notices.model_copy(update=notices)})
    assert (why(kind=kind, repeats=True, biller=with_days, due_date=due) == "") is is_meant


@pytest.mark.parametrize(
    ("kind", "due", "is_meant"),
    [
        ("upcoming", date(2026, 12, 1), True),  # the bill's 8 days before, not the biller's 5
        ("upcoming", date(2026, 11, 28), False),
        ("past_due", date(2026, 11, 19), True),
        ("past_due", date(2026, 11, 13), False),
    ],
)
def test_a_bill_that_names_its_days_has_them_in_the_place_of_the_biller_s(why, biller, kind, due, is_meant):
    """Row F13: the bill's field wins; days before a due date never make a call about one that has passed."""
    notices = {"days_before_due": (5, 1), "days_after_due": (10,)}
    with_days = biller.model_copy(update={"notices": biller.notices.model_copy(update=notices)})
    found = why(kind=kind, repeats=True, biller=with_days, due_date=due, notice_days="8,-4")
    assert (found == "") is is_meant


def test_a_free_notice_counts_from_no_day(account):
    assert days_to(account(), Counts.NOTHING, TODAY) is None
