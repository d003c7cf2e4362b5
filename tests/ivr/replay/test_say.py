"""SAY lines: words, how sure recognition is of them this once, and numbers in words that must leave no trace."""

import pytest
from click.testing import CliRunner

from ivr import cli
from ivr.replay import Unreadable, play
from ivr.replay.line_texts import numbers_in, spoken
from ivr.replay.traces import traces_of_numbers
from tests.ivr.replay.conftest import FACTS

SPEAKING = FACTS + "config: features.spoken_answers = true\n"
CARD = "4111111111111111"
IN_WORDS = "four" + 15 * " one"


@pytest.mark.parametrize(
    ("text", "words", "confidence"),
    [
        ("yes", "yes", None),
        ("pay everything (confidence 0.25)", "pay everything", 0.25),
        ("yes  (confidence 1)", "yes", 1.0),
        ("yes (please)", "yes (please)", None),
    ],
)
def test_what_a_line_says(text, words, confidence):
    assert spoken(text) == (words, confidence)


def test_a_confidence_needs_words(script):
    with pytest.raises(Unreadable) as trouble:
        script("SAY (confidence 0.2)")
    (finding,) = trouble.value.findings
    assert "expected words, with a confidence after them or not" in finding


def test_the_confidence_is_this_lines_alone(script):
    lines = "IVR *\nSAY English (confidence 0.2)\nIVR *Please use the keys*\nSAY English\nIVR *account number*\nHANGUP"
    report = play(script(lines, facts=SPEAKING))
    assert report.passed, report.told()


@pytest.mark.parametrize(
    "said", [CARD, IN_WORDS, "cuatro" + 15 * " uno", "4111-1111-1111-1111", f"my number is {CARD}"]
)
def test_a_number_is_known_in_whatever_way_it_is_said(said):
    assert numbers_in(said) == {CARD}


@pytest.mark.parametrize("leak", [IN_WORDS, f"{IN_WORDS}, thank you".title(), CARD, "4111 1111 1111 1111"])
def test_a_number_in_words_leaves_no_trace_unfound(script, leak):
    found = []

    def look(stage):
        found.append(traces_of_numbers(stage))
        stage.logged.append(f"heard {leak!r}")
        found.append(traces_of_numbers(stage))

    play(script(f"IVR *\nSAY {IN_WORDS}\nIVR *\nHANGUP", facts=SPEAKING), look)
    assert found[0] == []
    assert "the log holds a number that was keyed or said" in found[1]


def test_a_card_number_that_is_said_to_the_recorder_is_neither_said_nor_kept(tmp_path):
    out = tmp_path / "new.call"
    words = ["record", "--fact", "config: features.spoken_answers = true", "--out", str(out)]
    result = CliRunner().invoke(cli.ivr, words, input=f"say {IN_WORDS}\nsay {CARD}\nsay English\n")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("neither said nor kept") == 2
    text = out.read_text(encoding="utf-8")
    assert "SAY    English" in text
    assert IN_WORDS not in text
    assert CARD not in text
