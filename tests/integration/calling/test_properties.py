"""integration/calling/may_ring: whatever is asked, no yes outside the law, and nothing added opens it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.calling.limits import limits_of
from integration.calling.may_ring import may_ring
from integration.calling.numbers import Line, facts_of
from integration.calling.places import place_of
from integration.calling.question import Attempt, Balance, DoNotCall, Given, Said, Spend
from integration.model import Block
from integration.money import Money
from tests.integration.calling.other_law import in_utc, on_the_wall

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
NUMBERS = [
    facts_of(number)
    for number in ("+17705550134", "+18502001234", "+12135551234", "+18085551234", "+14165550123", "+18005550199")
]
LIMITS = limits_of({})
TIGHTER = limits_of(
    {"calls_per_7_days": 2, "usual_hours": "Mon-Fri 10:00-16:00", "one_no_stops_all": True, "owed_from": "5.00",
     "balance_asked_within_s": 60, "spend_per_day": "50.00", "hours_after_conversation": 200}
)  # fmt: skip

any_minute = st.integers(0, 360 * 1440).map(lambda minute: START + timedelta(minutes=minute))
by_day = st.builds(lambda day, minute: START + timedelta(days=day, minutes=13 * 60 + minute), st.integers(0, 358),
                   st.integers(0, 12 * 60))  # fmt: skip
instants = any_minute | by_day  # half of the minutes of a year are nights and Sundays
days_ago = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
words = st.builds(Said, st.sampled_from(["bill_due", "outage", "all"]), st.booleans(), st.sampled_from(["web", ""]),
                  instants)  # fmt: skip


@st.composite
def questions(draw, plain):
    at = draw(instants)
    said = (Said("bill_due", True, "web", START), *draw(st.lists(words, max_size=3)))
    return replace(
        plain,
        at=at,
        topic=draw(st.sampled_from(["bill_due", "shut_off", "outage"])),
        number=draw(st.sampled_from(NUMBERS)),
        address=place_of(draw(st.sampled_from(["GA", "RI", "AL", "TN", "CA", "ON", "HI", ""]))),
        said=said,
        given=draw(st.none() | st.just(Given("application", START))),
        attempts=tuple(Attempt(at - ago, draw(st.booleans())) for ago in draw(st.lists(days_ago, max_size=4))),
        balance=Balance(
            Money(draw(st.integers(0, 1000))), Money(100), at - timedelta(seconds=draw(st.integers(0, 700)))
        ),
        block=draw(st.sampled_from([Block.NONE, Block.NONE, Block.CARD])),
        spend=Spend(at.date(), Money(draw(st.integers(0, 12_000))), Money(10)),
    )


@pytest.fixture(scope="module")
def any_question(asked):
    return questions(asked())


def inside_the_law(place, at):
    """By the other law: open on every clock of the place."""
    minute = int((at - START).total_seconds()) // 60
    return all(_year(place.region, zone)[minute] for zone in place.zones)


def _year(region, zone, kept={}):  # noqa: B006 - kept from one example to the next
    if (region, zone) not in kept:
        kept[region, zone] = in_utc(on_the_wall(region), zone)
    return kept[region, zone]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_yes_is_inside_the_law_and_against_nobody_s_no(any_question, data):
    question = data.draw(any_question)
    if not may_ring(question).yes:
        return
    assert all(inside_the_law(place, question.at) for place in question.places)
    last = {word.topic: word for word in question.said}
    assert all(last[topic].says_yes for topic in (question.topic, "all") if topic in last)
    week = [each for each in question.attempts if each.at > question.at - timedelta(days=7)]
    assert len(week) < 3
    assert not any(each.talked for each in week)
    assert question.topic == "outage" or (question.balance.owed >= Money(1) and question.block is Block.NONE)
    assert question.spend.so_far <= Money(9_990) or question.spend.on != question.at.astimezone(question.zone).date()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_next_instant_is_a_yes_and_no_sooner_than_now(any_question, data):
    question = data.draw(any_question)
    answer = may_ring(question)
    if answer.next_at is None:
        assert not answer.yes
        return
    assert answer.next_at >= question.at
    later = replace(question, at=answer.next_at, balance=replace(question.balance, asked_at=answer.next_at))
    assert may_ring(later).yes


@settings(max_examples=200, deadline=None)
@given(data=st.data(), minutes=st.integers(1, 20 * 1440))
def test_before_the_next_instant_it_may_not(any_question, data, minutes):
    question = data.draw(any_question)
    answer = may_ring(question)
    sooner = question.at + timedelta(minutes=minutes)
    if answer.yes or answer.next_at is None or sooner >= answer.next_at:
        return
    assert not may_ring(replace(question, at=sooner, balance=replace(question.balance, asked_at=sooner))).yes


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_nothing_that_is_added_turns_a_no_into_a_yes(any_question, data):
    question = data.draw(any_question)
    if may_ring(question).yes:
        return
    harder = data.draw(
        st.sampled_from([
            {"do_not_call": frozenset({DoNotCall.LISTED})},
            {"said": (*question.said, Said("outage", False, "text", question.at))},
            {"attempts": (*question.attempts, Attempt(question.at, talked=True))},
            {"disputed": True},
            {"autopay": True},
            {"block": None},
            {"balance": None},
            {"limits": TIGHTER},
            {"number": replace(question.number, line=Line.PREMIUM)},
        ])
    )  # fmt: skip
    assert not may_ring(replace(question, **harder)).yes


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_same_question_has_the_same_answer(any_question, data):
    question = data.draw(any_question)
    assert may_ring(question) == may_ring(replace(question))
