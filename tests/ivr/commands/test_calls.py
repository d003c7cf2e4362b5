"""`calls list` and `calls show` on calls that were really made."""

import json
from datetime import timedelta

import pytest

from integration.sandbox.cayenta.faults import Fault, Kind
from tests.ivr.line import ACCOUNT, CALLER, ZIP, mint, standard

PAID = "CA" + "a" * 32
SILENT = "CA" + "b" * 32
NOBODY = "CA" + "c" * 32

pytestmark = pytest.mark.usefixtures("calls")


@pytest.fixture
def calls(line, clock):
    """A payer who paid and hung up and, twelve hours later, an anonymous caller who said nothing yet."""
    payer = line.knock(PAID)
    payer.to_card()
    payer.card(mint(line))
    payer.go()
    line.post("/voice/status", standard(PAID) | {"CallStatus": "completed"})
    clock.pause(timedelta(hours=14).total_seconds())
    line.knock(SILENT, From="anonymous").go()
    return line


def listed(run, *words):
    done = run("calls", "list", "--json", *words)
    assert done.exit_code == 0, done.stderr
    return [call["call_sid"] for call in json.loads(done.stdout)["calls"]]


def test_the_newest_call_is_first(run):
    assert listed(run) == [SILENT, PAID]
    assert listed(run, "--limit", "1") == [SILENT]


@pytest.mark.parametrize("number", [CALLER, CALLER[-4:], "(770) 555-0134", "…0134"])
def test_calls_by_caller(run, number):
    assert listed(run, "--caller", number) == [PAID]


@pytest.mark.parametrize("number", [ACCOUNT, ACCOUNT[-4:]])
def test_calls_by_the_account_that_was_proved(run, number):
    assert listed(run, "--account", number) == [PAID]


def test_calls_by_confirmation_result_and_biller(run, calls):
    (payment,) = calls.rows("payments")
    assert listed(run, "--confirmation", payment.confirmation) == [PAID]
    assert listed(run, "--confirmation", "000000000") == []
    assert listed(run, "--result", "completed") == [PAID]
    assert listed(run, "--bid", "1368") == [SILENT, PAID]


def test_calls_by_the_last_turn_that_was_reached(run):
    assert listed(run, "--turn", "receipt") == [PAID]
    assert listed(run, "--turn", "greeting") == [SILENT]
    assert listed(run, "--turn", "ask_zip") == []


def test_a_question_that_was_not_answered_is_a_finding_with_its_duration(line, run):
    """Cayenta takes longer than its four seconds: the caller hears the file's balance, support sees why."""
    line.box.cayenta.set_faults(Fault(Kind.SLOW, seconds=6))
    payer = line.knock()
    payer.go()
    payer.keys("1", ACCOUNT, ZIP)
    told = json.loads(run("calls", "show", payer.call_sid, "--json").stdout)
    (asked,) = told["asked"]
    assert (asked["asked"], asked["ended"]) == ("Cayenta GetAccountBalance", "unavailable")
    assert 4000 <= asked["ms"] < 5000
    sentence = f"turn {asked['number']} find_balance: Cayenta GetAccountBalance was unavailable after {asked['ms']} ms"
    assert told["findings"] == [sentence]
    shown = run("calls", "show", payer.call_sid).stdout
    assert f"ASKED   Cayenta GetAccountBalance: unavailable, {asked['ms']} ms" in shown
    assert f"finding: {sentence}" in shown


def test_a_day_is_the_billers_own(run):
    """15:05 UTC on the 20th, and 05:05 UTC on the 21st: five past midnight at the biller's."""
    assert listed(run, "--day", "2026-11-20") == [PAID]
    assert listed(run, "--day", "2026-11-21") == [SILENT]
    assert listed(run, "--day", "2026-11-22") == []


def test_a_list_for_people_shows_no_whole_number(run):
    done = run("calls", "list")
    first, second = done.stdout.splitlines()
    assert first == f"2026-11-21 00:05:00 EST  {SILENT}  1368  -       -       in progress   greeting"
    assert second == f"2026-11-20 10:05:00 EST  {PAID}  1368  …0134   …5678   completed     receipt"
    assert done.stderr == "2 calls\n"
    assert ACCOUNT not in done.stdout


def test_the_list_says_when_it_is_cut(run):
    assert run("calls", "list", "--limit", "1").stderr == "1 calls and perhaps more: --limit\n"


def test_a_call_as_json_is_what_the_surface_promises(run, calls):
    told = json.loads(run("calls", "show", PAID, "--json").stdout)
    turns, asked = told.pop("turns"), told.pop("asked")
    assert told == {
        "call_sid": PAID,
        "bid": "1368",
        "direction": "inbound",
        "started_at": "2026-11-20T15:05:00+00:00",
        "ended_at": "2026-11-20T15:05:00+00:00",
        "result": "completed",
        "findings": [],
    }
    assert [(one["turn"], one["asked"], one["ended"]) for one in asked] == [
        ("find_balance", "Cayenta GetAccountBalance", "answered"),
        ("charge", "gateway charge", "answered"),
    ]
    assert [turn["number"] for turn in turns] == list(range(1, len(turns) + 1))
    assert [turn["turn"] for turn in turns] == [row.turn for row in calls.rows("turns") if row.call_sid == PAID]
    assert turns[0].keys() == {"number", "turn", "heard", "said", "at", "ms"}
    assert (turns[0]["heard"], turns[1]["heard"]) == ("", "1")
    assert "Clayton County Water Authority" in turns[0]["said"][0]
    assert turns[0]["at"] == "2026-11-20T15:05:00+00:00"


def test_a_transcript_reads_as_a_talk(run):
    lines = run("calls", "show", PAID).stdout.splitlines()
    assert lines[0] == f"inbound call {PAID} from …0134, biller 1368"
    assert lines[1] == "began 2026-11-20 10:05:00 EST, ended 2026-11-20 10:05:00 EST"
    assert lines[2] == "10:05:00  1 greeting"
    assert lines[3].startswith("          IVR     Thank you for calling Clayton County Water Authority")
    assert "          CALLER  1" in lines
    assert "          CALLER  10 digits" in lines
    assert lines[-1] == "result: completed"
    assert not [line for line in lines if ACCOUNT in line or ZIP in line]


def test_an_unknown_call_and_an_unknown_biller_are_refused(run):
    done = run("calls", "show", NOBODY)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"there is no call {NOBODY}")
    assert run("calls", "list", "--bid", "9").exit_code == 1


@pytest.mark.parametrize(
    "words", [["--day", "20.11.2026"], ["--caller", "134"], ["--account", "12%4"], ["--limit", "0"]]
)
def test_a_search_that_makes_no_sense_is_wrong_use(run, words):
    assert run("calls", "list", *words).exit_code == 2
