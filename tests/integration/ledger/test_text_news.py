"""News of a text in any order, doubled: the same state, the same code, the same mark on its number."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from integration.calling.marks import Mark, Marked
from integration.ledger import text_numbers, text_sends
from integration.ledger.tables import consents, texts
from integration.ledger.text_sends import News
from integration.ledger.texts import Text, TextState, put
from integration.texting.news import news_of, take_in

PAYER = "+17705550134"
SID = "SM" + "1" * 32


@pytest.fixture
def told(sqlite_database, clock):
    """`told(*news)`: a text in mid-sending hears these; its row afterwards, and its number's mark."""
    made = []

    def tell(*news, marked=None):
        made.append(1)
        text = Text("1368", PAYER, "receipt", "receipt", "en", f"payment {len(made)}", clock.now(), asked_for=True)
        with sqlite_database.write() as connection:
            text_numbers.unmark(connection, PAYER)
            if marked:
                text_numbers.mark(connection, PAYER, Marked(marked, "30003", clock.now()))
            put(connection, text)
            row = text_sends.find(connection, text.text_id())
            assert text_sends.intend(connection, row, body="x", now=clock.now(), quiet_s=60)
            for one in news:
                take_in(connection, row, one, clock.now())
        with sqlite_database.read() as connection:
            found = connection.execute(select(texts).where(texts.c.text_id == str(text.text_id()))).one()
            return (found.state, found.code, found.sid), text_numbers.marked(connection, PAYER)

    return tell


@pytest.mark.parametrize(
    ("words", "state", "mark"),
    [
        ((("queued", ""), ("sent", ""), ("delivered", "")), "delivered", None),
        ((("sending", ""), ("sent", ""), ("undelivered", "30006")), "failed", Mark.LANDLINE),
        ((("sent", ""), ("undelivered", "30003")), "failed", Mark.UNREACHABLE),
        ((("sent", ""), ("failed", "30008")), "failed", None),
        ((("sent", ""), ("undelivered", "30003"), ("delivered", "")), "delivered", None),
    ],
)
def test_any_order_ends_alike(told, words, state, mark):
    news = [news_of(status, SID, code) for status, code in words]
    unsure = News(TextState.UNSURE, "no answer")
    ends = {told(*order, *order[:1], marked=Mark.LANDLINE if state == "delivered" else None) for order in
            [*permutations(news), *permutations([unsure, *news])]}  # fmt: skip
    assert {(end[0][0], end[0][2], end[1] and end[1].mark) for end in ends} == {(state, SID, mark)}


def test_a_word_that_nobody_knows_says_nothing():
    assert news_of("partially_delivered", SID, "") is None


def test_21610_is_a_no_that_is_written_down_once(told, sqlite_database):
    for _ in range(2):
        told(news_of("failed", SID, "21610"))
    with sqlite_database.read() as connection:
        assert [(row.topic, row.says) for row in connection.execute(select(consents))] == [("texts", "no")]


def test_a_text_that_is_in_somebodys_hand_is_taken_up_by_nobody_else(sqlite_database, clock):
    text = Text("1368", PAYER, "receipt", "receipt", "en", "payment", clock.now(), asked_for=True)
    with sqlite_database.write() as connection:
        put(connection, text)
        row = text_sends.next_due(connection, "1368", clock.now())
        assert text_sends.next_due(connection, "2000", clock.now()) is None
        assert text_sends.intend(connection, row, body="x", now=clock.now(), quiet_s=60)
        assert not text_sends.intend(connection, row, body="x", now=clock.now(), quiet_s=60)
        assert text_sends.next_due(connection, "1368", clock.now()) is None
        later = clock.now() + timedelta(seconds=60)
        assert text_sends.next_due(connection, "1368", later).state is TextState.SENDING


def test_what_is_settled_is_not_put_back(sqlite_database, clock):
    text = Text("1368", PAYER, "receipt", "receipt", "en", "payment", clock.now(), asked_for=True)
    with sqlite_database.write() as connection:
        put(connection, text)
        row = text_sends.find(connection, text.text_id())
        text_sends.intend(connection, row, body="x", now=clock.now(), quiet_s=60)
        tried = replace(row, attempts=1)
        take_in(connection, tried, news_of("delivered", SID, ""), clock.now())
        assert not text_sends.put_back(connection, tried, next_at=clock.now(), why="nothing arrived")
        assert not text_sends.look_again(connection, tried, next_at=clock.now(), why="no answer")
        assert text_sends.find(connection, text.text_id()).state is TextState.DELIVERED
