"""integration/calling/law: the law as data: each rule has its source and date, the strictest is the default."""

from datetime import date

import pytest

from integration.billers.hours import Hours
from integration.calling.choices import settled
from integration.calling.kinds import KINDS
from integration.calling.law import ALWAYS, Topic, rules, topic_of, topics
from integration.money import Money

RULES = list(rules().values())
SETTABLE = [rule for rule in RULES if rule.kind != ALWAYS]
LOOSENABLE = [rule for rule in RULES if rule.loosest is not None]


def named(rule):
    return rule.id


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_says_what_it_is_and_where_it_comes_from(rule):
    assert rule.says
    assert len(rule.source) > 5
    assert type(rule.date) is date
    assert rule.kind == ALWAYS or rule.kind in KINDS
    assert (rule.value is None) == (rule.kind == ALWAYS)


@pytest.mark.parametrize("rule", LOOSENABLE, ids=named)
def test_the_default_is_the_strictest_of_what_is_allowed(rule):
    looser = KINDS[rule.kind].looser
    assert looser(rule.loosest, rule.value)
    assert not looser(rule.value, rule.loosest)


@pytest.mark.parametrize("rule", SETTABLE, ids=named)
def test_no_value_is_looser_than_itself(rule):
    assert not KINDS[rule.kind].looser(rule.value, rule.value)


def test_a_biller_who_says_nothing_is_held_to_the_strictest():
    assert settled({}) == {rule.id: rule.value for rule in SETTABLE}


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("usual_hours", Hours.parse("Mon-Fri 09:00-20:00, Sat 10:00-18:00")),
        ("federal_hours", Hours.parse("Mon-Sun 08:00-21:00")),
        ("canada_hours", Hours.parse("Mon-Fri 09:00-21:30, Sat-Sun 10:00-18:00")),
        ("hours_RI", Hours.parse("Mon-Sun 09:00-18:00")),
        ("calls_per_day", 1),
        ("calls_per_7_days", 3),
        ("calls_per_30_days_without_consent", 3),
        ("hours_after_conversation", 7 * 24),
        ("one_no_stops_all", date(2027, 1, 31)),
        ("spend_per_day", Money(10_000)),
    ],
)
def test_the_numbers_of_the_law(rule, value):
    assert rules()[rule].value == value


def test_a_rule_holds_where_it_says():
    assert rules()["usual_hours"].holds_in("US-GA")
    assert rules()["federal_hours"].holds_in("US-GA")
    assert not rules()["federal_hours"].holds_in("CA-ON")
    assert rules()["hours_CA"].holds_in("US-CA")
    assert not rules()["hours_CA"].holds_in("CA-QC")
    assert not rules()["hours_AL"].holds_in("US-GA")


def test_topics_that_the_utility_may_call_about_are_the_fcc_s():
    related = {topic.id for topic in topics().values() if topic.consent == "related"}
    assert related == {"outage", "restoration", "field_work", "brown_out", "low_income", "shut_off"}
    assert topics()["emergency"].consent == "none"
    assert topics()["bill_due"] == Topic("bill_due", "explicit", "balance")


def test_a_topic_that_the_law_does_not_know_is_held_to_the_strictest():
    assert topic_of("survey") == Topic("survey", "explicit", "balance")
