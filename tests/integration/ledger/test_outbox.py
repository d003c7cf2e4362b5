from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from integration.ledger import backlog, endings, holds, orders, outbox
from integration.ledger.outbox import FOREVER, Settlement
from integration.ledger.tables import audit, outbox_events, payments
from integration.ledger.tables import outbox as outbox_table
from integration.model import PostingState, Said, Way
from integration.money import Money

ONE = UUID(int=1)
READY, POSTING, POSTED, AMBIGUOUS, REVIEW = (
    PostingState.READY,
    PostingState.POSTING,
    PostingState.POSTED,
    PostingState.AMBIGUOUS,
    PostingState.REVIEW,
)
LEASE_S = 150.0


class Box:
    """The outbox of one ledger, each step in a transaction of its own."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock

    def put(self, number=1, reference="", **more):
        reference = reference or orders.reference_of("P", UUID(int=number << 60))
        row = {
            "payment_id": UUID(int=number),
            "bid": "1368",
            "account_number": "0012345678",
            "amount": Money(4250),
            "way": Way.CARD,
            "effective": self.clock.now().date(),
            "invoice_type": "30",
        } | more
        with self.database.write() as connection:
            if not connection.scalar(select(func.count()).where(payments.c.payment_id == str(row["payment_id"]))):
                connection.execute(insert(payments).values(self._payment(row, number)))
            order = replace(orders.payment_order(**row), reference=reference)
            return orders.put(connection, order, self.clock.now(), "captured")

    def _payment(self, row, number):
        return {
            "payment_id": str(row["payment_id"]),
            "bid": row["bid"],
            "account_number": row["account_number"],
            "invoice_number": "I1",
            "channel": "phone",
            "method": "card",
            "pays": "past_due",
            "amount_cents": row["amount"].cents,
            "fee_cents": 250,
            "state": "captured",
            "confirmation": f"{number:09d}",
            "opened_at": self.clock.now(),
        }

    def claim(self, token="t1", **more):
        with self.database.write() as connection:
            return outbox.claim(connection, "1368", token=token, now=self.clock.now(), lease_s=LEASE_S, **more)

    def intend(self, row):
        with self.database.write() as connection:
            return outbox.intend(connection, row, now=self.clock.now(), needs_s=35.0)

    def settle(self, row, state, *, sent_at=None, **more):
        next_at = more.pop("next_at", self.clock.now())
        settlement = Settlement(state, next_at, "because", sent_at, **more)
        with self.database.write() as connection:
            return endings.settle(connection, row, settlement, now=self.clock.now())

    def hold(self, bid="1368", why="401", who="pump"):
        with self.database.write() as connection:
            holds.hold(connection, bid, why=why, who=who, now=self.clock.now())

    def rows(self):
        with self.database.read() as connection:
            return connection.execute(select(outbox_table).order_by(outbox_table.c.id)).all()

    def life(self):
        with self.database.read() as connection:
            found = connection.execute(select(outbox_events).order_by(outbox_events.c.id))
            return [(event.from_state, event.to_state) for event in found]


@pytest.fixture
def database(ledger):
    """On each database, and in plain dictionaries."""
    return ledger


@pytest.fixture
def box(database, clock):
    return Box(database, clock)


def test_a_reference_is_the_letter_and_nineteen_characters_of_the_id():
    assert orders.reference_of("P", UUID("12345678-1234-5678-1234-567812345678")) == "PCI2FM6ASGRLHQERUKZ4"
    assert len(orders.reference_of("P", ONE)) == orders.REFERENCE_CHARACTERS_MAX


def test_a_payment_is_put_once_however_often_it_is_put(box):
    assert box.put() == box.put() == box.put()
    (row,) = box.rows()
    assert (row.state, row.amount_cents, row.invoice_type, row.attempts, row.sent_at) == ("ready", 4250, "30", 0, None)
    assert box.life() == [("", "ready")]


def test_the_same_payment_with_another_amount_is_loud(box):
    box.put()
    with pytest.raises(ValueError, match="4250 cents for account ending 5678; now 4251 cents"):
        box.put(amount=Money(4251))


def test_two_payments_never_share_a_reference(box):
    box.put(1, reference="P1")
    with pytest.raises(IntegrityError):
        box.put(2, reference="P1")


def test_a_claim_takes_the_longest_waiting_first_and_counts_the_attempt(box):
    first = box.put(1)
    box.clock.pause(1)
    second, _third = box.put(2), box.put(3)
    claimed = box.claim(limit=2)
    assert [row.id for row in claimed] == [first, second]
    assert claimed[0].attempts == 1
    assert claimed[0].posting.amount == Money(4250)
    assert claimed[0].posting.invoice_type == "30"


def test_a_claimed_row_is_nobody_elses_until_its_lease_has_lapsed(box):
    box.put()
    assert len(box.claim("t1")) == 1
    assert box.claim("t2") == []
    box.clock.pause(LEASE_S)
    assert [row.token for row in box.claim("t2")] == ["t2"]


def test_a_row_is_not_due_before_its_time(box):
    box.put()
    (row,) = box.claim()
    later = box.clock.now().replace(hour=20)
    assert box.settle(row, READY, next_at=later)
    assert box.claim() == []
    box.clock.pause(5 * 3600)
    assert len(box.claim()) == 1


def test_a_posted_row_is_never_claimed_again(box):
    box.put()
    (row,) = box.claim()
    box.intend(row)
    box.settle(row, POSTED, sent_at=box.clock.now())
    box.clock.pause(LEASE_S)
    assert box.claim() == []


def test_another_billers_rows_are_not_claimed(box):
    box.put(1, bid="999")
    assert box.claim() == []


def test_a_held_billers_rows_are_not_claimed(box):
    box.put()
    with box.database.write() as connection:
        holds.hold(connection, "1368", why="401", who="pump", now=box.clock.now())
        holds.hold(connection, "1368", why="401 again", who="pump", now=box.clock.now())
    assert box.claim() == []
    with box.database.write() as connection:
        assert holds.held(connection) == {"1368": "401 again"}
        assert holds.resume(connection, "1368", who="ann", now=box.clock.now())
        assert not holds.resume(connection, "1368", who="ann", now=box.clock.now())
    assert len(box.claim()) == 1
    with box.database.read() as connection:
        assert connection.execute(select(audit.c.who, audit.c.what)).all() == [
            ("pump", "pump held"),
            ("pump", "pump held"),
            ("ann", "pump resumed"),
        ]


def test_an_intent_makes_the_row_posting(box):
    box.put()
    (row,) = box.claim()
    assert box.intend(row)
    assert (box.rows()[0].state, box.rows()[0].sent_at) == ("posting", box.clock.now())
    assert box.life() == [("", "ready"), ("ready", "posting")]


def test_no_intent_without_the_lease(box):
    box.put()
    (zombie,) = box.claim("t1")
    box.clock.pause(LEASE_S)
    (_heir,) = box.claim("t2")
    assert not box.intend(zombie)
    assert box.rows()[0].state == "ready"


def test_no_intent_when_the_lease_would_lapse_during_the_send(box):
    box.put()
    (row,) = box.claim()
    box.clock.pause(LEASE_S - 35.0)
    assert not box.intend(row)


@pytest.mark.parametrize("state", [READY, AMBIGUOUS, REVIEW])
def test_settling_frees_the_row_and_leaves_an_event(box, state):
    box.put()
    (row,) = box.claim()
    box.intend(row)
    assert box.settle(row, state, sent_at=box.clock.now(), said=Said("no", "7", "5"))
    (found,) = box.rows()
    assert (found.state, found.token, found.why) == (state.value, "", "because")
    assert found.cayenta_says == "no, transNo 7, pid 5"
    assert box.life()[-1] == ("posting", state.value)


def test_an_attempt_that_does_not_count_is_given_back(box):
    box.put()
    (row,) = box.claim()
    box.settle(row, READY, spent=False)
    assert box.rows()[0].attempts == 0


def test_nothing_but_posted_is_written_without_the_token(box):
    box.put()
    (zombie,) = box.claim("t1")
    box.intend(zombie)
    box.clock.pause(LEASE_S)
    box.claim("t2")
    for state in (READY, AMBIGUOUS, REVIEW):
        assert not box.settle(zombie, state)
    assert (box.rows()[0].state, box.rows()[0].token) == ("posting", "t2")


def test_posted_is_the_truth_whoever_holds_the_lease(box):
    box.put()
    (zombie,) = box.claim("t1")
    box.intend(zombie)
    sent_at = box.clock.now()
    box.clock.pause(LEASE_S)
    (heir,) = box.claim("t2")
    assert box.settle(zombie, POSTED, sent_at=sent_at, next_at=FOREVER)
    assert box.rows()[0].posted_at == box.clock.now()
    assert not box.settle(heir, AMBIGUOUS, sent_at=sent_at)
    assert box.life() == [("", "ready"), ("ready", "posting"), ("posting", "posted")]


def test_writing_posted_again_after_a_lost_commit_is_nothing_new(box):
    box.put()
    (row,) = box.claim()
    box.intend(row)
    assert box.settle(row, POSTED, sent_at=box.clock.now())
    assert box.settle(row, POSTED, sent_at=box.clock.now())
    assert box.life()[-1] == ("posting", "posted")


def test_a_second_send_that_was_posted_leaves_its_own_event(box):
    box.put()
    (row,) = box.claim()
    box.intend(row)
    sent_at = box.clock.now()
    box.settle(row, POSTED, sent_at=sent_at)
    box.clock.pause(1)
    assert not box.settle(row, POSTED, sent_at=box.clock.now())
    assert box.life()[-1] == ("posted", "posted")


def test_a_contradiction_holds_the_biller_even_without_the_token(box):
    box.put()
    (zombie,) = box.claim("t1")
    box.clock.pause(LEASE_S)
    box.claim("t2")
    assert not box.settle(zombie, REVIEW, hold="contradicted")
    with box.database.read() as connection:
        assert holds.is_held(connection, "1368")


def test_rows_given_back_can_be_claimed_at_once(box):
    box.put()
    claimed = box.claim("t1")
    with box.database.write() as connection:
        outbox.release(connection, claimed, now=box.clock.now())
    assert box.rows()[0].attempts == 0
    assert len(box.claim("t2")) == 1


def test_the_backlog_is_counted_by_biller_and_state(box):
    box.put(1)
    box.put(2)
    box.put(3, bid="999")
    (row, _other) = box.claim()
    box.intend(row)
    box.settle(row, POSTED, sent_at=box.clock.now(), next_at=FOREVER)
    box.clock.pause(90)
    with box.database.write() as connection:
        holds.hold(connection, "777", why="new", who="ann", now=box.clock.now())
        found = backlog.backlogs(connection)
    assert found["1368"].told(box.clock.now()) == {
        "ready": 1,
        "posting": 0,
        "ambiguous": 0,
        "review": 0,
        "posted": 1,
        "cancelled": 0,
        "oldest_ready_s": 90,
        "held": None,
    }
    assert found["999"].counts[READY] == 1
    assert found["777"].held == "new"
    assert found["777"].oldest_ready is None


def test_billers_are_due_by_their_rows_unless_held(box):
    box.put(1)
    box.put(2, bid="999")
    box.put(3, bid="777")
    box.claim()
    with box.database.write() as connection:
        holds.hold(connection, "777", why="w", who="ann", now=box.clock.now())
        assert backlog.due_billers(connection, box.clock.now()) == ["999"]
    box.clock.pause(LEASE_S)
    with box.database.read() as connection:
        assert backlog.due_billers(connection, box.clock.now()) == ["1368", "999"]
