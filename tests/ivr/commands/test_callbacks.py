"""`ivr callbacks`: whom to call, in the order in which they wait, and who has called."""

import json

import pytest
from sqlalchemy import select

from integration.ledger.tables import audit, callbacks
from tests.ivr.line import CALLER


@pytest.fixture
def waiting(line):
    """Two callers of a Friday night: an afternoon at the number that called, and a morning at another."""
    line.box.clock.pause(12 * 3600)
    for keys in (("3", "1", "2"), ("3", "2", "4045550177", "1", "1")):
        caller = line.knock()
        caller.go()
        caller.keys("1", "0", *keys)
    return line


def told(run, *words):
    result = run("callbacks", "list", "--bid", "1368", "--json", *words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["callbacks"]


@pytest.mark.usefixtures("waiting")
def test_mornings_come_first_with_number_account_and_language(run):
    found = told(run)
    assert [(one["day"], one["part"], one["number"]) for one in found] == [
        ("2026-11-23", "morning", "+14045550177"),
        ("2026-11-23", "afternoon", CALLER),
    ]
    assert {(one["account_number"], one["language"], one["turn"]) for one in found} == {("", "en", "ask_account")}


def test_who_was_called_waits_no_more_and_is_called_once(run, waiting):
    first = told(run)[0]["id"]
    result = run("callbacks", "done", str(first), "--who", "Ana", "--note", "paid in the office")
    assert (result.exit_code, result.stdout) == (0, f"callback {first}: +14045550177 was called by Ana\n")
    assert [one["number"] for one in told(run)] == [CALLER]
    (done,) = [one for one in told(run, "--all") if one["done_at"]]
    assert (done["done_by"], done["note"]) == ("Ana", "paid in the office")
    again = run("callbacks", "done", str(first), "--who", "Ben")
    assert again.exit_code == 1
    assert f"callback {first} was done by Ana at" in again.stderr
    with waiting.database.read() as connection:
        assert connection.execute(select(audit.c.who, audit.c.what)).all() == [("Ana", "caller called back")]


@pytest.mark.usefixtures("waiting")
def test_for_reading_and_what_is_not_there(run):
    result = run("callbacks", "list", "--bid", "1368")
    assert "2026-11-23  morning    +14045550177  en" in result.stdout
    assert result.stderr == "2 callers\n"
    assert run("callbacks", "done", "99").exit_code == 1
    assert run("callbacks", "list", "--bid", "3000").exit_code == 1


def test_a_request_that_comes_twice_promises_once(line):
    line.box.clock.pause(12 * 3600)
    caller = line.knock()
    caller.go()
    caller.keys("1", "0", "3", "1")
    place = caller.place
    assert caller.go(place, Digits="1") == caller.go(place, Digits="1")
    assert len(line.rows(callbacks.name)) == 1
