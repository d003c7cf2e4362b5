"""No moment of the script is left unheard: every turn x {silence, wrong key, giving up} x language, every ending."""

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.turns import Do, End, Pay, Record, Transfer
from tests.golden import golden_calls, played, spoken

pytestmark = pytest.mark.xdist_group("golden calls")  # played once, by one worker

LANGUAGES = ("en", "es", "fr")
MISSES = ("silence", "wrong", "giving up")
ENDINGS = {  # the words with which work, <Pay> and a transfer can end: desk.py, twilio.md sections 7 and 8
    "find_account": ("found", "not_found", "locked"),
    "find_balance": ("told", "flags_unknown"),
    "tell_agent": ("done",),
    "charge": ("captured", "declined", "unreachable", "unknown"),
    "pay_card": (
        "success",
        "too-many-failed-attempts",
        "payment-connector-error",
        "caller-interrupted-with-star",
        "caller-hung-up",
    ),
    "later_card": (
        "success",
        "too-many-failed-attempts",
        "payment-connector-error",
        "caller-interrupted-with-star",
        "caller-hung-up",
    ),
    "pay_bank": (
        "success",
        "too-many-failed-attempts",
        "payment-connector-error",
        "caller-interrupted-with-star",
        "caller-hung-up",
    ),
    "find_enrolment": ("told",),
    "autopay_card": (
        "success",
        "too-many-failed-attempts",
        "payment-connector-error",
        "caller-interrupted-with-star",
        "caller-hung-up",
    ),
    "book_later": ("booked",),
    "cancel_plan": ("cancelled", "too_late"),
    "check_text_number": ("yes", "no"),
    "record_yes": ("recorded", "silence"),
    "agent": ("completed", "busy", "no-answer", "failed"),
}
EMERGENCIES = frozenset(
    {"common.one_moment", "common.restart", "common.apology", "common.farewell", "ask_account.restart"}
)


@pytest.fixture(scope="module")
def covered():
    return frozenset(one for path in golden_calls() for one in played(path).covered)


def test_every_turn_that_listens_meets_silence_wrong_keys_and_giving_up(covered):
    met = {(one.turn, one.event, one.language) for one in covered}
    listening = [turn.name for turn in SCRIPT.turns if turn.listens]
    wanted = {(turn, event, language) for turn in listening for event in MISSES for language in LANGUAGES}
    assert sorted(wanted - met) == []


def test_every_ending_of_work_pay_and_transfer_is_heard(covered):
    met = {(one.turn, one.event, one.language) for one in covered}
    wanted = {(turn, word, language) for turn, words in ENDINGS.items() for word in words for language in LANGUAGES}
    assert sorted(wanted - met) == []


def test_the_endings_are_told_of_every_such_turn():
    assert set(ENDINGS) == {turn.name for turn in SCRIPT.turns if isinstance(turn, Do | Pay | Record | Transfer)}


def test_every_exit_in_the_table_is_taken(covered):
    taken = {(one.turn, one.led_to) for one in covered}
    written = {(turn.name, exit_) for turn in SCRIPT.turns for exit_ in turn.exits()}
    assert sorted(written - taken) == []


def test_no_exit_is_taken_that_the_table_does_not_name(covered):
    strange = [one for one in covered if one.led_to not in SCRIPT.all_exits(SCRIPT[one.turn]) | {one.turn}]
    assert strange == []


def test_every_turn_can_be_reached():
    seen, new = set(), set(SCRIPT.starts)
    while new:
        seen |= new
        new = {exit_ for name in new for exit_ in SCRIPT.all_exits(SCRIPT[name])} - seen
    assert seen == {turn.name for turn in SCRIPT.turns}


def test_every_turn_can_come_to_an_end():
    ends = {turn.name for turn in SCRIPT.turns if isinstance(turn, End)}
    while more := {t.name for t in SCRIPT.turns if SCRIPT.all_exits(t) & ends} - ends:
        ends |= more
    assert ends == {turn.name for turn in SCRIPT.turns}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_heard_in_every_language(covered, language):
    """What no golden call hears is either dead or unproved; both fail."""
    assert covered
    keys = Speech.load(SHIPPED_PROMPTS, LANGUAGES).keys(language)
    heard = {key for spoken_in, key in spoken if spoken_in == language}
    assert sorted(keys - heard - EMERGENCIES) == []
    assert sorted((EMERGENCIES | heard) - keys) == []


def test_each_language_has_every_prompt():
    speech = Speech.load(SHIPPED_PROMPTS, LANGUAGES)
    assert speech.keys("en") == speech.keys("es") == speech.keys("fr")
