"""A whole campaign in virtual time: every call has the result that befell it, and nobody is rung twice."""

from collections import Counter

import pytest

from integration.calling.limits import limits_of
from tests.money.invariants import assert_invariants
from tests.workers.audience import CAMPAIGN, OPTIONS, PEOPLE, PURSE, Audience
from tests.workers.telephones import open_telephones

ACCOUNTS = 50


@pytest.fixture
def audience(clock, sqlite_database):
    opened = open_telephones(
        clock,
        sqlite_database,
        accounts=ACCOUNTS,
        text=CAMPAIGN,
        options=OPTIONS,
        terms=PEOPLE,
        limits=limits_of(PURSE),
        listens=False,
    )
    with opened as telephones:
        yield Audience(telephones)


def test_every_call_ends_as_it_went(audience, sqlite_database):
    audience.take_part()
    rows = audience.telephones.rows()
    made = [row for row in rows if row.intent_at is not None]
    assert audience.rung == Counter(row.number for row in made)
    assert {row.state for row in made} == {"done"}
    assert Counter(row.result for row in made) == audience.wanted()
    first = [row for row in made if row.attempt == 1]
    assert len(first) == ACCOUNTS
    again = {row.account_number for row in made if row.attempt == 2}
    assert again == {row.account_number for row in first if row.result == "call_later"}
    talked = {row.result for row in made if row.talked}
    assert talked == {"human", "promised", "paid", "wrong_number", "opted_out"}
    assert_invariants(sqlite_database, is_at_rest=False)  # what was paid in the calls is not posted here
