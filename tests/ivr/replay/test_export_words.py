"""What was said is read back: amounts, days, numbers and names, in every language."""

from datetime import date
from random import Random

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.replay.export_amounts import cents_said, day_said
from ivr.replay.export_words import Reader
from ivr.speech import Speech
from ivr.speech.kinds import KINDS

LANGUAGES = ("en", "es", "fr")
CALLED = date(2026, 11, 20)
EDGES = [0, 1, 50, 99, 100, 101, 2121, 10_000, 14_250, 100_000, 100_100, 100_101, 2_100_000, 2_100_121, 99_999_999]


@pytest.fixture(scope="module")
def reader():
    return Reader(SHIPPED_PROMPTS, LANGUAGES, CALLED)


@pytest.fixture(scope="module")
def speech():
    return Speech.load(SHIPPED_PROMPTS, LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_amount_is_read_back(language):
    say = KINDS[language]["money"]
    drawn = [Random(place).randrange(100_000_000) for place in range(200)]
    for cents in [*EDGES, *drawn]:
        assert cents_said(say, say(cents)) == cents, say(cents)


@pytest.mark.parametrize("text", ["", "plenty", "one million dollars", "two dollars and", "dollars", "five thousand"])
def test_what_is_no_amount_is_none(text):
    assert cents_said(KINDS["en"]["money"], text) in (None, 0 if text == "" else None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("day", "ahead"), [("2026-11-20", True), ("2026-12-05", True), ("2026-11-05", False), ("2027-01-03", True)]
)
def test_a_day_without_a_year_is_the_nearest(language, day, ahead):
    say = KINDS[language]["date"]
    assert day_said(say, say(day), CALLED, ahead=ahead) == day


def test_a_day_that_is_none():
    assert day_said(KINDS["en"]["date"], "the day after", CALLED, ahead=True) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("read_balance.total", {"owed": 14_250}),
        ("read_balance.credit", {"credit": -2_005}),
        ("read_balance.was_due", {"due": "2026-11-05"}),
        ("ask_zip.account", {"account": "0012345678"}),
        ("ask_account.say_between", {"shortest": 6, "longest": 12}),
        ("confirm_payment.amount", {"amount": 100, "biller": "Water & Co. of the Valley"}),
        ("confirm_payment.fee", {"fee": 250, "total": 4_500}),
        ("receipt.number_again", {"confirmation": "012345678"}),
        ("agent.say", {}),
    ],
)
def test_a_sentence_is_read_back_into_its_prompt(reader, speech, language, key, values):
    text = speech.words(language, key, values)
    found = reader.read(key.partition(".")[0], text)
    assert (found.key, dict(found.values)) == (key, values)
    assert found.with_texts({}) in (text, found.template.words(values))


def test_of_prompts_with_the_same_words_the_turns_own_is_meant(reader):
    assert reader.read("receipt", "I did not get that.").key == "receipt.wrong"
    assert reader.read("declined", "I did not get that.").key == "declined.wrong"


@pytest.mark.parametrize("text", ["How old are you?", "Your balance is plenty.", "It is due on the day after."])
def test_what_no_prompt_says(reader, text):
    assert reader.read("read_balance", text) is None


def test_a_line_of_the_billers_own_is_read_as_the_shared_prompt(tmp_path):
    (tmp_path / "en.toml").write_text('[confirm_payment]\namount = "To {biller} you pay {amount:money}."\n')
    own = Reader(SHIPPED_PROMPTS, ["en"], CALLED, tmp_path)
    found = own.read("confirm_payment", "To Water & Co. you pay two dollars.")
    assert (found.key, dict(found.values)) == ("confirm_payment.amount", {"biller": "Water & Co.", "amount": 200})
    assert found.with_texts({}) == "You are paying two dollars to Water & Co.."
