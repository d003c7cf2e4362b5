from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from integration.calling.limits import limits_of
from integration.calling.may_ring import may_ring
from integration.calling.numbers import facts_of
from integration.calling.places import place_of
from integration.calling.question import Balance, Question, Said, Spend
from integration.model import Block
from integration.money import Money

EAST = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Georgia

PLAIN = Question(
    at=NOW,
    topic="bill_due",
    number=facts_of("+17705550134"),
    address=place_of("GA"),
    zone=EAST,
    limits=limits_of({}),
    spend=Spend(date(2026, 11, 24), Money(0), Money(10)),
    said=(Said("bill_due", True, "keypress", datetime(2026, 1, 5, 12, 0, tzinfo=UTC)),),
    balance=Balance(Money(14_250), Money(4_250), NOW),
    block=Block.NONE,
)


@pytest.fixture(scope="session")
def asked():
    """A question that is answered yes, with what differs: `asked(topic="outage")`. A new `at` asks the balance anew."""

    def ask(**changes):
        question = replace(PLAIN, **changes)
        if "at" in changes and "balance" not in changes:
            question = replace(question, balance=replace(PLAIN.balance, asked_at=question.at))
        return question

    return ask


@pytest.fixture(scope="session")
def answered(asked):
    """The answer to it."""
    return lambda **changes: may_ring(asked(**changes))


@pytest.fixture(scope="session")
def refused(answered):
    """The rule that refuses it, '' when none does."""

    def rule(**changes):
        answer = answered(**changes)
        return "" if answer.yes else answer.rule

    return rule


@pytest.fixture(scope="session")
def words():
    """A register in the order in which it was written, each word with its month: `words("yes bill_due 5")`."""

    def written(*lines):
        told = [line.split() for line in lines]
        return tuple(
            Said(topic, said == "yes", how[0] if how else "keypress", datetime(2026, int(month), 1, tzinfo=UTC))
            for said, topic, month, *how in told
        )

    return written
