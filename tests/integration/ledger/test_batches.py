"""One batch is open at a time; it closes once, and what comes later is a correction beside it."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from integration.ledger import batches, corrections, endings, outbox, review
from integration.ledger.figures import Figures, Line, Unsure, added
from integration.ledger.outbox import FOREVER, Settlement
from integration.ledger.tables import audit
from integration.ledger.tables import batches as batches_table
from integration.model import PostingState
from tests.workers.parts import biller, put, row_of

LEASE_S = 150.0
BID = "1368"  # it closes at 20:00 in New York; the clock shows Friday 10:05 there
POSTED, AMBIGUOUS = PostingState.POSTED, PostingState.AMBIGUOUS


class Books:
    """A ledger and the steps of the pump, each in a transaction of its own."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock

    def send(self, number):
        """A payment up to its committed intent: the claimed row, with its batch and its send."""
        put(self.database, self.clock, number)
        return self.send_again()

    def send_again(self):
        now = self.clock.now()
        with self.database.write() as connection:
            (row,) = outbox.claim(connection, BID, token="t", now=now, lease_s=LEASE_S)
            batch = batches.hold_open(connection, biller(), now)
            assert outbox.intend(connection, row, now=now, needs_s=35.0, batch=batch)
        return replace(row, batch_id=batch.id, sent_at=now)

    def settle(self, row, state, why="because"):
        settlement = Settlement(state, FOREVER, why, row.sent_at, batch_id=row.batch_id)
        with self.database.write() as connection:
            assert endings.settle(connection, row, settlement, now=self.clock.now())

    def close(self, who="ann"):
        with self.database.write() as connection:
            return batches.close_now(connection, BID, who=who, why="audit", now=self.clock.now())

    def close_due(self):
        with self.database.write() as connection:
            return batches.close_due(connection, BID, self.clock.now())

    def at(self, text):
        """Move to this time of New York in winter."""
        then = datetime.fromisoformat(f"{text}-05:00")
        self.clock.pause((then - self.clock.now()).total_seconds())

    def corrections(self, batch_id):
        with self.database.read() as connection:
            return [(each.reference, each.line.cents, each.why) for each in corrections.of(connection, batch_id)]

    def numbers(self):
        with self.database.read() as connection:
            return list(connection.scalars(select(batches_table.c.number).order_by(batches_table.c.id)))


@pytest.fixture
def database(ledger):
    """On each database, and in plain dictionaries."""
    return ledger


@pytest.fixture
def books(database, clock):
    return Books(database, clock)


def test_a_batch_opens_with_the_first_intent_and_closes_with_what_is_posted(books):
    assert books.close_due() is None
    posted, unsure = books.send(1), books.send(2)
    books.settle(posted, POSTED)
    books.settle(unsure, AMBIGUOUS)
    books.at("2026-11-20T19:59:59")
    assert books.close_due() is None
    books.clock.pause(1)
    batch = books.close_due()
    assert (batch.number, batch.day, batch.closed_by) == ("20261120", date(2026, 11, 20), "pump")
    assert batch.closed_at == batch.closes_at == books.clock.now()
    reference = row_of(books.database, unsure.id).reference
    assert batch.at_close == Figures(
        (Line("payment", "card", 1, 1001, 250),), (Unsure(reference, "payment", "card", "ambiguous", 1002),)
    )
    assert books.close_due() is None
    with books.database.read() as connection:
        assert connection.execute(select(audit.c.what, audit.c.who, audit.c.subject)).all() == [
            ("batch closed", "pump", "20261120")
        ]


def test_a_posting_after_the_time_is_in_the_next_batch_although_no_clock_closed_the_first(books):
    first = books.send(1)
    books.settle(first, POSTED)
    books.at("2026-11-20T20:00:00")
    second = books.send(2)
    assert books.numbers() == ["20261120", "20261121"]
    assert first.batch_id != second.batch_id
    assert books.close_due() is None


def test_a_close_that_was_missed_for_days_happens_once(books):
    books.settle(books.send(1), POSTED)
    books.at("2026-11-23T09:00:00")
    assert books.close_due().closed_at == books.clock.now()
    assert books.close_due() is None
    books.send(2)
    assert books.numbers() == ["20261120", "20261123"]


def test_a_second_batch_of_one_day_has_a_suffix(books):
    for number in range(3):
        books.send(number)
        assert books.close().closed_by == "ann"
    assert books.numbers() == ["20261120", "20261120-2", "20261120-3"]
    assert books.close() is None


def test_what_is_settled_after_the_close_is_a_correction(books):
    found, marked, cancelled = (books.send(number) for number in (1, 2, 3))
    for row in (found, marked, cancelled):
        books.settle(row, AMBIGUOUS)
    batch = books.close()
    assert batch.at_close.lines == ()
    books.settle(found, POSTED, "found by its reference")
    references = [row.posting.reference for row in (found, marked, cancelled)]
    books.clock.pause(LEASE_S)
    decision, now = review.Decision("ann", "seen there"), books.clock.now()
    with books.database.write() as connection:
        review.mark_posted(connection, references[1], "77", decision, now)
        review.cancel(connection, references[2], decision, now)
    assert books.corrections(batch.id) == [
        (references[0], 1001, "found by its reference"),
        (references[1], 1002, "posting marked posted by ann: seen there"),
        (references[2], 0, "posting cancelled by ann: seen there"),
    ]


def test_one_that_is_sent_again_goes_over_to_the_batch_of_that_send(books):
    row = books.send(1)
    books.settle(row, AMBIGUOUS)
    first = books.close()
    with books.database.write() as connection:
        review.send_again(connection, row.posting.reference, review.Decision("ann", "absent", "bob"), books.clock.now())
    again = books.send_again()
    books.settle(again, POSTED)
    second = books.close()
    assert (first.number, second.number) == ("20261120", "20261120-2")
    assert second.at_close.lines == (Line("payment", "card", 1, 1001, 250),)
    assert books.corrections(first.id) == [(row.posting.reference, 0, "sent again in batch 20261120-2")]
    assert books.corrections(second.id) == []


def test_many_at_once_open_one_batch_and_close_it_once(books):
    rows = [put(books.database, books.clock, number) for number in range(8)]
    now, gate, found, failures = books.clock.now(), threading.Barrier(8), [], []

    def at_once(act):
        def run(row):
            gate.wait()
            try:
                with books.database.write() as connection:
                    found.append(act(connection, row))
            except Exception as failure:  # noqa: BLE001 - told by the test's own thread
                failures.append(failure)

        threads = [threading.Thread(target=run, args=(row,)) for row in rows]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once(lambda connection, _row: batches.hold_open(connection, biller(), now))
    assert failures == []
    assert len({batch.id for batch in found}) == 1
    found.clear()
    late = now + timedelta(days=1)
    at_once(lambda connection, _row: batches.close_due(connection, BID, late))
    assert failures == []
    assert sum(batch is not None for batch in found) == 1
    with books.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(batches_table)) == 1


def test_lines_are_added_by_operation_and_tender():
    lines = [Line("void", "card", 1, -5, -1), Line("payment", "card", 1, 5, 1), Line("payment", "card", 0, 0, 0)]
    assert added([*lines, Line("payment", "card", 2, 7, 2)]) == (
        Line("payment", "card", 3, 12, 3),
        Line("void", "card", 1, -5, -1),
    )
    assert Figures(tuple(lines)).total == (2, 0, 0)
    assert added([Line("payment", "bank", 0, 0, 0)]) == ()
