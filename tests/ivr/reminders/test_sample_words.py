"""What is heard of a campaign on one's own phone: in each language, of each kind, and of nobody's account."""

from datetime import date

import pytest

from integration.campaigns.kinds import Kind
from integration.settings import SHIPPED_PROMPTS
from ivr.reminders.check import GATHER_S_MAX, WORDS_PER_S
from ivr.reminders.law import LANGUAGES as LAWS
from ivr.reminders.law import OPT_OUT_KEY
from ivr.reminders.sample import stopped_words, words_of
from ivr.reminders.words import Reminders
from tests.ivr.reminders.test_law import LANGUAGES, VALUES, biller_in, definition_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_the_exact_words_follow_a_sentence_that_tells_what_it_is(tmp_path, kind, language):
    biller, definition = biller_in(tmp_path), definition_of(kind)
    intro, *words = words_of(SHIPPED_PROMPTS, biller, definition, language, TODAY)
    assert len(intro[: intro.index(biller.name)].split()) < 5
    assert OPT_OUT_KEY in intro
    assert any(stop in intro.lower() for stop in LAWS[language].stops)
    message = Reminders.load(SHIPPED_PROMPTS, biller).message(definition, language, VALUES)
    assert words[0] == message.opening
    assert words[-1] == message.voicemail
    assert len(words) == (2 if kind is Kind.FREE_NOTICE else 3)
    for part in (intro, *words[:-1]):
        assert len(part.split()) / WORDS_PER_S <= GATHER_S_MAX


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_wants_no_more_is_told_so_in_one_breath(language):
    assert 3 <= len(stopped_words(SHIPPED_PROMPTS, language).split()) <= 12
