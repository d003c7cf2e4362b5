"""7 and 8 mean the same everywhere, as 0, 9 and * do: the next language, and a slower pace."""

from dataclasses import replace

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.call import Call, Finished, Keyed, Owed, Spoke, Unsure
from ivr.replay.flow_examples import examples
from ivr.scenes.opening.answers import after_search
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.heard.hearing import Hearing
from ivr.store import heard
from ivr.turns import Ask, Menu, advance
from ivr.twiml import Renderer
from tests.ivr.line import ACCOUNT, biller, call_of

THREE = biller(languages=("en", "es", "fr"), features={"spoken_answers": True})
ONE = biller(languages=("en",))
OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")
FACTS = {"keyed": ACCOUNT, "owed": OWED, "amount": 14_250, "confirmation": "734291"}
OURS = ("remind", "tell_reminder")  # only in calls that we started, where 8 stops them
LISTENING = [
    turn.name
    for turn in SCRIPT.turns
    if turn.listens and "7" not in getattr(turn, "keys", ()) and turn.name not in OURS
]
SPEECH = Speech.load(SHIPPED_PROMPTS, ["en", "es", "fr"])


@pytest.mark.parametrize("turn", LISTENING)
def test_7_says_the_turn_again_in_the_next_language_and_forgets_its_misses(turn):
    call = call_of(turn, of=THREE, misses=2, why="wrong", **FACTS)
    for language in ("es", "fr", "en"):
        call = advance(SCRIPT, call, Keyed("7"))
        assert (call.turn, call.language, call.misses, call.why) == (turn, language, 0, "")


@pytest.mark.parametrize("turn", LISTENING)
def test_8_is_slower_and_8_again_is_as_before(turn):
    slow = advance(SCRIPT, call_of(turn, **FACTS), Keyed("8"))
    assert (slow.turn, slow.slow, slow.language) == (turn, True, "en")
    assert advance(SCRIPT, slow, Keyed("8")).slow is False


@pytest.mark.parametrize("turn", LISTENING)
def test_with_one_language_7_is_no_key_for_another(turn):
    after = advance(SCRIPT, call_of(turn, of=ONE, **FACTS), Keyed("7"))
    assert after.language == "en"
    assert (after.turn, after.misses) == (turn, 1) or turn == "ask_last_payment"  # where it is seven cents


@pytest.mark.parametrize("key", ["7", "8"])
def test_a_choice_of_the_menu_s_own_comes_first_also_while_it_is_not_offered(key):
    after = advance(SCRIPT, call_of("greeting", of=THREE), Keyed(key))
    assert (after.why, after.language, after.slow) == ("wrong", "en", False)


@pytest.mark.parametrize("digits", ["7012345678", "8812345678"])
def test_an_account_that_begins_with_7_or_8_is_taken(digits):
    assert advance(SCRIPT, call_of(of=THREE), Keyed(digits)).keyed == digits


def test_the_reason_for_a_turn_is_said_again_in_the_other_language():
    """Whoever asks for another language has not understood it in the first."""
    after = advance(SCRIPT, call_of("pay_left", why="star", **FACTS), Keyed("7"))
    assert SCRIPT["pay_left"].say(after)[0].key == "pay_left.star"


def test_a_language_that_the_biller_has_given_up_leads_to_his_first():
    assert advance(SCRIPT, replace(call_of("ask_account"), language="fr"), Keyed("7")).language == "en"


@pytest.mark.parametrize("key", ["7", "8"])
def test_the_transcript_keeps_the_key_also_in_a_question_whose_answers_are_secret(key):
    before = call_of("ask_zip", keyed=ACCOUNT)
    assert heard(SCRIPT, before, Keyed(key), advance(SCRIPT, before, Keyed(key))) == key


@pytest.mark.parametrize("turn", [turn.name for turn in SCRIPT.turns])
def test_a_slow_document_has_the_same_words_at_another_rate(turn):
    renderer = Renderer(SCRIPT, SPEECH, "https://line.example")
    call = replace(examples(SCRIPT[turn])[0], attempt=1)
    plain, slow = renderer.render(call), renderer.render(replace(call, slow=True))
    text = slow.twiml.decode()
    assert slow.said == plain.said
    assert text.count("<Say ") == text.count('<prosody rate="80%">') == plain.twiml.decode().count("<Say ")
    assert text.replace('<prosody rate="80%">', "").replace("</prosody>", "") == plain.twiml.decode()


SAID = {
    "Spanish please": "7",
    "another language": "7",
    "slow down": "8",
    "too fast": "8",
    "seven": "",
    "eight": "",
}


@pytest.mark.parametrize(("words", "key"), SAID.items())
def test_in_a_question_words_ask_for_them_and_a_lone_digit_does_not(words, key):
    event = Hearing(SCRIPT, SPEECH).understood(call_of("ask_account", of=THREE), Spoke(words, 0.9))
    assert event == (Keyed(key, said=True) if key else Unsure())


def test_the_greeting_takes_the_name_of_a_language_as_its_own_choice():
    event = Hearing(SCRIPT, SPEECH).understood(call_of("greeting", of=THREE), Spoke("Spanish", 0.9))
    assert event == Keyed("2", said=True)


def test_the_keys_are_told_once_in_a_call():
    call = call_of("find_account", keyed=ACCOUNT)
    first = after_search(call, Finished("found"))
    told = replace(call, turn=first.turn, why=first.why, **first.changes)
    assert [line.key for line in SCRIPT["find_balance"].say(told)][1:] == ["find_balance.keys", "greeting.choose"]
    again = after_search(told, Finished("found"))
    assert [line.key for line in SCRIPT["find_balance"].say(replace(told, why=again.why))] == ["find_balance.say"]


def test_calls_that_were_stored_before_have_the_voice_s_own_pace():
    stored = '{"call_sid":"CA1","caller":"","line":"+17705550100","language":"en","turn":"ask_account","at":"x"}'
    call = Call.from_json(stored, THREE)
    assert (call.slow, call.told_keys) == (False, False)


def test_every_turn_that_listens_takes_them_or_has_its_own():
    assert {type(SCRIPT[name]) for name in LISTENING} == {Ask, Menu}
    assert {turn.name for turn in SCRIPT.turns if turn.listens} - set(LISTENING) == {"greeting", *OURS}
