"""integration/calling/choices: a biller may tighten the law freely and loosen it only with a reason, never past it."""

from datetime import date

import pytest

from integration.billers.hours import Hours
from integration.calling.choices import mistakes, settled
from integration.calling.law import ALWAYS, rules
from integration.money import Money

REASON = "Order 41-B of the state's commission of 2026-03-02"
FEDERAL = "(47 CFR 64.1200(c)(1) and FDCPA, kept for all calls (leadgen-economy.com, jpainfo.com))"
TIGHTER = [
    ("calls_per_7_days", 2, 2),
    ("calls_per_30_days_without_consent", 0, 0),
    ("hours_after_conversation", 169, 169),
    ("federal_hours", "Mon-Fri 10:00-12:00", Hours.parse("Mon-Fri 10:00-12:00")),
    ("usual_hours", "Mon-Fri 09:00-20:00", Hours.parse("Mon-Fri 09:00-20:00")),
    ("one_no_stops_all", True, date.min),
    ("one_no_stops_all", date(2026, 12, 1), date(2026, 12, 1)),
    ("biller_holidays", [date(2026, 12, 24)], (date(2026, 12, 24),)),
    ("owed_from", "5.00", Money(500)),
    ("spend_per_day", "99.99", Money(9_999)),
    ("autopay", True, True),
]
LOOSER = [
    ("calls_per_day", 2, 3, 4),
    ("calls_per_7_days", 4, 7, 8),
    ("hours_after_conversation", 167, 0, None),
    ("balance_asked_within_s", 601, 3600, 3601),
    ("usual_hours", "Mon-Fri 09:00-20:01", "Mon-Sun 08:00-21:30", "Mon-Sun 07:59-21:30"),
    ("hours_RI", "Mon-Sun 08:59-18:00", "Mon-Sun 08:00-21:00", "Mon-Sun 08:00-21:01"),
    ("spend_per_day", "100.01", "10000.00", "10000.01"),
    ("autopay", False, False, None),
    ("federal_holidays", False, False, None),
]


@pytest.mark.parametrize(("rule", "found", "value"), TIGHTER)
def test_tightening_needs_no_reason(rule, found, value):
    assert not list(mistakes({rule: found}))
    assert settled({rule: found})[rule] == value


@pytest.mark.parametrize(("rule", "found", "most", "past"), LOOSER)
def test_loosening_takes_a_reason_and_ends_where_the_rule_says(rule, found, most, past):
    (said,) = mistakes({rule: found})
    assert said.startswith(f"calling.{rule}: found ")
    assert "without a reason" in said
    assert "expected" in said
    assert not list(mistakes({rule: {"is": found, "reason": REASON}}))
    assert not list(mistakes({rule: {"is": most, "reason": REASON}}))
    if past is not None:
        (said,) = mistakes({rule: {"is": past, "reason": REASON}})
        assert "even with a reason" in said


@pytest.mark.parametrize("reason", ["", "ok", "   short   ", 7, None])
def test_what_is_no_reason_loosens_nothing(reason):
    (said,) = mistakes({"calls_per_day": {"is": 2, "reason": reason}})
    assert "without a reason" in said


@pytest.mark.parametrize("rule", [rule.id for rule in rules().values() if rule.kind == ALWAYS])
def test_what_always_holds_is_no_setting(rule):
    (said,) = mistakes({rule: {"is": False, "reason": REASON}})
    assert said.startswith(f"calling.{rule}: this rule always holds")


COUNT = "a whole number from 0 to 100000"
SENTENCES = {
    "past the law": (
        {"federal_hours": {"is": "Mon-Sun 08:00-21:01", "reason": REASON}},
        f"""found 'Mon-Sun 08:00-21:01'; expected "Mon-Sun 08:00-21:00" or stricter, it cannot be loosened {FEDERAL}""",
    ),
    "misspelt": ({"calls_per_dy": 1}, "no such rule; did you mean calling.calls_per_day?"),
    "text": ({"calls_per_day": "1"}, f"found '1'; expected {COUNT}"),
    "flag for number": ({"calls_per_day": True}, f"found true; expected {COUNT}"),
    "negative": ({"calls_per_day": -1}, f"found -1; expected {COUNT}"),
    "text for flag": ({"autopay": "yes"}, "found 'yes'; expected true or false, without quotes"),
    "hours": ({"usual_hours": "9 to 5"}, """found '9 to 5'; expected hours like "Mon-Fri 09:00-20:00\""""),
    "money": ({"spend_per_day": 5}, 'found 5; expected money in quotes, like "100.00"'),
    "dates": ({"biller_holidays": ["1 May"]}, "found ['1 May']; expected a list of dates like [2026-12-24]"),
    "table": (
        {"autopay": {"is": False, "why": REASON}},
        'found a table with why too much or missing; expected autopay = { is = false, reason = "why this biller may" }',
    ),
}


@pytest.mark.parametrize(("table", "said"), SENTENCES.values(), ids=SENTENCES)
def test_each_mistake_has_its_sentence(table, said):
    (rule,) = table
    assert list(mistakes(table)) == [f"calling.{rule}: {said}"]


def test_always_is_wider_than_any_hours():
    (said,) = mistakes({"usual_hours": {"is": "always", "reason": REASON}})
    assert "even with a reason" in said


def test_a_one_no_that_never_stops_all_is_past_the_law():
    (said,) = mistakes({"one_no_stops_all": {"is": False, "reason": REASON}})
    assert "cannot be loosened" in said


def test_all_mistakes_are_told_at_once():
    assert len(list(mistakes({"autopay": False, "calls_per_day": 9, "nonsense": 1, "block": True}))) == 3
