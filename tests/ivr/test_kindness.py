"""The prompts as callers hear them: amounts before dates, the key last, no blame, numbers in groups, no long wait."""

import re
from itertools import product

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.replay.flow_examples import examples
from ivr.replay.flow_prompts import HEARD_OUT_S_MAX, LIMIT_S, WORDS_PER_S
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.book import read_book
from ivr.turns import Ask, Menu

LANGUAGES = ("en", "es", "fr")
SPEECH = Speech.load(SHIPPED_PROMPTS, LANGUAGES)
PROMPTS = [(language, key) for language in LANGUAGES for key in sorted(SPEECH.keys(language))]
KEY = {  # a key that does something, and what may follow it in its sentence
    "en": re.compile(r"press (?:[0-9]|\{key\})(?P<after>[^.]*)"),
    "es": re.compile(r"oprima (?:[0-9]|\{key\})(?P<after>[^.]*)"),
    "fr": re.compile(r"faites le (?:[0-9]|\{key\})(?P<after>[^.]*)"),
}
AFTER = {  # words for those who speak or are done; or one more key
    "en": ("", " or say yes", " or say no", ", or simply hang up", ", for help press 0"),
    "es": ("", " o diga sí", " o diga no", " o simplemente cuelgue", ", y para recibir ayuda oprima 0"),
    "fr": (
        "",
        " ou dites oui",
        " ou dites non",
        ", ou raccrochez, tout simplement",
        ", et pour de l'aide, faites le 0",
    ),
}
BLAME = {
    "en": r"invalid|incorrect|error|you (?:pressed|entered|failed|forgot|must)|not valid|illegal|too slow",
    "es": r"inválid|incorrect|error|usted (?:oprimió|olvidó|debe)|equivoc",
    "fr": r"invalide|incorrect|erreur|vous (?:avez (?:appuyé|oublié)|devez)|non valide",
}
NUMBERS = ("account", "confirmation", "callback")


@pytest.fixture(scope="module")
def texts():
    books = {language: read_book(SHIPPED_PROMPTS, language).templates for language in LANGUAGES}
    return {(language, key): books[language][key] for language, key in PROMPTS}


def plain(template):
    return "".join(f"{slot.before}{{{slot.name}}}" for slot in template.slots) + template.after


def test_amounts_come_before_dates(texts):
    late = [
        prompt
        for prompt, found in texts.items()
        if (kinds := [slot.kind for slot in found.slots if slot.kind in ("money", "date")]) != sorted(kinds)[::-1]
    ]
    assert late == []


def test_the_key_is_said_last(texts):
    early = [
        (language, key, found["after"])
        for (language, key), template in texts.items()
        for found in KEY[language].finditer(plain(template))
        if found["after"] not in AFTER[language]
    ]
    assert early == []


def test_nobody_is_blamed(texts):
    harsh = [prompt for prompt, found in texts.items() if re.search(BLAME[prompt[0]], plain(found), re.IGNORECASE)]
    assert harsh == []


def test_numbers_are_said_in_groups(texts):
    """But on a machine, from which somebody writes the number down."""
    heard = [found for (_, key), found in texts.items() if key != "reminder.voicemail.say"]
    kinds = {slot.kind for found in heard for slot in found.slots if slot.name in NUMBERS}
    assert kinds == {"groups"}


def test_only_where_a_key_works_at_once_may_a_prompt_be_longer():
    assert {kind for kind, limit_s in LIMIT_S.items() if limit_s > HEARD_OUT_S_MAX} == {Menu, Ask}


MACHINES = {"leave_message"}  # an answering machine waits for no key; the law of our calls has its own limit there
HEARD_OUT = [turn.name for turn in SCRIPT.turns if not turn.listens and turn.name not in MACHINES]


@pytest.mark.parametrize(("turn", "language"), list(product(HEARD_OUT, LANGUAGES)))
def test_where_no_key_cuts_it_all_that_is_said_together_is_short(turn, language):
    """No key is possible there, so it is the document that counts, not the prompt."""
    said = [
        [SPEECH.words(line.language or language, line.key, line.values) for line in SCRIPT[turn].say(call)]
        for call in examples(SCRIPT[turn])
    ]
    longest = max(len(" ".join(sentences).split()) for sentences in said)
    assert longest / WORDS_PER_S <= HEARD_OUT_S_MAX


def test_keys_that_do_not_fit_are_told_where_help_is(texts):
    """But in the greeting, which says nothing but languages, and where nobody is there to help."""
    helping = {key for (language, key), found in texts.items() if language == "en" and "press 0" in plain(found)}
    lost = {
        turn.name
        for turn in SCRIPT.turns
        for call in examples(turn)
        if call.why == "wrong" and not helping & {line.key for line in turn.say(call)}
    }
    assert lost == {"greeting", "no_agent"}
