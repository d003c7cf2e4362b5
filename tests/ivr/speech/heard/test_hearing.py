"""Words become keys before the script is asked: when they are taken, when they are not, and what is hinted."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.settings import SHIPPED_PROMPTS
from ivr.call import Keyed, Silence, Spoke, Unsure
from ivr.phone.verbs.gather import HINT_CHARACTERS_MAX, HINTS_MAX
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.heard.amounts import cents_said
from ivr.speech.heard.hearing import CONFIDENCE_MIN, EARS, Hearing
from ivr.speech.heard.numbers import digits_said
from ivr.speech.heard.plain import SPEECH_CHARS_MAX, words_of
from ivr.turns import AGAIN, AGENT, BACK, Menu
from tests.ivr.line import call_of

LANGUAGES = ("en", "es", "fr")
LISTENING = [turn.name for turn in SCRIPT.turns if turn.listens]
MENUS = [turn for turn in SCRIPT.turns if isinstance(turn, Menu)]
SPEECH = Speech.load(SHIPPED_PROMPTS, LANGUAGES)
HEARING = Hearing(SCRIPT, SPEECH)


@pytest.mark.parametrize(
    ("confidence", "event"),
    [
        (1.0, Keyed("1", said=True)),
        (CONFIDENCE_MIN, Keyed("1", said=True)),
        (None, Keyed("1", said=True)),
        (CONFIDENCE_MIN - 0.01, Unsure()),
        (0.0, Unsure()),
        (math.nan, Unsure()),
    ],
)
def test_below_the_named_confidence_nothing_is_taken(in_turn, confidence, event):
    """Confidence is not guaranteed (twilio.md 4.11): without one the words are taken."""
    assert HEARING.understood(in_turn("en", "read_balance"), Spoke("pay everything", confidence)) == event


@pytest.mark.parametrize("turn", LISTENING)
@pytest.mark.parametrize("said", ["", " ", "\t"])
def test_no_words_are_silence(in_turn, turn, said):
    assert HEARING.understood(in_turn("en", turn), Spoke(said, 0.9)) == Silence()


@pytest.mark.parametrize("turn", LISTENING)
def test_where_the_switch_is_off_nobody_has_spoken_but_what_can_only_be_said(turn):
    only_said = getattr(SCRIPT[turn], "only_said", False)
    expected = Keyed("1", said=True) if only_said else Silence()
    assert HEARING.understood(call_of(turn), Spoke("one", 0.9)) == expected


def test_a_turn_that_a_deploy_took_away_hears_nothing(in_turn):
    call = dataclasses.replace(in_turn("en", "ask_account"), turn="ask_birthday")
    assert HEARING.understood(call, Spoke("one", 0.9)) == Silence()


@pytest.mark.parametrize("event", [Keyed("1"), Silence()], ids=repr)
def test_what_was_not_spoken_is_as_it_was(in_turn, event):
    assert HEARING.understood(in_turn("en", "read_balance"), event) is event


def test_neither_words_nor_their_digits_are_shown():
    assert repr(Spoke("four one one one", 0.9)) == "Spoke(confidence=0.9)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.name)
def test_every_phrase_of_every_open_key_is_heard_as_that_key(in_turn, heard, language, menu):
    call = in_turn(language, menu.name)
    own, common = SPEECH.heard(language, menu.name), SPEECH.heard(language, "common")
    for key in menu.open_keys(call):
        phrases = own[menu.heard_as(call, key)]
        assert phrases
        assert {phrase: heard(language, menu.name, phrase) for phrase in phrases} == dict.fromkeys(phrases, key)
    for key in (AGENT, AGAIN, BACK):
        assert {heard(language, menu.name, phrase) for phrase in common[key]} == {key}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.name)
def test_no_key_of_the_script_is_without_words_and_no_words_without_a_key(language, menu):
    told = set(SPEECH.heard(language, menu.name))
    assert told == (set(LANGUAGES) if menu.name == "greeting" else set(menu.keys))


def test_languages_are_called_by_their_names_whatever_their_key(in_turn):
    call = in_turn("es", "greeting")
    other = dataclasses.replace(call, biller=call.biller.model_copy(update={"languages": ("es", "en")}))
    assert HEARING.understood(other, Spoke("español", 0.9)) == Keyed("1", said=True)
    assert HEARING.understood(other, Spoke("English", 0.9)) == Keyed("2", said=True)


def test_a_key_that_is_not_open_has_no_words(in_turn):
    call = in_turn("en", "read_balance")
    paid = dataclasses.replace(call, owed=dataclasses.replace(call.owed, past_due=0))
    assert HEARING.understood(paid, Spoke("past due", 0.9)) == Unsure()
    assert "past due" not in HEARING.hints(SCRIPT["read_balance"], paid)


@pytest.mark.parametrize(
    ("turn", "first"),
    [
        ("ask_account", "$OOV_CLASS_DIGIT_SEQUENCE"),
        ("ask_zip", "$OOV_CLASS_DIGIT_SEQUENCE"),
        ("ask_amount", "$MONEY"),
        ("ask_last_payment", "$MONEY"),
    ],
)
def test_a_question_hints_at_the_class_of_its_answer(in_turn, turn, first):
    hints = HEARING.hints(SCRIPT[turn], in_turn("en", turn)).split(", ")
    assert hints[0] == first
    assert "agent" in hints


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("turn", LISTENING)
def test_hints_are_no_more_and_no_longer_than_twilio_takes(in_turn, language, turn):
    hints = HEARING.hints(SCRIPT[turn], in_turn(language, turn)).split(",")
    assert len(hints) <= HINTS_MAX
    assert max(len(hint.strip()) for hint in hints) <= HINT_CHARACTERS_MAX
    assert len(set(hints)) == len(hints)


ANYTHING = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [*(word for ear in EARS.values() for word in ear.digits), "double", "mil", "and", "dollars", "$", "5"]
    )
).map(" ".join)


@given(ANYTHING, st.sampled_from(LANGUAGES))
def test_whatever_is_said_a_number_is_plain_digits_or_none(text, language):
    ear, words = EARS[language], words_of(text)
    digits, cents = digits_said(ear, words), cents_said(ear, words)
    assert digits == "" or (digits.isascii() and digits.isdigit())
    assert cents is None or cents >= 0


@given(st.text(alphabet="0123456789", min_size=1, max_size=40), st.sampled_from(LANGUAGES))
def test_digits_said_one_by_one_are_those_digits(digits, language):
    ear = EARS[language]
    assert digits_said(ear, [ear.digits[int(digit)] for digit in digits]) == digits
    assert digits_said(ear, list(digits)) == digits
    assert digits_said(ear, [digits]) == digits


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("$1,042.50", ("1042.50", "dollars")),
        ("1 042,50 $", ("1042.50", "dollars")),
        ("1\u202f042,50\u00a0$.", ("1042.50", "dollars")),
        ("42,50 $", ("42.50", "dollars")),
        ("42,50", ("42.50",)),
        ("5,5", ("5", "5")),
        ("4 $ 20", ("4", "dollars", "20")),
        ("4$20", ("4", "dollars", "20")),
        ("pay $20", ("pay", "20", "dollars")),
        ("1,042", ("1042",)),
    ],
)
def test_an_amount_in_digits_is_written_in_many_ways(written, words):
    assert words_of(written) == words


def test_a_long_story_is_no_answer():
    assert words_of("1 " * SPEECH_CHARS_MAX) == ()
