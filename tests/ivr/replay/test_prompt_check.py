"""What a writer can do wrong in a folder of prompts, and the place that is told."""

import shutil

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.replay.prompt_check import check_prompts
from ivr.speech.fault import places
from ivr.speech.kinds import KINDS

UNSAID = "found a prompt that no turn says, expected no such prompt"
TOO_LONG = "Un instant." + " oui" * 30


@pytest.fixture
def prompts(tmp_path):
    """The shipped prompts, to be spoiled: prompts("fr", "old", "new") gives the file."""
    folder = shutil.copytree(SHIPPED_PROMPTS, tmp_path / "prompts")

    def spoil(language, old, new):
        path = folder / f"{language}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return spoil


def told(folder, billers=None):
    return [fault.placed for fault in check_prompts(folder, billers)]


def line_of(path, words):
    """Counted from 1, as an editor does."""
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line)


def test_nothing_is_wrong_with_our_own():
    assert told(SHIPPED_PROMPTS) == []


MISTAKES = {
    "a missing key": (
        ('wrong = "Je n\'ai pas reçu quatre chiffres."\n', ""),
        "[ask_phone]",
        "ask_phone.wrong: found nothing, expected this prompt, which callers must hear",
    ),
    "an unknown variable": (
        ("Votre solde est de {owed:money}.", "Votre solde est de {ownd:money}."),
        "{ownd:money}",
        "read_balance.total: found the unknown variable {ownd:money}, expected one of {owed}",
    ),
    "a variable where there is none": (
        ("Votre solde est à zéro.", "Votre solde est de {owed:money}."),
        "nothing = ",
        "read_balance.nothing: found the unknown variable {owed:money}, expected no variable",
    ),
    "a kind that cannot say the value": (
        ("Votre solde est de {owed:money}.", "Votre solde est de {owed:date}."),
        "{owed:date}",
        "read_balance.total: found {owed:date}, expected a kind for values like 128467",
    ),
    "a kind that is none": (
        ("{owed:money}.", "{owed:cash}."),
        "{owed:cash}",
        f"read_balance.total: found the kind 'cash' in {{owed:cash}}, expected one of {', '.join(KINDS['fr'])}",
    ),
    "a variable that was forgotten": (
        ("Merci d'avoir appelé {biller}.", "Merci d'avoir appelé."),
        "Merci d'avoir appelé.",
        "goodbye.say: found no {biller}, expected {biller:text} as in en.toml",
    ),
    "too long": (
        ("Restez en ligne", "Restez en ligne" + " oui" * 30),
        " oui oui",
        "charge.say: found 16.8 seconds in turn charge, expected 12 at most",
    ),
    "a key without its words": (
        ('4 = ["un autre compte", "autre compte", "compte différent"]\n1 = ["terminé"', '1 = ["terminé"'),
        "[receipt.heard]",
        "receipt.heard.4: found nothing, expected what callers say for this key",
    ),
    "words for no key": (
        ("[receipt.heard]\n", '[receipt.heard]\n5 = ["cinq"]\n'),
        '5 = ["cinq"]',
        "receipt.heard.5: found words for a key that no turn takes, expected no such key",
    ),
    "one phrase for two keys": (
        ('2 = ["terminer l\'appel"', '2 = ["continuer"'),
        '2 = ["continuer"',
        "no_agent.heard.2: found 'continuer', expected words that 1 does not have",
    ),
    "too long where something broke": (
        ("Un instant, s'il vous plaît.", TOO_LONG),
        " oui",
        "common.one_moment: found 12.8 seconds, expected 12 at most",
    ),
}


@pytest.mark.parametrize(("change", "where", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_once_with_its_place(prompts, change, where, sentence):
    path = prompts("fr", *change)
    assert told(path.parent) == [f"{path}:{line_of(path, where)}: {sentence}"]


def test_a_name_that_is_misspelt_is_told_where_it_stands_and_where_it_is_missed(prompts):
    path = prompts("fr", "was_due =", "was_du =")
    block, line = line_of(path, "[read_balance]"), line_of(path, "was_du")
    assert told(path.parent) == [
        f"{path}:{block}: read_balance.was_due: found nothing, expected this prompt, which callers must hear",
        f"{path}:{line}: read_balance.was_du: {UNSAID}; did you mean read_balance.was_due?",
    ]


def test_the_file_with_the_mistake_is_blamed_and_not_the_others(prompts):
    path = prompts("en", "{owed:money}", "{ownd:money}")
    assert {fault.path for fault in check_prompts(path.parent)} == {path}


def test_a_language_that_nobody_can_speak_yet(prompts):
    path = prompts("fr", "Au revoir", "Salut")
    shutil.copy(path, path.with_name("de.toml"))
    assert told(path.parent) == [
        f"{path.with_name('de.toml')}: language: found 'de', expected one that can be spoken: en, es, fr"
    ]


def test_a_folder_without_prompts(tmp_path):
    assert told(tmp_path) == [f"{tmp_path}: file: found no prompts, expected one TOML file a language, like en.toml"]


def test_a_billers_own_lines_are_checked_too(tmp_path):
    own = tmp_path / "1368-prompts"
    own.mkdir()
    path, shared = own / "fr.toml", SHIPPED_PROMPTS / "fr.toml"
    path.write_text(
        '[goodbye]\nsay = "Merci, {biller}. Au revoir."\n\n[charge]\nsay = "Un instant'
        + " oui" * 30
        + '."\nwait = "?"\n[receipt.heard]\n1 = ["un autre compte"]\n5 = ["quoi"]\n'
    )
    assert told(SHIPPED_PROMPTS, tmp_path) == [
        f"{path}:5: charge.say: found 12.8 seconds in turn charge, expected 12 at most",
        f"{path}:6: charge.wait: found a prompt that is not shared, expected one of {shared}",
        f"{path}:8: receipt.heard.1: found 'un autre compte', expected words that 4 does not have",
        f"{path}:9: receipt.heard.5: found a key that has no shared words, expected one of {shared}",
    ]


def test_where_blocks_and_prompts_begin():
    text = '# x = 1\n\n[a]\nsay = "one"\n[ b ]\n  say = """\nsay = no\n"""\nwrong = "two"\n'
    text += '[b.heard]\n1 = ["x"]\n"*" = ["y"]\n'
    begun = {"a": 3, "a.say": 4, "b": 5, "b.say": 6, "b.wrong": 9}
    assert places(text) == begun | {"b.heard": 10, "b.heard.1": 11, "b.heard.*": 12}
