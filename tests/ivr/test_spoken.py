"""Spoken answers from the webhook to the transcript: what a <Gather> asks for, what is taken, and what is kept."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from integration.clock import VirtualClock
from ivr.call import Keyed, Silence, Unsure
from ivr.script import SCRIPT
from ivr.turns import MISSED, TRIES_MAX, Ask, Menu, advance
from tests.ivr.line import ACCOUNT, ZIP, biller, call_of, open_line

NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
SPEAKING = {"features": {"spoken_answers": True}}
IN_WORDS = "double oh one two three four five six seven eight"


@pytest.fixture
def line():
    with open_line(VirtualClock(NOW), terms=SPEAKING) as line:
        yield line


@pytest.fixture
def caller(line):
    """One who was asked for the account, in English."""
    caller = line.knock()
    caller.go()
    caller.keys("1")
    return caller


def gather_of(document):
    (gather,) = ET.fromstring(document).iter("Gather")
    return gather.attrib


def heard(line):
    return [row.heard for row in line.rows("turns")]


# The <Gather>


def test_where_one_may_speak_the_gather_takes_words_beside_keys(caller):
    asked = gather_of(caller.said)
    assert asked["input"] == "dtmf speech"
    assert asked["language"] == "en-US"
    assert asked["speechTimeout"].isdigit()
    assert asked["hints"].startswith("$OOV_CLASS_DIGIT_SEQUENCE, agent, ")
    assert asked["finishOnKey"] == "#"


def test_speech_timeout_is_never_auto_beside_a_model(caller):
    """twilio.md 4.10."""
    asked = gather_of(caller.said)
    assert "speechModel" not in asked or asked["speechTimeout"] != "auto"


def test_the_recogniser_listens_in_the_language_that_is_spoken(line):
    caller = line.knock()
    caller.go()
    assert gather_of(caller.keys("2"))["language"] == "es-MX"


def test_a_menu_hints_at_its_own_words(caller):
    assert "pay everything" in gather_of(caller.keys(ACCOUNT, ZIP))["hints"].split(", ")


def test_without_the_switch_a_gather_is_as_it_was():
    with open_line(VirtualClock(NOW)) as line:
        caller = line.knock()
        asked = gather_of(caller.go())
        assert asked["input"] == "dtmf"
        assert not {"hints", "speechTimeout", "language"} & set(asked)
        caller.go(SpeechResult="one", Confidence="0.9")
        assert heard(line) == ["", "silence"]


def test_pay_takes_keys_alone(caller):
    caller.keys(ACCOUNT, ZIP, "1", "1")
    assert caller.turn == "pay_card"
    assert "<Pay" in caller.said
    assert "speech" not in caller.said
    assert 'input="dtmf"' in caller.said


# What is taken


def test_an_account_in_words_is_read_back_and_used_only_when_confirmed(line, caller):
    caller.go(SpeechResult=IN_WORDS, Confidence="0.9")
    assert caller.turn == "confirm_account"
    assert "I heard 0 0 1, 2 3 4, 5 6 7 8." in caller.said
    caller.go(SpeechResult="Yes.", Confidence="0.9")
    assert caller.turn == "ask_zip"
    assert heard(line)[-2:] == ["said 10 digits", "said 1"]


def test_keys_need_no_confirmation(caller):
    caller.keys(ACCOUNT)
    assert caller.turn == "ask_zip"


def test_without_a_confidence_words_are_taken_and_read_back(caller):
    """twilio.md 4.11: Confidence is not guaranteed."""
    caller.go(SpeechResult=IN_WORDS)
    assert caller.turn == "confirm_account"


@pytest.mark.parametrize("confidence", ["0", "0.0", "0.49", "1E-3", "-1", "1e", "..", "9e999e"])
def test_doubtful_words_ask_for_keys(line, caller, confidence):
    caller.go(SpeechResult=IN_WORDS, Confidence=confidence)
    assert caller.turn == "ask_account"
    assert "Please use the keys of your phone." in caller.said
    assert heard(line)[-1] == "unsure"


def test_keys_come_before_words(line, caller):
    caller.go(Digits=ACCOUNT, SpeechResult="an agent", Confidence="0.9")
    assert caller.turn == "ask_zip"
    assert heard(line)[-1] == "10 digits"


@pytest.mark.parametrize("nothing", ["", " ", "\t"])
def test_no_words_are_silence(line, caller, nothing):
    """twilio.md 4.15."""
    caller.go(SpeechResult=nothing, Confidence="0.0")
    assert heard(line)[-1] == "silence"


@pytest.mark.parametrize("said", ["Results are in", "Digits5", "From+1", "Confidence9", "To+you", "Result success"])
def test_words_may_look_like_fields(line, caller, said):
    caller.go(SpeechResult=said, Confidence="0.9")
    assert heard(line)[-1] == "unsure"


@pytest.mark.parametrize("confidence", ["high", "0.9Direction", "٣", "0" * 25])
def test_a_confidence_that_is_none_is_not_let_in(line, caller, confidence):
    response = line.post(caller.place, caller.form | {"SpeechResult": "one", "Confidence": confidence})
    assert response.status_code == 403


# What is kept


def test_of_what_was_said_nothing_is_kept_but_what_it_was_taken_for(line, caller):
    for said in (IN_WORDS, "yes my dear friend", "three oh two three six", "the weather is nice"):
        caller.go(SpeechResult=said, Confidence="0.9")
        while caller.place.startswith("/voice/work/"):
            caller.go()
    stored = " ".join(str(tuple(row)) for table in ("calls", "turns") for row in line.rows(table))
    assert not re.search(r"double oh|dear friend|three oh two|weather", stored)
    assert heard(line)[2:] == ["said 10 digits", "said 1", "said 5 digits", "found", "told", "unsure"]


@pytest.mark.parametrize("how", ["Digits", "SpeechResult"])
def test_a_card_number_as_the_third_wrong_amount_leaves_nothing_but_its_length(line, caller, how):
    caller.keys(ACCOUNT, ZIP, "3")
    for _ in range(TRIES_MAX):
        caller.go(**{how: "4111111111111111"})
    assert caller.turn == "agent"
    assert "4111" not in " ".join(str(tuple(row)) for row in line.rows("turns"))


# The engine


@pytest.mark.parametrize("turn", [turn.name for turn in SCRIPT.turns if isinstance(turn, Menu | Ask)])
def test_unsure_words_count_as_silence_does(turn):
    call = call_of(turn, keyed=ACCOUNT)
    after = advance(SCRIPT, call, Unsure())
    assert (after.turn, after.why, after.misses) == (turn, "unsure", 1)
    last = replace(after, misses=SCRIPT[turn].tries - 1)
    assert advance(SCRIPT, last, Unsure()).turn == advance(SCRIPT, replace(last, why=""), Silence()).turn != turn
    assert after.why in MISSED


def test_read_backs_that_are_refused_come_to_an_end():
    call = call_of("ask_account", of=biller(**SPEAKING))
    for refused in range(1, TRIES_MAX):
        call = advance(SCRIPT, advance(SCRIPT, call, Keyed(ACCOUNT, said=True)), Keyed("2"))
        assert (call.turn, call.why, call.keyed, call.misses) == ("ask_account", "refused", "", refused)
    call = advance(SCRIPT, advance(SCRIPT, call, Keyed(ACCOUNT, said=True)), Keyed("2"))
    assert (call.turn, call.why, call.keyed) == ("agent", "no_answer", "")
