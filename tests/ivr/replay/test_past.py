"""What a script says happened before the call is there when it begins, in our books and in the others'."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from integration.ledger import holds
from integration.ledger.tables import accounts, guesses, outbox, payments
from integration.money import Money
from ivr.replay.stage import open_stage
from tests.ivr.replay.conftest import FACTS


@pytest.fixture
def stage(script):
    """stage("payment: …") gives what was read of a stage with these facts by a function."""

    def opened(facts, look):
        with open_stage(script("HANGUP", facts=FACTS + facts).facts) as stage:
            return look(stage)

    return opened


def rows(table):
    def look(stage):
        with stage.box.site.database.read() as connection:
            return connection.execute(select(table)).all()

    return look


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("captured 2026-11-20 09:00 posting ready", "captured"),
        ("unknown 2026-11-20 09:00", "unknown"),
        ("declined 2026-11-20 09:00", "declined"),
        ("abandoned 2026-11-20 09:00", "abandoned"),
    ],
)
def test_a_payment_has_the_state_that_is_told(stage, told, state):
    (row,) = stage(f"payment: 40.00 card {told}", rows(payments))
    assert (row.state, row.amount_cents, row.opened_at) == (state, 4000, datetime(2026, 11, 20, 14, tzinfo=UTC))


@pytest.mark.parametrize(
    ("posting", "state", "sent"),
    [
        ("ready", "ready", False),
        ("held", "ready", False),
        ("posting", "posting", True),
        ("ambiguous", "ambiguous", True),
        ("review", "review", True),
        ("posted", "posted", True),
    ],
)
def test_a_posting_has_gone_as_far_as_is_told(stage, posting, state, sent):
    (row,) = stage(f"payment: 40.00 card captured 2026-11-20 09:00 posting {posting}", rows(outbox))
    assert (row.state, row.sent_at is not None) == (state, sent)


def test_a_held_posting_waits_at_a_pump_that_stands_still(stage):
    def held(stage):
        with stage.box.site.database.read() as connection:
            return holds.is_held(connection, "1368")

    assert stage("payment: 40.00 card captured 2026-11-20 09:00 posting held", held)
    assert not stage("payment: 40.00 card captured 2026-11-20 09:00 posting ready", held)


def test_what_is_posted_is_in_cayentas_own_books_and_journal(stage):
    def books(stage):
        cayenta = stage.box.cayenta.books
        return cayenta.account("0012345678").balance, [item.amount_cents for item in cayenta.journal.items]

    told = "payment: 40.00 card captured 2026-11-20 09:00 posting {}"
    assert stage(told.format("posted"), books) == (Money(10250), [4000])
    assert stage(told.format("ambiguous"), books) == (Money(14250), [])


def test_several_postings_each_go_their_own_way(stage):
    facts = "".join(
        f"payment: {amount} card captured 2026-11-20 0{amount[0]}:00 posting {posting}\n"
        for amount, posting in (("3.00", "posted"), ("1.00", "ready"), ("2.00", "ambiguous"))
    )
    assert {row.amount_cents: row.state for row in stage(facts, rows(outbox))} == {
        100: "ready",
        200: "ambiguous",
        300: "posted",
    }


def test_the_flags_are_those_of_the_day_they_were_asked(stage):
    (row,) = stage("account: 0012345678 block C asked 2026-11-18", rows(accounts))
    assert (row.block_code, row.asked_at) == ("C", datetime(2026, 11, 18, 17, tzinfo=UTC))


def test_guesses_are_counted_as_the_desk_counts_them(stage):
    assert len(stage("guesses: 4\nguesses: 2 0012345678", rows(guesses))) == 3 * (4 + 2)


def test_the_clock_stands_at_the_call(stage):
    facts = "payment: 40.00 card captured 2026-11-18 09:00 posting ready\nguesses: 3"
    assert stage(facts, lambda stage: stage.box.clock.now()) == datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
