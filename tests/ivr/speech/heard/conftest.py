import dataclasses

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.call import Keyed, Owed, Spoke
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.heard.hearing import Hearing
from tests.ivr.line import ACCOUNT, biller, call_of

SPEAKING = biller(languages=["en", "es", "fr"], features={"spoken_answers": True})
OWED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")
SURE = 0.9


@pytest.fixture(scope="session")
def hearing():
    return Hearing(SCRIPT, Speech.load(SHIPPED_PROMPTS, ["en", "es", "fr"]))


@pytest.fixture(scope="session")
def in_turn():
    """in_turn("es", "read_balance") is a call of a biller whose callers may speak, with everything on offer."""

    def call(language, turn):
        return dataclasses.replace(call_of(turn, of=SPEAKING, owed=OWED, keyed=ACCOUNT), language=language)

    return call


@pytest.fixture(scope="session")
def heard(hearing, in_turn):
    """heard("en", "ask_zip", "three oh two three six") is the keys that it was taken for, or "unsure"."""

    def keys(language, turn, utterance):
        event = hearing.understood(in_turn(language, turn), Spoke(utterance, SURE))
        return event.digits if isinstance(event, Keyed) and event.said else "unsure"

    return keys
