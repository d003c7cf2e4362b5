"""`texts list` and `texts show`: found by day, number, state and payment; of a number only its end is shown."""

import json

import pytest

from integration.ledger import text_sends
from integration.ledger.text_sends import News
from integration.ledger.texts import Text, TextState, put

SID = "SM" + "1" * 32


@pytest.fixture
def written(line, clock):
    """A receipt that arrived, and half a day later one that waits; their ids."""
    first = Text("1368", "+17705550134", "receipt", "receipt", "en", "payment 1", clock.now(), asked_for=True)
    with line.database.write() as connection:
        put(connection, first)
        row = text_sends.find(connection, first.text_id())
        text_sends.intend(connection, row, body="Thank you. #7K2QD", now=clock.now(), quiet_s=60)
        text_sends.tell(connection, row.text_id, News(TextState.DELIVERED, "delivered", SID), clock.now())
    clock.pause(14 * 3600)
    second = Text("1368", "+17705550135", "bill_due", "link", "es", "call 2", clock.now())
    with line.database.write() as connection:
        put(connection, second)
    return [str(text.text_id()) for text in (first, second)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), [1, 0]),
        (("--day", "2026-11-20"), [0]),
        (("--day", "2026-11-21"), [1]),
        (("--to", "0135"), [1]),
        (("--state", "delivered"), [0]),
        (("--about", "payment 1"), [0]),
        (("--bid", "1368", "--limit", "1"), [1]),
    ],
)
def test_they_are_found(run, written, words, found):
    done = run("texts", "list", "--json", *words)
    assert [one["text_id"] for one in json.loads(done.stdout)["texts"]] == [written[place] for place in found]


def test_a_line_for_a_person(run, written):
    done = run("texts", "list", "--day", "2026-11-20")
    assert done.stdout == f"2026-11-20 10:05:00 EST  1368  …0134  receipt           en  delivered  {written[0]}\n"
    assert done.stderr == "1 texts\n"


@pytest.mark.parametrize("name", [SID, None])
def test_one_text_with_its_words(run, written, name):
    done = run("texts", "show", name or written[0])
    assert done.stdout.splitlines() == [
        f"text {written[0]} to …0134, asked for by the caller, in en",
        "about     payment 1",
        "written   2026-11-20 10:05:00 EST, biller 1368",
        f"sent      2026-11-20 10:05:00 EST, 1 times, as {SID}",
        "now       delivered: delivered",
        "          Thank you. #7K2QD",
    ]
    told = json.loads(run("texts", "show", written[0], "--json").stdout)
    assert (told["state"], told["number_ending"], told["cause"]) == ("delivered", "0134", "payment 1")


def test_no_such_text_and_no_such_biller(run, written):
    assert written
    assert "there is no text x; `ivr texts list`" in run("texts", "show", "x").stderr
    assert run("texts", "list", "--bid", "9").exit_code == 1
