"""The register of consent and opt-out: only added to, the last word on a topic stands, and no to all is no to each."""

from datetime import timedelta

import pytest

from integration.calling.question import DoNotCall
from integration.ledger.consents import Word, note, opted_out
from integration.ledger.register import registered
from integration.ledger.tables import consents

PAYER, OTHER = "+17705550134", "+17705550135"


@pytest.fixture
def says(database, clock):
    def says(says_yes, topic="all", number=PAYER, bid="1368"):
        clock.pause(timedelta(minutes=1).total_seconds())
        word = Word(bid, number, topic, says_yes, how="keypress", who="the line", at=clock.now())
        with database.write() as connection:
            note(connection, word)

    return says


@pytest.fixture
def is_out(database):
    def is_out(number=PAYER, topic="all", bid="1368"):
        with database.read() as connection:
            return opted_out(connection, bid, number, topic)

    return is_out


def test_who_said_nothing_has_not_opted_out(is_out):
    assert not is_out()


def test_the_last_word_stands_and_the_first_is_kept(says, is_out, database):
    says(says_yes=False)
    assert is_out()
    says(says_yes=True)
    assert not is_out()
    with database.read() as connection:
        kept = connection.execute(consents.select().order_by(consents.c.id)).all()
    assert [row.says for row in kept] == ["no", "yes"]
    assert kept[0].at < kept[1].at


def test_no_to_all_is_no_to_each_topic_and_not_the_other_way_round(says, is_out):
    says(says_yes=False, topic="due_soon")
    assert is_out(topic="due_soon")
    assert not is_out(topic="outage")
    assert not is_out()
    says(says_yes=False)
    assert is_out(topic="outage")


def test_a_word_is_for_one_number_and_one_biller(says, is_out):
    says(says_yes=False)
    assert not is_out(number=OTHER)
    assert not is_out(bid="9")


def test_the_register_is_laid_before_the_questions(database, clock):
    said = [("bill_due", True, "web"), ("all", False, "deceased"), ("outage", False, "keypress")]
    with database.write() as connection:
        for topic, says_yes, how in said:
            note(connection, Word("1368", "+17705550134", topic, says_yes, how, "ann", clock.now()))
        note(connection, Word("9", "+17705550135", "all", False, "listed", "ann", clock.now()))
    with database.read() as connection:
        found = registered(connection, "1368", ["+17705550134", "+17705550135"])
    assert set(found) == {"+17705550134"}
    assert [(word.topic, word.says_yes, word.how) for word in found["+17705550134"].said] == said
    assert found["+17705550134"].do_not_call == {DoNotCall.DECEASED}
