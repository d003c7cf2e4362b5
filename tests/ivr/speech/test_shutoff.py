"""[shutoff] in a biller's file: its own words, the hour of reconnection and its fee, held to the rules of prompts."""

from dataclasses import replace
from pathlib import Path

import pytest

from integration.errors import Misconfigured
from integration.settings import SHIPPED_PROMPTS
from ivr.call import Owed
from ivr.replay.prompt_check import check_prompts
from ivr.scenes.balance.lines import balance_facts
from ivr.scenes.paying.lines import receipt
from ivr.speech import Speech
from tests.ivr.line import ACCOUNT, biller, call_of

BEFORE = "Your service will not be interrupted if you pay {past_due:money} before {disconnect:date}."
FILE = Path("1368.toml")
PASSED = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "", disconnect="2026-11-18")
AHEAD = replace(PASSED, disconnect="2026-11-25")
MORNING, EVENING = "2026-11-20T15:05:00+00:00", "2026-11-20T21:05:00+00:00"
TERMS = {"reconnect_before": "16:00", "reconnection_fee": "35.00"}


def test_the_biller_s_words_are_said_in_place_of_the_shared_ones():
    shutoff = {"1368": (FILE, {"before": {"en": BEFORE}})}
    speech = Speech.load(SHIPPED_PROMPTS, ["en", "es"], shutoff=shutoff).of("1368")
    values = {"past_due": 4_250, "disconnect": "2026-11-25"}
    said = speech.words("en", "read_balance.disconnect", values)
    assert said.startswith("Your service will not be interrupted if you pay forty-two dollars")
    assert speech.words("es", "read_balance.disconnect", values).startswith("Para mantener su servicio")
    assert speech.words("en", "receipt.in_time", values).startswith("With it")


FAULTS = {
    "no amount": ("before", "Pay before {disconnect:date}.", "shutoff.before.en: found no {past_due}"),
    "a stranger": ("after", "Thank you, {name}. {disconnect:date}", "shutoff.after.en: found {name:text}"),
    "another kind": ("after", "Until {disconnect}.", "shutoff.after.en: found {disconnect:text}"),
    "nothing": ("after", " ", "shutoff.after.en: found no words"),
}


@pytest.mark.parametrize(("word", "text", "sentence"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_with_them_stops_the_start_by_the_file_s_own_key(word, text, sentence):
    with pytest.raises(Misconfigured) as caught:
        Speech.load(SHIPPED_PROMPTS, ["en"], shutoff={"1368": (FILE, {word: {"en": text}})})
    assert f"1368.toml: {sentence}" in str(caught.value)


def test_a_writer_hears_of_words_that_are_too_long_or_in_a_language_nobody_speaks(tmp_path):
    long = f"{BEFORE} {'And once more. ' * 20}"
    (tmp_path / "1368.toml").write_text(
        f'[shutoff.before]\nen = "{long}"\nde = "{BEFORE}"\n[shutoff.after]\nen = 5\n', encoding="utf-8"
    )
    told = [str(fault) for fault in check_prompts(SHIPPED_PROMPTS, tmp_path)]
    assert {one.split(": ")[1] for one in told} == {"shutoff.before.en", "shutoff.after.en", "shutoff"}
    assert any("shutoff.before.en: found 31.6 seconds in turn read_balance" in one for one in told), told
    assert any("shutoff.after.en: found 5, expected text in quotes" in one for one in told), told
    assert any("found 'de', expected a language that is spoken here" in one for one in told), told


def keys(lines):
    return [line.key.removeprefix("read_balance.") for line in lines]


@pytest.mark.parametrize(
    ("terms", "at", "told"),
    [
        ({}, MORNING, ["ask_when"]),
        (TERMS, MORNING, ["reconnect", "reconnection_fee"]),
        (TERMS, EVENING, ["reconnect_later", "reconnection_fee"]),
        ({"reconnect_before": "16:00"}, MORNING, ["reconnect"]),
        ({"reconnection_fee": "35.00"}, MORNING, ["reconnection_fee"]),
    ],
)
def test_who_may_be_without_service_hears_by_when_it_comes_back_and_what_that_costs(terms, at, told):
    call = replace(call_of("read_balance", of=biller(shutoff=terms), owed=PASSED), at=at)
    assert keys(balance_facts(call))[-len(told) - 1 :] == ["disconnected", *told]


@pytest.mark.parametrize(
    ("owed", "amount", "told"),
    [
        (PASSED, 4_250, ["reconnect", "reconnection_fee"]),
        (PASSED, 4_249, []),
        (AHEAD, 4_250, ["receipt.in_time"]),
        (replace(PASSED, disconnect=""), 14_250, []),
    ],
)
def test_a_receipt_says_what_the_payment_does_for_the_service(owed, amount, told):
    call = call_of("receipt", of=biller(shutoff=TERMS), owed=owed, amount=amount, confirmation="734291")
    assert keys(receipt(call))[1:-3] == told


def test_the_fee_is_no_part_of_what_is_owed_or_paid():
    call = call_of("receipt", of=biller(shutoff=TERMS), owed=PASSED, amount=4_250, confirmation="734291")
    assert [line.values["amount"] for line in receipt(call) if "amount" in line.values] == [4_250]
