"""A request is answered once and repeated word for word, whoever else sends it at the same time; on both databases."""

import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import update

from integration.clock import VirtualClock
from integration.ledger.database import BUSY_WAIT_S, LOCK_WAIT_MS, Database
from integration.ledger.queue import QUEUE_WAIT_S
from integration.ledger.tables import calls, metadata
from tests.ivr.line import ACCOUNT, ZIP, mint, open_line

AT_ONCE = 4
TWIML_WAIT_S_MAX = 5.0  # of the house: a caller whose turn the database keeps hears "one moment" by then


class LiveClock(VirtualClock):
    """Virtual, but a pause lets the other threads go on: a repeat of work in progress waits for that work."""

    def pause(self, seconds):
        super().pause(seconds)
        Event().wait(0.002)


@pytest.fixture
def clock():
    return LiveClock(datetime(2026, 11, 20, 15, 5, tzinfo=UTC))


@pytest.fixture
def line(clock, database):
    with open_line(clock, database=database) as line:
        yield line


def asked_at_once(caller, path="", **fields):
    """The same request from several threads, then once more: the documents, of which there should be one."""
    path = path or caller.place
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda _: caller.line.post(path, caller.form | fields), range(AT_ONCE)))
    caller.go(path, **fields)
    assert {reply.status_code for reply in replies} == {200}
    return {reply.data for reply in replies} | {caller.said.encode()}


# From hello to goodbye: the turn that each request is sent to, and what it brings.
JOURNEY = (
    ("/voice", {}),
    ("/voice/keyed/greeting/1", {"Digits": "1"}),
    ("/voice/keyed/ask_account/2", {"Digits": ACCOUNT}),
    ("/voice/keyed/ask_zip/3", {"Digits": ZIP}),
    ("/voice/work/find_account/4", {}),
    ("/voice/work/find_balance/5", {}),
    ("/voice/keyed/read_balance/6", {"Digits": "1"}),
    ("/voice/keyed/confirm_payment/7", {"Digits": "1"}),
    ("/voice/paid/pay_card/8", {"Result": "success", "PaymentCardNumber": "xxxxxxxxxxxx1111"}),
    ("/voice/work/charge/9", {}),
    ("/voice/keyed/receipt/10", {"Digits": "0"}),
    ("/voice/dialed/agent/11", {"DialCallStatus": "completed"}),
)


def test_every_kind_of_request_has_one_answer_and_one_effect(line):
    caller = line.knock()
    token = mint(line)
    for path, fields in JOURNEY:
        more = {"PaymentToken": token} if "paid/pay_card" in path else {}
        assert caller.place == path
        assert len(asked_at_once(caller, **fields, **more)) == 1
    counts = line.counts()
    assert counts["calls"] == 1
    assert counts["turns"] == len(JOURNEY)
    assert (counts["payments"], counts["outbox"], len(line.charges())) == (1, 1, 1)


def test_one_of_two_different_answers_counts(line):
    caller = line.knock()
    caller.go()
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda key: line.post(caller.place, caller.form | {"Digits": key}).data, "12"))
    assert said[0] == said[1]
    assert line.counts()["turns"] == 2


def test_the_end_is_told_once(line):
    caller = line.knock()
    caller.go()
    told = caller.form | {"CallStatus": "completed"}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert {
            reply.status_code for reply in pool.map(lambda _: line.post("/voice/status", told), range(AT_ONCE))
        } == {204}
    (first,) = line.rows("calls")
    line.box.clock.pause(60)
    line.post("/voice/status", caller.form | {"CallStatus": "failed"})
    assert line.rows("calls") == [first]


def test_a_stale_turn_gives_what_it_gave(line):
    caller = line.knock()
    documents = [caller.go(), caller.go(Digits="1"), caller.go(Digits=ACCOUNT)]
    assert caller.go("/voice/keyed/greeting/1", Digits="2") == documents[1]
    assert caller.go("/voice/keyed/ask_account/2", Digits="9999999999") == documents[2]
    assert caller.turn == "ask_zip"


@pytest.mark.parametrize(
    "path", ["/voice/keyed/read_balance/9", "/voice/keyed/read_balance/2", "/voice/paid/pay_card/2"]
)
def test_a_turn_that_the_call_is_not_in_gives_the_one_it_is_in(line, path):
    caller = line.knock()
    caller.go()
    present = caller.go(Digits="1")
    assert caller.go(path, Digits="1") == present
    assert line.counts()["turns"] == 2


@pytest.mark.parametrize("path", ["/voice/keyed/greeting/1", "/voice/work/find_account/4", "/voice/dialed/agent/2"])
def test_a_call_that_nobody_knows_starts_again(line, path):
    caller = line.knock()
    said = caller.go(path)
    assert "<Redirect>https://line.box/voice</Redirect>" in said
    assert line.counts()["calls"] == 0


def test_a_turn_that_a_deploy_took_away_asks_the_account_again(line):
    caller = line.knock()
    caller.go()
    caller.go(Digits="1")
    with line.database.write() as connection:
        state = calls.c.state
        (was,) = connection.execute(update(calls).values(turn="gone").returning(state)).one()
        connection.execute(update(calls).values(state=was.replace('"ask_account"', '"gone"')))
    said = caller.go("/voice/keyed/gone/2", Digits="5")
    assert caller.place == "/voice/keyed/ask_account/3"
    assert "account number" in said


@pytest.fixture
def locked(tmp_path, clock):
    """A line whose database a stranger holds, and does not give back; the stranger."""
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}", busy_wait_s=0.05)
    with database.write() as connection:
        metadata.create_all(connection)
    with open_line(clock, database=database) as line:
        caller = line.knock()
        caller.go()
        stranger = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
        stranger.execute("BEGIN IMMEDIATE")
        yield caller, stranger
        stranger.close()
    database.close()


def test_a_locked_database_is_one_moment_twice_and_then_a_person(locked):
    caller, _ = locked
    place = "/voice/keyed/greeting/1"
    for wait in ("?wait=1", "?wait=2"):
        said = caller.go(Digits="1")
        assert re.findall(r"<Redirect>([^<]*)</Redirect>", said) == [f"{place}{wait}"]
        assert said.count("<Say") == 2  # one moment, in each language
        caller.place = f"{place}{wait}"
    assert "<Dial" in caller.go(Digits="1")


def test_a_database_that_comes_back_goes_on_with_the_turn(locked):
    caller, stranger = locked
    caller.go(Digits="1")
    stranger.execute("ROLLBACK")
    caller.go("/voice/keyed/greeting/1?wait=1", Digits="1")
    assert caller.place == "/voice/keyed/ask_account/2"


def test_a_new_call_is_told_to_wait_too(locked):
    caller, _ = locked
    begun = time.monotonic()
    said = caller.line.knock().go()
    assert "<Redirect>/voice?wait=1</Redirect>" in said
    assert time.monotonic() - begun < TWIML_WAIT_S_MAX


def test_nobody_waits_longer_than_a_caller_should():
    assert QUEUE_WAIT_S + BUSY_WAIT_S < TWIML_WAIT_S_MAX
    assert LOCK_WAIT_MS / 1000 < TWIML_WAIT_S_MAX
