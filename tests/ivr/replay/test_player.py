"""A golden call must fail whenever the line does not do what it says; each way of failing is shown here once."""

from datetime import UTC, datetime

import pytest
import structlog

from integration.ledger.consents import Word, note
from integration.ledger.tables import audit
from ivr import views
from ivr.phone.cards import TEST_CARDS
from ivr.replay import Unreadable, play
from ivr.replay.checks import judge
from ivr.replay.report import Mark
from tests.ivr.replay.conftest import FACTS

TO_BALANCE = "IVR *\nKEY 1\nIVR *\nKEY 0012345678#\nIVR *\nKEY 30236\n"


def failures(script, lines, **changes):
    report = play(script(lines, **changes))
    assert not report.passed
    return report.failures


def test_a_whole_call_passes_and_every_line_has_its_mark(script):
    report = play(script(TO_BALANCE + "IVR *Your balance is {owed}.*\nCHECK turn read_balance\nHANGUP\nEND completed"))
    assert report.passed
    assert {each.mark for each in report.played} == {Mark.PASSED}


def test_other_words_than_written(script):
    report = play(script("IVR Welcome to *\nKEY 1\nEND completed"))
    assert report.failures == ("x.call:6: 'Welcome to' was not heard there",)
    assert [each.mark for each in report.played] == [Mark.FAILED, Mark.UNREACHED, Mark.UNREACHED]
    told = report.told()
    assert "expected" in told
    assert "Welcome to *" in told
    assert "Thank you for calling Clayton County Water Authority." in told


def test_more_words_than_written(script):
    assert failures(script, "IVR Thank you for calling Clayton County Water Authority.\nHANGUP") == (
        "x.call:6: more was heard than the IVR lines tell",
    )


def test_words_that_no_line_expects(script):
    assert failures(script, "KEY 1") == ("x.call:6: words were heard that no IVR line expects",)


def test_an_expected_line_after_the_end_of_the_call(script):
    lines = "IVR *\nKEY 0\nIVR *Goodbye.\nEND completed\nIVR more"
    assert any("the call had ended" in failure for failure in failures(script, lines))


def test_keys_after_the_end_of_the_call(script):
    (failure,) = failures(script, "IVR *\nKEY 0\nIVR *\nKEY 1")
    assert failure.startswith("x.call:9: KEY    1: cannot press: the call has ended (completed)")


def test_hanging_up_twice(script):
    assert failures(script, "HANGUP\nHANGUP") == ("x.call:7: HANGUP: the call had ended already (completed)",)


def test_another_end_than_written(script):
    assert failures(script, "IVR *\nEND completed") == (
        "x.call:7: END    completed: the call is in-progress, waiting at Gather",
    )


def test_speech_where_the_line_does_not_listen_to_it(script):
    (failure,) = failures(script, "IVR *\nSAY yes")
    assert "does not listen to speech" in failure


def test_a_fact_that_is_not_so(script):
    lines = (
        TO_BALANCE + "IVR *\nCHECK turn receipt\nCHECK balance 1.00\nCHECK payment captured\nCHECK language es\nHANGUP"
    )
    assert [failure.partition(": ")[2] for failure in failures(script, lines)] == [
        "CHECK turn receipt: the call is in turn read_balance",
        "CHECK balance 1.00: Cayenta's books hold 142.50",
        "CHECK payment captured: there is no payment",
        "CHECK language es: the call is in en",
    ]


def test_turns_that_were_reached_and_opt_outs(script):
    def opts_out(stage):
        now = stage.box.clock.now()
        word = Word("1368", "+17705550134", "all", says_yes=False, how="text", who="test", at=now)
        with stage.box.site.database.write() as connection:
            note(connection, word)
        assert judge(stage, "opt-out") == judge(stage, "no opt-out +17705550135") == ""
        assert judge(stage, "no opt-out") == "0134 has opted out"

    lines = TO_BALANCE + "IVR *\nCHECK reached ask_zip\nCHECK no opt-out\nHANGUP\nEND completed"
    report = play(script(lines), opts_out)
    assert report.passed, report.told()
    (unreached, unsaid) = failures(script, TO_BALANCE + "IVR *\nCHECK reached receipt\nCHECK opt-out\nHANGUP")
    been = "greeting, ask_account, ask_zip, find_account, find_balance, read_balance"
    assert unreached.endswith(f"the call has been in {been}")
    assert unsaid.endswith("0134 has not opted out")


