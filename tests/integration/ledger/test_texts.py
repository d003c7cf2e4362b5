"""The texts outbox: what is put there twice is there once, and falls with its transaction."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from integration.ledger.tables import texts
from integration.ledger.texts import Text, put

NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
RECEIPT = Text(
    bid="1368",
    to="+17705550134",
    topic="receipt",
    words="receipt",
    language="en",
    why="payment 1",
    at=NOW,
    values={"amount": 4250, "confirmation": "418203377"},
    asked_for=True,
)


def rows(database):
    with database.read() as connection:
        return connection.execute(select(texts)).all()


def test_a_text_waits_with_all_that_it_says(database):
    with database.write() as connection:
        put(connection, RECEIPT)
    (row,) = rows(database)
    assert (row.state, row.number, row.words, row.cause, row.asked_for) == (
        "ready", "+17705550134", "receipt", "payment 1", True,
    )  # fmt: skip
    assert (row.filled, row.next_at, row.sid) == ('{"amount": 4250, "confirmation": "418203377"}', NOW, "")


@pytest.mark.parametrize(
    ("change", "count"),
    [({}, 1), ({"values": {}}, 1), ({"to": "+17705550135"}, 2), ({"why": "payment 2"}, 2), ({"words": "link"}, 2)],
)
def test_the_same_words_about_the_same_thing_to_the_same_number_are_one_text(sqlite_database, change, count):
    with sqlite_database.write() as connection:
        put(connection, RECEIPT)
        put(connection, replace(RECEIPT, **change))
    assert len(rows(sqlite_database)) == count


def test_it_falls_with_the_transaction_that_it_tells_of(sqlite_database):
    def paying():
        with sqlite_database.write() as connection:
            put(connection, RECEIPT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        paying()
    assert rows(sqlite_database) == []


def test_what_it_says_is_not_shown_in_a_log():
    assert "418203377" not in repr(RECEIPT)
