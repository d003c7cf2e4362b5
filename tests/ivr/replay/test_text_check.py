"""What `ivr prompts check` finds in the words of texts, beside the mistakes that stop a start."""

import shutil

import pytest

from integration.settings import SHIPPED_PROMPTS
from integration.texting.words import Words
from ivr.replay.text_check import check_texts, lengths_of


@pytest.fixture
def prompts(tmp_path):
    """`prompts(language, old, new)`: the shipped ones, spoiled."""
    folder = shutil.copytree(SHIPPED_PROMPTS, tmp_path / "prompts")

    def spoil(language, old, new):
        path = folder / "texts" / f"{language}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        return folder

    return spoil


def test_nothing_is_wrong_with_our_own():
    assert check_texts(SHIPPED_PROMPTS) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (" Thank you." * 4, "en.toml:5: receipt: found 168 letters, 2 parts, expected 160 of the GSM alphabet"),
        (" á" + " Thank you." * 6, ""),
        (" á" + " Thank you." * 8, "receipt: found 214 letters, 4 parts"),
        (" {", "en.toml:5: receipt: found a stray brace"),
    ],
)
def test_a_text_that_is_too_long(prompts, more, sentence):
    told = [
        fault.placed for fault in check_texts(prompts("en", "Reply STOP to opt out.", "Reply STOP to opt out." + more))
    ]
    assert len(told) == (1 if sentence else 0) or "{" in more
    assert not sentence or sentence in told[0]


def test_a_folder_without_texts_has_no_mistakes(tmp_path):
    assert check_texts(tmp_path) == []


def test_every_text_names_the_utility_first_and_none_an_account_or_a_balance():
    words = Words.load(SHIPPED_PROMPTS, ("en", "es", "fr"))
    for one in lengths_of(words):
        assert one.body.startswith("Clayton County Water Authority")
        assert not words.variables(one.language, one.key).keys() & {"account", "account_number", "balance", "owed"}
        assert "STOP" in one.body or one.key == "stopped"
