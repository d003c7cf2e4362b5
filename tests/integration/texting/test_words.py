"""The words of texts: what is written for each kind in each language, and every mistake of a writer with its place."""

import shutil
from uuid import UUID, uuid5

import pytest

from integration.errors import Misconfigured
from integration.settings import SHIPPED_PROMPTS
from integration.texting.marks import mark_of
from integration.texting.segments import segments
from integration.texting.words import Words
from integration.texting.written import KINDS

LANGUAGES = ("en", "es", "fr")


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("money", 5, ("$0.05", "$0.05", "0,05 $")),
        ("money", 128_467, ("$1,284.67", "$1,284.67", "1 284,67 $")),
        ("money", 100_000_000, ("$1,000,000.00", "$1,000,000.00", "1 000 000,00 $")),
        ("date", "2026-11-28", ("Nov 28", "28 nov", "28 nov")),
        ("date", "2027-02-01", ("Feb 1", "1 feb", "1 fév")),
        ("phone", "+17705550199", ("770-555-0199",) * 3),
        ("phone", "+447700900123", ("+447700900123",) * 3),
        ("text", " 418  203 ", ("418 203",) * 3),
    ],
)
def test_what_is_written(kind, value, written):
    assert tuple(KINDS[language][kind](value) for language in LANGUAGES) == written


@pytest.mark.parametrize(
    ("kind", "value"), [("money", -1), ("money", True), ("money", "5"), ("date", "28"), ("text", 5), ("phone", 5)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_that_is_not_of_its_kind(language, kind, value):
    with pytest.raises(ValueError, match=r"takes|isoformat"):
        KINDS[language][kind](value)


def test_what_is_missing_is_named():
    words = Words.load(SHIPPED_PROMPTS, LANGUAGES)
    with pytest.raises(ValueError, match=r"es receipt: \{amount:money\} was given no value"):
        words.write("es", "receipt", {"biller": "x", "confirmation": "1"})
    with pytest.raises(ValueError, match=r"es received: no such text in texts/es.toml"):
        words.write("es", "received", {})


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[stopped]", "[halted]", "es.toml: stopped: found nothing, expected this text, which other languages have"),
        ("{amount:money}", "{amount:cents}", "receipt: found the kind 'cents' in {amount:cents}, expected one of"),
        ("{amount:money}", "{amount:money", "receipt: found a stray brace, expected braces around variables only"),
        ("{amount:money}", "{amount}", "receipt: found {amount:text}, {biller:text}, {confirmation:text}, expected"),
        ("body =", "words =", "receipt: found no words, expected body"),
        ("[receipt]", "[receipt", "es.toml: file: found"),
    ],
)
def test_each_mistake_is_told_with_its_file(tmp_path, old, new, sentence):
    folder = shutil.copytree(SHIPPED_PROMPTS, tmp_path / "prompts")
    path = folder / "texts" / "es.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Misconfigured) as wrong:
        Words.load(folder, LANGUAGES)
    assert any(sentence in finding for finding in wrong.value.findings), wrong.value.findings


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),  # of the alphabet
        ("€" * 80, 1),  # two letters each
        ("€" * 81, 2),
        ("á" + "a" * 69, 1),  # beside it
        ("á" + "a" * 70, 2),
        ("á" + "a" * 134, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
    ],
)
def test_how_many_parts(text, parts):
    assert segments(text) == parts


def test_marks_are_short_alike_for_a_text_and_apart_for_others():
    ids = [uuid5(UUID(int=0), str(number)) for number in range(300)]
    assert len({mark_of(one) for one in ids}) == 300
    assert {len(mark_of(one)) for one in ids} == {6}
    assert mark_of(ids[0]) == mark_of(ids[0])
