"""What is said of a bank payment: the fee of each way, <Pay> without Twilio's words, every element of the terms."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.call import Owed
from ivr.scenes.paying.lines import confirm_payment, fee_of
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.book import read_book, read_lines
from ivr.speech.elements import ELEMENTS
from ivr.twiml import Renderer
from tests.ivr.line import biller, call_of

LANGUAGES = ("en", "es", "fr")
SPEECH = Speech.load(SHIPPED_PROMPTS, LANGUAGES)
OWED = Owed("0012345678", "B-1", 14_250, 4_250, "2026-11-05", "", payer="Alex Doe")
GATEWAY = {"kind": "sandbox", "url": "http://gateway.box", "key": "box"}
STEPS = {  # twilio.md 8: every step of ACH, and every error that a Prompt of it can have
    "bank-routing-number": {"", "again", "timeout", "invalid-bank-routing-number", "input-matching-failed"},
    "bank-account-number": {"", "again", "timeout", "invalid-bank-account-number", "input-matching-failed"},
    "payment-processing": {""},
}


def taking(ways, **fee):
    return biller(payments={"ways": ways, "fee": fee, "gateway": GATEWAY})


def pay_of(language):
    call = call_of("pay_bank", of=taking(["card", "bank"]), owed=OWED, account_kind="savings")
    call = replace(call, language=language)
    (pay,) = ET.fromstring(Renderer(SCRIPT, SPEECH, "https://line.example").render(call).twiml).iter("Pay")
    return pay


@pytest.mark.parametrize("language", LANGUAGES)
def test_pay_says_every_step_and_error_in_the_callers_language_and_names_none(language):
    pay, found = pay_of(language), {}
    for prompt in pay:
        errors = "again" if prompt.get("requireMatchingInputs") == "true" else prompt.get("errorType", "")
        assert errors not in found.setdefault(prompt.get("for"), set())
        found[prompt.get("for")].add(errors)
        assert {say.get("language") for say in prompt} == {SPEECH.voice(language).language}
    assert found == STEPS
    assert "language" not in pay.attrib


def test_pay_makes_a_token_of_a_consumers_account_and_charges_nothing():
    asked = pay_of("en").attrib
    assert (asked["paymentMethod"], asked["bankAccountType"]) == ("ach-debit", "consumer-savings")
    assert (asked["tokenType"], asked["input"]) == ("one-time", "dtmf")
    assert not {"chargeAmount", "securityCode", "postalCode", "validCardTypes"} & asked.keys()


FEES = [
    (["card"], {}, []),
    (["card"], {"card": "2.50"}, ["fee"]),
    (["card"], {"bank": "2.50"}, []),
    (["bank"], {"bank": "2.50"}, ["fee"]),
    (["card", "bank"], {}, []),
    (["card", "bank"], {"card": "2.50", "bank": "2.50"}, ["fee"]),
    (["card", "bank"], {"card": "2.50"}, ["fee_by_card", "no_fee_by_bank", "free_way_out"]),
    (["card", "bank"], {"bank": "1.50"}, ["no_fee_by_card", "fee_by_bank", "free_way_out"]),
    (["card", "bank"], {"card": "2.50", "bank": "1.50"}, ["fee_by_card", "fee_by_bank", "free_way_out"]),
]


@pytest.mark.parametrize(("ways", "fee", "told"), FEES)
def test_each_fee_is_told_before_the_choice_with_its_total(ways, fee, told):
    call = call_of("confirm_payment", of=taking(ways, **fee), owed=OWED, amount=4_250)
    lines = {line.key.partition(".")[2]: line.values for line in confirm_payment(call)}
    assert [key for key in lines if "fee" in key or key == "free_way_out"] == told
    assert all(values["total"] - values["fee"] == 4_250 for values in lines.values() if "fee" in values)


@pytest.mark.parametrize(("way", "cents"), [("card", 250), ("bank", 150)])
def test_the_fee_is_that_of_the_way_that_is_paid(way, cents):
    assert fee_of(call_of(of=taking(["card", "bank"], card="2.50", bank="1.50"), way=way)) == cents


def test_nobody_without_a_name_is_asked_for_a_bank_account():
    call = call_of("confirm_payment", of=taking(["card", "bank"]), owed=Owed("1", "B", 1, 0, "", ""), amount=1)
    assert [way.value for way in call.open_ways()] == ["card"]


def test_a_call_of_before_bank_payments_is_paid_by_card():
    assert (
        call_of()
        .from_json('{"call_sid":"C","caller":"","line":"","language":"en","turn":"charge","at":""}', biller())
        .way
        == "card"
    )


# The elements of rules.md 2.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_words_have_every_element(language):
    book = read_book(SHIPPED_PROMPTS, language)
    assert book.findings == []
    assert {key for element in ELEMENTS for key in element.prompts} <= book.keys


LEFT_OUT = [(language, element, key) for language in LANGUAGES for element in ELEMENTS for key in element.prompts]


@pytest.mark.parametrize(("language", "element", "key"), LEFT_OUT, ids=lambda value: getattr(value, "name", value))
def test_words_that_leave_an_element_out_are_refused_of_one_biller_too(tmp_path, language, element, key):
    """The shipped sentence without it, as a line of a biller's own."""
    shipped = re.search(rf'^{key.partition(".")[2]} = "(.*)"$', block_of(language), re.MULTILINE)[1]
    assert lines_of(tmp_path, language, key, shipped) == []
    without = re.sub(rf"\{{{element.variable}[:}}][a-z_]*\}}?", "", shipped) if element.variable else shipped
    for phrase in element.phrases.get(language, ()):
        without = re.sub(phrase, "", without, flags=re.IGNORECASE)
    found = lines_of(tmp_path, language, key, without)
    assert found
    assert all(key in finding for finding in found)
    assert any(element.name in finding for finding in found)


def block_of(language):
    text = (SHIPPED_PROMPTS / f"{language}.toml").read_text(encoding="utf-8")
    return text.partition("\n[authorize]\n")[2].partition("\n[authorize.heard]\n")[0]


def lines_of(folder, language, key, words):
    (folder / f"{language}.toml").write_text(f'[authorize]\n{key.partition(".")[2]} = "{words}"\n', encoding="utf-8")
    return read_lines(folder, language).findings
