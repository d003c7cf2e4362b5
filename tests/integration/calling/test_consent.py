"""integration/calling/about_the_person: yes and no by topic, with their source; in doubt the no stands."""

from datetime import UTC, datetime

import pytest

from integration.calling.limits import limits_of
from integration.calling.numbers import Line, facts_of
from integration.calling.question import Given

GIVEN = Given("application", datetime(2026, 1, 1, tzinfo=UTC))
LOOSENED = limits_of({"explicit_consent_for_bills": {"is": False, "reason": "Counsel's letter of 2026-03-02, box 7"}})
REVOKED = limits_of({"one_no_stops_all": True})


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([], "consent"),
        (["yes bill_due 1"], ""),
        (["yes all 1"], ""),
        (["yes outage 1"], "consent"),
        (["yes bill_due 12"], "consent"),  # in the future
        (["no bill_due 2"], "opted_out"),
        (["no all 2"], "opted_out"),
        (["yes bill_due 1", "no bill_due 2"], "opted_out"),
        (["no bill_due 2", "yes bill_due 3"], ""),
        (["no bill_due 2", "yes bill_due 2"], "opted_out"),  # at the same instant
        (["no bill_due 5", "yes bill_due 3"], "opted_out"),  # an old yes that was imported late
        (["yes bill_due 5", "no bill_due 3"], "opted_out"),  # an old no that was entered late
        (["no bill_due 2", "yes all 3"], "opted_out"),  # a no to a topic takes a yes to it
        (["no bill_due 6", "no bill_due 3", "yes bill_due 4"], "opted_out"),  # the later no still stands
        (["yes bill_due 1", "no all 2", "yes bill_due 3"], "opted_out"),
        (["no all 2", "yes all 3"], ""),
        (["yes bill_due 1", "no bill_due 12"], "opted_out"),  # dated ahead: it holds now
        (["yes bill_due 1", "no outage 2"], ""),
    ],
)
def test_the_words_of_the_register(refused, words, lines, rule):
    assert refused(said=words(*lines)) == rule


def test_a_yes_without_a_source_is_none(refused, words):
    unsourced = tuple(words("yes bill_due 3"))
    nameless = tuple(type(word)(word.topic, word.says_yes, "", word.at) for word in unsourced)
    assert refused(said=nameless) == "consent"
    assert refused(said=(*words("no bill_due 2"), *nameless)) == "opted_out"


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (["yes bill_due 1", "no outage 2"], "one_no_stops_all"),
        (["yes bill_due 1", "no outage 2", "yes outage 3"], ""),
        (["no outage 2", "yes bill_due 3"], ""),  # he came back to this one
        (["no outage 2", "yes all 3"], ""),
        (["no outage 3", "yes bill_due 2"], "one_no_stops_all"),
        (["yes bill_due 1"], ""),
    ],
)
def test_one_no_stops_all_topics_once_it_is_switched_on(refused, words, lines, rule):
    assert refused(said=words(*lines)) == ""
    assert refused(said=words(*lines), limits=REVOKED) == rule


@pytest.mark.parametrize(
    ("topic", "given", "rule"),
    [
        ("shut_off", GIVEN, ""),
        ("outage", GIVEN, ""),
        ("outage", None, "consent"),
        ("outage", Given("", GIVEN.at), "consent"),
        ("outage", Given("application", datetime(2026, 12, 1, tzinfo=UTC)), "consent"),
        ("bill_due", GIVEN, "explicit_consent_for_bills"),
        ("past_due", GIVEN, "explicit_consent_for_bills"),
        ("survey", GIVEN, "consent"),
        ("emergency", None, ""),
    ],
)
def test_a_number_that_the_customer_gave_is_consent_to_what_is_closely_related(refused, topic, given, rule):
    assert refused(said=(), topic=topic, given=given) == rule


def test_a_biller_may_take_bills_for_related_but_not_what_the_law_does_not_know(refused):
    assert refused(said=(), given=GIVEN, limits=LOOSENED) == ""
    assert refused(said=(), given=GIVEN, limits=LOOSENED, topic="survey") == "consent"


def test_a_no_is_stronger_than_a_number_that_was_given(refused, words):
    assert refused(said=words("no outage 2"), given=GIVEN, topic="outage") == "opted_out"


@pytest.mark.parametrize("line", [Line.MOBILE, Line.VOIP, Line.UNKNOWN])
def test_only_a_line_that_is_known_to_be_fixed_is_rung_without_consent(refused, line):
    assert refused(said=(), number=facts_of("+17705550134", line)) == "consent"
    assert refused(said=(), number=facts_of("+17705550134", Line.FIXED)) == ""


def test_an_emergency_needs_no_consent_and_is_held_to_the_hours(refused):
    night = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert refused(said=(), topic="emergency", at=night) == "federal_hours"
