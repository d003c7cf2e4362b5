"""The ledger's steps that the simulation takes, on SQLite, on PostgreSQL, and on the plain ledger that stands for them.

Outbox, payments and batches have their own tests on all three: `tests/integration/ledger`.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from integration.errors import Refused
from integration.ledger import (
    authorizations,
    backlog,
    batches,
    breakers,
    endings,
    holds,
    notices,
    orders,
    outbox,
    review,
    undos,
)
from integration.ledger.authorizations import Authorization
from integration.ledger.breakers import Breaker
from integration.ledger.outbox import FOREVER, Settlement
from integration.ledger.review import Decision
from integration.ledger.tables import audit
from integration.ledger.tables import undos as wishes
from integration.model import PostingState
from tests.workers.parts import biller, life_of, open_payment, payment_id, put, row_of

WHO = Decision("ann", "seen in Cayenta")
MINUTE = timedelta(minutes=1)


def settled(ledger, clock, number, state, **more):
    """A posting, sent once, that ended in this state; its reference."""
    row_id = put(ledger, clock, number)
    with ledger.write() as connection:
        (row,) = outbox.claim(connection, "1368", token="w", now=clock.now(), lease_s=150.0)
        batch = batches.hold_open(connection, biller(), clock.now())
        assert outbox.intend(connection, row, now=clock.now(), needs_s=35.0, batch=batch)
        ending = Settlement(state, FOREVER, "why", clock.now(), batch_id=batch.id, **more)
        assert endings.settle(connection, row, ending, now=clock.now())
    return row_of(ledger, row_id).reference


def test_what_a_block_raises_undoes_all_that_it_wrote(ledger, clock):
    number = put(ledger, clock, 1)
    before = row_of(ledger, number)
    with suppress(ZeroDivisionError), ledger.write() as connection:
        orders.cancel(connection, number, "ready", "no more", clock.now())
        holds.hold(connection, "1368", why="401", who="pump", now=clock.now())
        raise ZeroDivisionError
    with ledger.read() as connection:
        assert holds.held(connection) == {}
    assert row_of(ledger, number) == before
    assert life_of(ledger, number) == ["ready"]


def test_a_payment_that_is_not_there_has_no_posting(ledger, clock):
    put(ledger, clock, 1)
    with pytest.raises(IntegrityError), ledger.write() as connection:
        connection.execute(insert(wishes).values(**_wish(payment_id(2), clock)))


def _wish(payment, clock):
    wish = {"payment_id": str(payment), "bid": "1368", "state": "wanted", "who": "ann", "reason": "paid twice"}
    return wish | {"wanted_at": clock.now()}


@pytest.mark.parametrize(
    ("decide", "state", "life"),
    [
        (lambda connection, ref, now: review.mark_posted(connection, ref, "AR item", WHO, now), "posted", ["posted"]),
        (lambda connection, ref, now: review.cancel(connection, ref, WHO, now), "cancelled", ["cancelled"]),
        (lambda connection, ref, now: review.send_again(connection, ref, WHO, now), "ready", ["ready"]),
        (lambda connection, ref, now: review.ask_again(connection, ref, WHO, now), "review", ["review"]),
    ],
)
def test_a_person_decides_once_and_is_named(ledger, clock, decide, state, life):
    reference = settled(ledger, clock, 1, PostingState.REVIEW)
    with ledger.write() as connection:
        (item,) = review.board(connection, "1368")
        assert (item.reference, item.state, item.next_at) == (reference, PostingState.REVIEW, None)
        decide(connection, reference, clock.now())
        told = connection.execute(select(audit.c.who, audit.c.subject)).all()
    assert [tuple(row) for row in told] == [("ann", reference)]
    assert row_of(ledger, 1).state == state
    assert life_of(ledger, 1) == ["ready", "posting", "review", *life]


def test_what_is_in_a_workers_hands_is_nobody_elses_to_decide(ledger, clock):
    put(ledger, clock, 1)
    with ledger.write() as connection:
        (row,) = outbox.claim(connection, "1368", token="w", now=clock.now(), lease_s=150.0)
        with pytest.raises(Refused, match="in hand"):
            review.cancel(connection, row.posting.reference, WHO, clock.now())


def test_a_payment_given_back_before_it_left_is_called_off(ledger, clock):
    put(ledger, clock, 1)
    assert _given_back(ledger, clock, 1) == ""
    assert row_of(ledger, 1).state == "cancelled"


def test_a_payment_given_back_after_it_left_is_followed_by_one_void(ledger, clock):
    settled(ledger, clock, 1, PostingState.POSTED)
    assert _given_back(ledger, clock, 1) == _given_back(ledger, clock, 1) == row_of(ledger, 2).reference
    void = row_of(ledger, 2)
    assert (void.op, void.depends_on, void.state, void.amount_cents) == ("void", 1, "ready", 1001)
    with ledger.read() as connection:
        assert (
            orders.send_back(connection, payment_id(1), trace="1", code="R01", day=clock.now().date(), now=None) == ""
        )


def _given_back(ledger, clock, number):
    with ledger.write() as connection:
        return orders.call_off(connection, payment_id(number), who="ann", why="paid twice", now=clock.now())


def test_a_return_follows_what_is_posted_and_waits_for_it(ledger, clock):
    put(ledger, clock, 1)
    back = {"trace": "123", "code": "R01", "day": clock.now().date(), "now": clock.now()}
    with ledger.write() as connection:
        assert orders.send_back(connection, payment_id(1), **back) == ""
    settled(ledger, clock, 1, PostingState.POSTED)
    with ledger.write() as connection:
        assert orders.send_back(connection, payment_id(1), **back) == "R123R01"
        (row,) = outbox.claim(connection, "1368", token="x", now=clock.now(), lease_s=150.0)
    assert (row.posting.op, row.posting.comments) == ("return", "R01")


def test_a_wish_is_taken_up_by_one_and_ends_in_the_books(ledger, clock):
    open_payment(ledger, clock, 1, charge_id="ch_1")
    put(ledger, clock, 1)
    with ledger.write() as connection:
        assert undos.want(connection, payment_id(1), who="ann", reason="paid twice", now=clock.now())
        assert not undos.want(connection, payment_id(1), who="bob", reason="again", now=clock.now())
        assert list(undos.due(connection, clock.now())) == [str(payment_id(1))]
        row = undos.take_up(connection, payment_id(1), clock.now())
        assert undos.take_up(connection, payment_id(1), clock.now()) is None
        assert (undos.charged(row).cents, row.charge_id, row.looks) == (1251, "ch_1", 1)
        undos.undone(connection, payment_id(1), "voided", clock.now())
        assert undos.of(connection, payment_id(1)).state == "undone"
        assert list(undos.due(connection, clock.now() + 10 * MINUTE)) == []
    assert row_of(ledger, 1).state == "cancelled"


def test_only_a_captured_payment_is_given_back(ledger, clock):
    open_payment(ledger, clock, 1, state="unknown")
    with pytest.raises(Refused, match="is unknown"), ledger.write() as connection:
        undos.want(connection, payment_id(1), who="ann", reason="paid twice", now=clock.now())


def test_a_bank_payment_is_proved_by_its_yes_and_its_notice_together(ledger, clock):
    open_payment(ledger, clock, 1, state="intent", method="bank")
    given = _yes(clock)
    with ledger.write() as connection:
        authorizations.write(connection, given)
        assert not authorizations.is_proved(connection, payment_id(1))
        notices.queue(connection, given, "letter", "1 Main Street")
        assert authorizations.is_proved(connection, payment_id(1))
        assert authorizations.of(connection, given.payment_id) == given
        assert notices.waiting(connection) == []  # nothing was charged yet
    with pytest.raises(IntegrityError), ledger.write() as connection:
        authorizations.write(connection, given)


def _yes(clock):
    told = {"language": "en", "words": "You authorise one debit.", "payer": "A", "account_kind": "checking"}
    told |= {"ending": "1111", "total_cents": 1251, "phone": "+17705550100", "answer": "yes", "confidence": None}
    day = clock.now().date()
    return Authorization(str(payment_id(1)), bid="1368", call_sid="CA1", debit_on=day, at=clock.now(), **told)


def test_a_biller_that_rests_is_not_rung_and_is_known_by_its_run(ledger, clock):
    put(ledger, clock, 1)
    rests = Breaker(run=3, rests_until=clock.now() + MINUTE)
    with ledger.write() as connection:
        assert breakers.of(connection, "1368", locked=True) == Breaker()
        assert backlog.due_billers(connection, clock.now()) == ["1368"]
        for breaker in (Breaker(run=1), rests):
            breakers.put(connection, "1368", breaker, clock.now())
        assert breakers.of(connection, "1368") == rests
        assert backlog.due_billers(connection, clock.now()) == []
        assert backlog.due_billers(connection, clock.now() + MINUTE) == ["1368"]


def test_instants_come_back_aware_and_to_the_microsecond(ledger, clock):
    at = datetime(2026, 11, 20, 15, 5, 0, 123456, tzinfo=UTC)
    with ledger.write() as connection:
        breakers.put(connection, "1368", Breaker(run=3, rests_until=at), clock.now())
        assert breakers.of(connection, "1368").rests_until == at
        assert breakers.resting(connection, at - timedelta(microseconds=1)) == ["1368"]
        assert breakers.resting(connection, at) == []


def test_a_reference_of_a_return_that_another_payment_has_is_not_taken_twice(ledger, clock):
    for number in (1, 2):
        settled(ledger, clock, number, PostingState.POSTED)
    day, now = clock.now().date(), clock.now()
    with ledger.write() as connection:
        first, second = (
            orders.send_back(connection, payment_id(number), trace="1", code="R01", day=day, now=now)
            for number in (1, 2)
        )
    assert first == "R1R01"
    assert second == orders.reference_of("R", payment_id(2))
