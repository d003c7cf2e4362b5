"""Whoever is rung is asked for by the first name, where the bill tells it, and never by more (rules.md 2.4)."""

import json

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.call import Call, Reminder
from ivr.reminders.words import Reminders
from ivr.scenes.reminding.lines import remind
from tests.ivr.line import ACCOUNT, biller, call_of
from tests.ivr.reminders.test_law import LANGUAGES, VALUES, biller_in, definition_of

NAMED = Reminder(1, "upcoming", "bill_due", ACCOUNT, first_name="Mary")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_has_the_words_that_are_heard(tmp_path, language):
    words = Reminders.load(SHIPPED_PROMPTS, biller_in(tmp_path))
    unnamed, named = (
        words.message(definition_of("upcoming"), language, VALUES | {"first_name": name}) for name in ("", "Mary")
    )
    assert "Mary" not in unnamed.opening
    assert named.opening.count("Mary") == 1
    assert "Mary" not in named.proved + named.voicemail


@pytest.mark.parametrize(("name", "asked"), [("Mary", "prove_name"), ("", "prove")])
def test_the_call_asks_for_the_name_or_for_the_account_holder(name, asked):
    keys = [
        line.key for line in remind(call_of("remind", reminder=Reminder(1, "upcoming", "bill_due", ACCOUNT, "", name)))
    ]
    assert [key for key in keys if "prove" in key] == [f"reminder.opening.{asked}"]


def test_a_call_that_was_stored_before_names_were_known_goes_on():
    call = call_of("remind", reminder=NAMED)
    told = json.loads(call.to_json())
    assert Call.from_json(json.dumps(told), biller()).reminder == NAMED
    del told["reminder"]["first_name"]
    assert Call.from_json(json.dumps(told), biller()).reminder == Reminder(1, "upcoming", "bill_due", ACCOUNT)
