"""integration/campaigns/weighing: accounts that the law takes for alike are asked about once, and fare as if alone."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.calling.numbers import Line, facts_of
from integration.calling.places import place_of
from integration.calling.question import Attempt, DoNotCall, Said
from integration.campaigns.accounts import Account
from integration.campaigns.plan import plan
from integration.campaigns.reading import read_definition
from integration.model import Block
from tests.integration.campaigns.conftest import FILE, LONG_AGO, NOW

NUMBERS = [facts_of(each) for each in ("+17705550134", "+14015551234", "+18005550199", "+19005551234", "")]
ago = st.sampled_from([timedelta(days=400), timedelta(days=2), timedelta(hours=1), -timedelta(hours=5)])
words = st.builds(
    lambda topic, yes, how, before: Said(topic, yes, how, NOW - before),
    st.sampled_from(["bill_due", "past_due", "outage", "all"]),
    st.booleans(),
    st.sampled_from(["web", "letter", ""]),
    ago,
)


@st.composite
def accounts(draw):
    return Account(
        account_number="",
        number=replace(draw(st.sampled_from(NUMBERS)), line=draw(st.sampled_from([Line.UNKNOWN, Line.FIXED]))),
        address=place_of(draw(st.sampled_from(["GA", "RI", ""]))),
        postal_code="",
        language="en",
        bill_date=date(2026, 11, 1),
        due_date=date(2026, 11, 22),
        disconnect_date=date(2026, 11, 30),
        owed_cents=draw(st.integers(-1, 2)),
        past_due_cents=draw(st.integers(0, 2)),
        autopay=draw(st.booleans()),
        block=draw(st.sampled_from([None, Block.NONE, Block.CARD])),
        number_given_at=draw(st.sampled_from([LONG_AGO, NOW + timedelta(hours=8)])),
        said=tuple(draw(st.lists(words, max_size=2))),
        attempts=tuple(draw(st.lists(st.builds(Attempt, st.just(NOW - timedelta(days=3)), st.booleans()), max_size=1))),
        do_not_call=draw(st.sampled_from([frozenset(), frozenset({DoNotCall.LISTED})])),
        disputed=draw(st.booleans()),
    )


@pytest.fixture(scope="module")
def fate(limits, biller):
    """What becomes of each: the second from which it may be rung, or the rules that left somebody out."""

    def of(kind, group):
        found = plan(group, read_definition(FILE.replace("upcoming", kind), "x"), biller, limits, NOW, {})
        rung = [(candidate[2], candidate[0]) for each in found.groups for candidate in each.waiting]
        return sorted(rung), found.excluded

    return of


@settings(max_examples=40, deadline=None)
@given(drawn=st.lists(accounts(), min_size=2, max_size=12), kind=st.sampled_from(["past_due", "disconnect_notice"]))
def test_accounts_fare_together_as_each_would_alone(fate, drawn, kind):
    numbers = count()
    group = []
    for each in drawn:
        number = next(numbers)
        digits = each.number.number and f"{each.number.number}{number}"
        group.append(replace(each, account_number=str(number), number=replace(each.number, number=digits)))
    together, excluded = fate(kind, group)
    alone = [fate(kind, [each]) for each in group]
    assert together == sorted(rung for found, _ in alone for rung in found)
    assert excluded == sum((why for _, why in alone), start=type(excluded)())
