"""The telephone in the terminal, written down: what is saved passes at once, and no card of anybody's is in it."""

import pytest
from click.testing import CliRunner

from ivr import cli
from ivr.phone.cards import TEST_CARDS
from ivr.replay import play, read_script

PAYS = ["1", "0012345678#", "30236", "2", "1", "card:visa", "expiry", "cvv"]


@pytest.fixture
def typed(tmp_path):
    """typed(["1"], "--fact", "…"): the result, and the file that was saved."""
    out = tmp_path / "new.call"

    def run(keys, *words):
        result = CliRunner().invoke(
            cli.ivr, ["record", *words, "--out", str(out)], input="".join(f"{k}\n" for k in keys)
        )
        return result, out

    return run


def test_a_payment_by_hand_passes_at_once(typed):
    result, out = typed([*PAYS, "check payment captured 42.50 card", "check confirmation {confirmation}"])
    assert result.exit_code == 0, result.stderr
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Recorded in the terminal.\ncaller:   +17705550134\n")
    assert "number is {confirmation}. Once more: {confirmation}." in text
    assert text.endswith("CHECK  confirmation {confirmation}\nHANGUP\nEND    completed\n")
    assert play(read_script(out)).passed
    assert "Your balance is one hundred forty-two dollars" in result.stderr


def test_without_a_file_it_goes_to_standard_output():
    result = CliRunner().invoke(cli.ivr, ["record", "--title", "Hangs up."], input="hangup\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Hangs up.\n")
    assert result.stdout.endswith("HANGUP\nEND    completed\n")


def test_facts_and_the_line(typed):
    result, out = typed(
        ["1", "0012345678#", "30236"],
        "+14045550100",
        "--fact",
        "cayenta: down",
        "--fact",
        "clock: 2026-11-20 19:30 America/New_York",
    )
    assert result.exit_code == 0, result.stderr
    text = out.read_text(encoding="utf-8")
    assert 'config:   lines = ["+14045550100"]' in text
    assert "cayenta:  down" in text
    assert "I cannot reach the live balance" in text
    assert text.count("clock:") == 1


def test_silence_waiting_star_and_keys_in_pieces(typed):
    result, out = typed(["", "1", "0012", "345678#", "wait 2s", "30236", "1", "1", "star", "0"])
    assert result.exit_code == 0, result.stderr
    verbs = [line.split()[0] for line in out.read_text(encoding="utf-8").partition("\n\n")[2].splitlines()]
    assert [verb for verb in verbs if verb != "IVR"] == [
        "QUIET",
        "KEY",
        "KEY",
        "KEY",
        "WAIT",
        "KEY",
        "KEY",
        "KEY",
        "STAR",
        "KEY",
        "END",
    ]


def test_a_test_card_is_saved_by_its_name_and_no_other_card_at_all(typed):
    stranger = "4242 4242 4242 4242"
    result, out = typed([*PAYS[:5], stranger, stranger.replace(" ", "-"), TEST_CARDS["amex"], "expiry", "cvv:amex"])
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("this may be somebody's card") == 2
    text = out.read_text(encoding="utf-8")
    assert "KEY    card:amex" in text
    assert "4242" not in text
    assert TEST_CARDS["amex"] not in text


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("abc", "no keys of a telephone"),
        ("say yes", "does not listen to speech"),
        ("check turn receipt", "turn receipt: the call is in turn greeting"),
        ("check nothing", "no such fact"),
        ("wait long", "expected seconds"),
        ("star now", "STAR stands alone"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_saved(typed, keys, told):
    result, out = typed([keys])
    assert result.exit_code == 0
    assert told in result.stderr
    assert out.read_text(encoding="utf-8").rstrip().endswith("HANGUP\nEND    completed")
    assert keys.split()[-1] not in out.read_text(encoding="utf-8").partition("\n\n")[2]


def test_a_fact_that_befell_nothing_is_told(typed):
    result, out = typed([], "--fact", "agent: busy")
    assert result.exit_code == 1
    assert "agent: busy of the facts befell nothing in this call" in result.stderr
    assert out.exists()


def test_facts_that_are_none(typed):
    result, out = typed([], "--fact", "cayena: down")
    assert result.exit_code == 2
    assert "cayena: no facts of a call" in result.stderr
    result, out = typed([], "--fact", "cayenta: dwn")
    assert result.exit_code == 1
    assert "did you mean down?" in result.stderr
    assert not out.exists()


def test_a_file_that_somebody_keeps_is_not_written_over(typed):
    _, out = typed(["hangup"])
    before = out.read_bytes()
    result, _ = typed(["1"])
    assert (result.exit_code, out.read_bytes()) == (1, before)
