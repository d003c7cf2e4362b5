"""integration/calling/may_write: each rule of texts, just inside and just outside of it, and what asking changes."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from integration.billers.hours import Hours
from integration.calling.law import rules
from integration.calling.limits import limits_of
from integration.calling.marks import Mark, Marked
from integration.calling.may_write import may_still_write, may_write
from integration.calling.numbers import Line, facts_of
from integration.calling.question import Attempt, DoNotCall, Question, Said, Spend
from integration.calling.text_question import TextQuestion
from integration.model import Block
from integration.money import Money
from tests.integration.calling.conftest import NOW, PLAIN

SINCE = datetime(2026, 1, 5, tzinfo=UTC)
YES = Said("text_bill_due", True, "web", SINCE)
TICK = timedelta(seconds=1)
MONTH = timedelta(days=30)
AFTER_WAIVER = datetime(2027, 2, 2, 15, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def no_to(topic):
    return Said(topic, False, "text", SINCE + MONTH)


def marked(mark, ago=TICK):
    return {"marked": Marked(mark, "30003", NOW - ago)}


def asking(**changes):
    plain = {field.name: getattr(PLAIN, field.name) for field in fields(Question)} | {"said": (YES,)}
    return TextQuestion(**(plain | changes))


def rule_of(answer):
    return "" if answer.yes else answer.rule


# What changes in a question that is answered yes: one that still is, and one that this rule refuses.
FIXED, MOBILE = ({"number": facts_of("+17705550134", line)} for line in (Line.FIXED, Line.MOBILE))
BACK_IN = {"said": (no_to("texts"), Said("texts", True, "text", NOW))}
PROOFS = {
    "text_landline": (MOBILE, FIXED),
    "text_unreachable_days": (marked(Mark.UNREACHABLE, MONTH), marked(Mark.UNREACHABLE, MONTH - TICK)),
    "text_opted_out": (BACK_IN, {"said": (YES, no_to("texts"))}),
    "text_consent": (
        {"said": (Said("texts", True, "letter", SINCE),)},
        {"said": (Said("bill_due", True, "web", SINCE),)},
    ),
}


def test_every_rule_of_texts_is_proved():
    assert set(PROOFS) == {rule for rule in rules() if rule.startswith("text_")}


@pytest.mark.parametrize("rule", PROOFS)
def test_just_inside_and_just_outside(rule):
    inside, outside = (may_write(asking(**changes)) for changes in PROOFS[rule])
    assert inside.yes, inside
    assert (outside.yes, outside.rule) == (False, rule)
    assert outside.reason


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"number": facts_of("12345")}, "number_exists"),
        ({"number": facts_of("+18765551234")}, "foreign_number"),
        ({"number": facts_of("+19005551234")}, "premium_number"),
        ({"number": facts_of("+18005550199")}, "text_landline"),
        (marked(Mark.LANDLINE, 3000 * MONTH), "text_landline"),
        ({"do_not_call": frozenset({DoNotCall.REASSIGNED})}, "do_not_call"),
        ({"said": (YES, no_to("all"))}, "opted_out"),
        ({"said": (YES, no_to("bill_due"))}, "opted_out"),
        ({"said": (YES, no_to("text_bill_due"))}, "text_opted_out"),
        ({"said": (YES, no_to("outage"))}, ""),
        ({"said": (YES, no_to("outage")), "at": AFTER_WAIVER}, "one_no_stops_all"),
        ({"said": (Said("texts", True, "", SINCE),)}, "text_consent"),
        ({"autopay": True}, "autopay"),
        ({"promised_until": NOW.date()}, "promise"),
        ({"balance": None}, "balance_asked_within_s"),
        ({"attempts": (Attempt(NOW - TICK),)}, "calls_per_day"),
        ({"disputed": True}, "dispute"),
        ({"block": Block.CARD}, "block"),
        ({"windows": (Hours.parse("Tue 09:00-11:00"),)}, "maintenance"),
        ({"spend": Spend(NOW.date(), Money(10_000), Money(5))}, "spend_per_day"),
        ({"spend": Spend(NOW.date(), Money(9_995), Money(5))}, ""),
    ],
)
def test_a_reminder_by_text_keeps_the_rules_of_the_law(changes, rule):
    assert rule_of(may_write(asking(**changes))) == rule


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"said": (), "at": NIGHT, "balance": None, "attempts": (Attempt(NOW), Attempt(NOW), Attempt(NOW))}, ""),
        ({"said": (no_to("outage"),), "at": AFTER_WAIVER}, ""),
        ({"said": (no_to("texts"),)}, "text_opted_out"),
        ({"said": (no_to("all"),)}, "opted_out"),
        (marked(Mark.LANDLINE), "text_landline"),
    ],
)
def test_what_was_asked_for_just_now_goes_at_any_hour_unless_a_no_stands(changes, rule):
    answer = may_write(asking(asked_for=True, topic="receipt", **changes))
    assert rule_of(answer) == rule
    assert answer.reason == "asked for just now" or not answer.yes


def test_a_text_that_waits_is_asked_for_the_person_and_the_hour_only():
    assert may_still_write(asking(balance=None)).yes
    assert not may_still_write(asking(balance=None, said=(YES, no_to("texts")))).yes


def test_a_reminder_at_night_waits_for_the_morning():
    refused = may_still_write(asking(at=NIGHT))
    assert refused.next_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # nine in Georgia


def test_days_of_silence_can_be_shortened_with_a_reason():
    loosened = {"is": 7, "reason": "Counsel's letter of 2026-03-02"}
    limits = limits_of({"text_unreachable_days": loosened})
    week = timedelta(days=7)
    assert may_write(asking(limits=limits, **marked(Mark.UNREACHABLE, week))).yes
    assert not may_write(asking(limits=limits, **marked(Mark.UNREACHABLE, week - TICK))).yes