def test_a_name_that_was_never_heard(script):
    (failure,) = failures(script, "IVR *\nCHECK confirmation {nothing}\nHANGUP")
    assert "{nothing} was never heard" in failure


def test_five_seconds_without_words(script):
    facts = FACTS + "cayenta: slow 6s\nconfig: cayenta.deadline_s = 5.0\n"
    assert failures(script, TO_BALANCE + "IVR *\nKEY 1\nIVR *\nEND completed", facts=facts) == (
        "x.call:14: 5 seconds without a word; expected less than 5",
    )


def test_a_document_that_is_not_valid(script, monkeypatch):
    monkeypatch.setattr(views, "TWIML", "application/json")
    assert any("Invalid Content-Type" in failure for failure in failures(script, "IVR *\nEND failed"))


def test_an_error_in_the_application_even_where_the_caller_hears_an_apology(script, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(views.CallStore, "move", broken)
    found = failures(script, "IVR *\nKEY 1\nIVR *\nEND completed")
    assert any("ZeroDivisionError: planted" in failure for failure in found), found


def plant(monkeypatch, put):
    """Do something with the card number when the first key comes."""
    move = views.CallStore.move

    def moved(store, *arguments, **named):
        put(store)
        return move(store, *arguments, **named)

    monkeypatch.setattr(views.CallStore, "move", moved)


@pytest.mark.parametrize("spelled", ["{}", "it was {} I think", "spaced"])
def test_a_card_number_in_a_table(script, monkeypatch, spelled):
    number = TEST_CARDS["visa"]
    text = " ".join(number) if spelled == "spaced" else spelled.format(number)

    def put(store):
        row = {"who": "x", "what": "x", "bid": "1368", "subject": "x", "detail": text}
        with store._database.write() as connection:
            connection.execute(audit.insert().values(at=datetime(2026, 11, 20, tzinfo=UTC), **row))

    plant(monkeypatch, put)
    lines = "IVR *\nKEY 1\nIVR *\nKEY card:visa#\nIVR *\nHANGUP"
    found = failures(script, lines)
    assert any(failure.startswith("table audit holds") for failure in found)
    assert not any(number in failure for failure in found)


def test_a_card_number_in_the_log(script, monkeypatch):
    plant(monkeypatch, lambda _store: structlog.get_logger().info("keyed", digits=TEST_CARDS["amex"]))
    found = failures(script, "IVR *\nKEY 1\nIVR *\nHANGUP")
    assert found == ("the log holds what looks like a card number",)


def test_accounts_that_make_no_bill_file(script):
    facts = FACTS.replace("0012345678", "x" * 40)
    with pytest.raises(Unreadable, match="the accounts make no bill file"):
        play(script("HANGUP", facts=facts))


def test_nothing_of_a_replay_reaches_the_screen(script, capfd):
    play(script(TO_BALANCE + "IVR *\nHANGUP", facts=FACTS + "cayenta: down\n"))
    assert capfd.readouterr() == ("", "")


def test_two_replays_are_the_same_to_the_byte(script):
    lines = (
        TO_BALANCE
        + "IVR *\nKEY 2\nUSE pay-by-good-card\nIVR *number is {number}.*\nCHECK confirmation {number}\nHANGUP"
    )
    first, second = play(script(lines)), play(script(lines))
    assert first.passed
    assert [one.line.text for one in first.played] == [one.line.text for one in second.played]
    assert first.covered == second.covered


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("gateway: decline do_not_honor, approve", "gateway: approve"),
        ("gateway: unreachable", "gateway: unreachable"),
        ("cayenta: down", "cayenta: down"),
        ("agent: busy", "agent: busy"),
    ],
)
def test_a_fact_that_befell_nothing(script, fact, told):
    found = failures(script, "IVR *\nKEY 1\nIVR *\nHANGUP", facts=FACTS + fact)
    assert found == (f"{told} of the facts befell nothing in this call",)
