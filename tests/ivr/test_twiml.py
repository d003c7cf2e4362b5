"""Documents from moulds are, to the byte, what VoiceResponse would make of the same call."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import VoiceResponse

from integration.settings import SHIPPED_PROMPTS
from ivr.call import Owed
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.twiml import MOULDS_MAX, Mould, Renderer
from tests.ivr.line import biller, call_of

SPEECH = Speech.load(SHIPPED_PROMPTS, ["en", "es", "fr"])
TOLL_FREE = {"lines": ["+17705550100", "+18005550100"], "reminders": {"toll_free": "+18005550100"}}
PLAIN = biller(**TOLL_FREE)
OTHER = biller(
    bid="9",
    name="Ñandú & Sons <Water>",
    agent={"number": "+17705550177", "hours": "always"},
    account={"keyed": "ACCOUNT_NO", "digits": [6, 12], "verify": "zip"},
    **TOLL_FREE,
)
SPEAKING = biller(bid="8", features={"spoken_answers": True}, **TOLL_FREE)
OWED = Owed("0012345678", "B-1", 14_250, 4_250, "2026-11-05", "", payer="Zoé O'Hara")
NOT_LATE = dataclasses.replace(OWED, past_due=0)  # a key less, and its words
speakable = st.text(st.characters(exclude_categories=["C"]), max_size=40)


def fresh():
    return Renderer(SCRIPT, SPEECH, "https://line.example")


def calls(turn):
    for of, owed in ((PLAIN, OWED), (OTHER, OWED), (SPEAKING, OWED), (SPEAKING, NOT_LATE)):
        for language in ("en", "es", "fr"):
            for number in (7, 12):
                call = call_of(
                    turn,
                    of=of,
                    owed=owed,
                    keyed="0012345678",
                    pays="all",
                    amount=14_250,
                    attempt=1,
                    confirmation="73 42",
                    day="2026-12-04",
                    text_to="+17705550177",
                    new_phone="7705550177",
                    changed="phone",
                    card_ending="5678",
                    barred="cash_only",
                    account_kind="savings" if number == 7 else "checking",
                )
                yield dataclasses.replace(call, language=language, number=number)


@given(st.lists(speakable, max_size=3), st.integers(1, 10**6))
def test_a_filled_mould_is_the_document_of_these_words(texts, number):
    mould, plain = VoiceResponse(), VoiceResponse()
    for text in texts:
        mould.say(Mould.WORDS, voice="v", language="en-US")
        plain.say(text or " ", voice="v", language="en-US")
    mould.redirect(f"https://line.example/voice/work/turn/{Mould.NUMBER}?a=1&b=2")
    plain.redirect(f"https://line.example/voice/work/turn/{number}?a=1&b=2")
    assert Mould(mould).filled([text or " " for text in texts], number) == str(plain).encode()


def test_every_hole_takes_one_text():
    response = VoiceResponse()
    response.say(Mould.WORDS)
    with pytest.raises(ValueError, match="zip"):
        Mould(response).filled([], 1)
    with pytest.raises(ValueError, match="zip"):
        Mould(response).filled(["a", "b"], 1)


@pytest.mark.parametrize("turn", [turn.name for turn in SCRIPT.turns])
def test_a_used_renderer_says_what_a_new_one_says(turn):
    """Whatever shapes a document is in the key of its mould: another biller, language, number or way is another."""
    used = fresh()
    for call in calls(turn):
        used.render(call)
    for call in calls(turn):
        assert used.render(call) == fresh().render(call)


def test_no_word_of_a_caller_stays_in_a_mould():
    used = fresh()
    for turn in SCRIPT.turns:
        for call in calls(turn.name):
            used.render(call)
    kept = "".join(mould._text for mould in used._moulds.values())
    assert used._moulds
    for private in ("0012345678", "7 3", "7 7 0", "forty-two", "cuarenta y dos", "quarante-deux"):
        assert private not in kept


def test_moulds_do_not_grow_without_end():
    used = fresh()
    used._moulds.update({(number,): Mould(VoiceResponse()) for number in range(MOULDS_MAX)})
    used.render(call_of("greeting"))
    assert len(used._moulds) == 1
