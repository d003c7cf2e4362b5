"""twilio.md 8: the attributes of Pay, each wrong value of which is Result=validation-error, and its prompts."""

import pytest
from werkzeug.wrappers import Response

from ivr.phone import Options, Order

PAID = "<Response><Say>thanks</Say></Response>"


def document(attributes, inside=""):
    return f'<Response><Pay action="/paid" {attributes}>{inside}</Pay></Response>'


@pytest.mark.rule("8.attributes", "8.results")
@pytest.mark.parametrize(
    ("attributes", "code", "word"),
    [
        ('chargeAmount="-0.5"', "", "chargeAmount"),  # the documented example
        ('chargeAmount="$5"', "", "chargeAmount"),  # "no currency sign"
        ('chargeAmount="1e3"', "", "chargeAmount"),
        ('chargeAmount=""', "", "chargeAmount"),
        ('chargeAmount="1000000.01"', "", "chargeAmount"),  # "decimal 0..1,000,000"
        ('input="speech"', "", "input"),  # "dtmf only"
        ('paymentMethod="cash"', "", "paymentMethod"),
        ('bankAccountType="consumer-checking"', "64017", "bankAccountType"),  # "with credit-card => 64017"
        ('paymentMethod="ach-debit" bankAccountType="swiss"', "", "bankAccountType"),
        ('paymentMethod="ach-debit" language="es-MX"', "", "language"),  # "ACH: English only"
        ('language="xx-XX"', "", "language"),
        ('timeout="0"', "", "timeout"),
        ('timeout="soon"', "", "timeout"),
        ('maxAttempts="0"', "", "maxAttempts"),
        ('maxAttempts="4"', "", "maxAttempts"),  # "1,2,3"
        ('securityCode="yes"', "", "securityCode"),
        ('postalCode=""', "", "postalCode"),
        ('minPostalCodeLength="0"', "", "minPostalCodeLength"),
        ('paymentConnector="Stripe"', "64004", "paymentConnector"),  # "64004 unknown paymentConnector"
        ('tokenType="eternal"', "", "tokenType"),
        ('tokenType="payment-method"', "64006", "tokenType"),  # "payment-method (Stripe only)"
        ('currency="dollars"', "", "currency"),
        ('validCardTypes="visa,mastercard"', "", "validCardTypes"),  # "SPACE separated"
        ("validCardTypes=\"['visa', 'amex']\"", "", "validCardTypes"),  # the SDK's Python repr
        ('validCardTypes=""', "", "validCardTypes"),
    ],
)
def test_a_bad_attribute_is_a_validation_error(rig, says, attributes, code, word):
    rigged = rig(document(attributes), paid=PAID)
    assert says(rigged.call().listen()) == ["thanks"]
    (form,) = rigged.app.at("/paid")
    assert (form["Result"], form.get("PayErrorCode", "")) == ("validation-error", code)
    assert word in form["PaymentError"]


@pytest.mark.rule("8.attributes")
@pytest.mark.parametrize(
    "attributes",
    [
        'chargeAmount="1000000"',
        'tokenType="one-time"',
        'postalCode="SW1A 1AA"',
        'postalCode="30236-1234"',
        'language="es-MX"',
        'validCardTypes="visa mastercard amex maestro discover optima jcb diners-club enroute"',
        'paymentMethod="ach-debit" bankAccountType="commercial-checking"',
    ],
)
def test_good_attributes_begin_to_ask(rig, attributes):
    call = rig(document(attributes), paid=PAID).call()
    call.listen()
    assert call.awaits.startswith("Pay ")
    assert call.findings == []


@pytest.mark.rule("8.action.https")
def test_the_action_must_be_https(rig):
    rigged = rig('<Response><Pay action="http://line.example/paid"/></Response>', paid=PAID)
    call = rigged.call()
    call.listen()
    assert call.turns[1].params["Result"] == "validation-error"


@pytest.mark.rule("8.action.https")
def test_https_can_be_waived_for_a_loopback(rig):
    rigged = rig(
        '<Response><Pay action="http://line.example/paid"/></Response>',
        options=Options(pay_requires_https=False),
    )
    call = rigged.call()
    call.listen()
    assert call.awaits == "Pay payment-card-number"


@pytest.mark.rule("1.12200")
def test_an_unknown_attribute_is_only_a_warning(rig):
    call = rig(document('amount="5"')).call()
    call.listen()
    assert [finding.code for finding in call.findings] == [12200]
    assert call.awaits == "Pay payment-card-number"


@pytest.mark.rule("8.prompt")
def test_without_a_prompt_twilios_own_words_are_heard(rig):
    """ "No Prompt => Twilio default prompt for that step"."""
    (heard,) = rig(document('language="en-GB"')).call().listen()
    assert (heard.kind, heard.language) == ("prompt", "en-GB")
    assert "card number" in heard.text


def prompt(words, **attributes):
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<Prompt for="payment-card-number"{written}><Say>{words}</Say></Prompt>'


CHOICE = (
    prompt("any")
    + prompt("late", attempt="2 3")
    + prompt("bad", errorType="invalid-card-number invalid-card-type")
    + prompt("silent", errorType="timeout", attempt="2")
    + prompt("never", errorType="invalid-date")
)


@pytest.mark.rule("8.prompt.choice")
@pytest.mark.parametrize(
    ("wrong", "second", "warned"),
    [
        (None, "silent", False),  # the most specific: attempt and errorType
        ("1111#", "late", True),  # "warn on ties": the first in the document
    ],
)
def test_the_most_specific_prompt_is_said(rig, says, wrong, second, warned):
    call = rig(document('maxAttempts="3"', CHOICE), paid=PAID).call()
    assert says(call.listen()) == ["any"]
    call.press(wrong) if wrong else call.silent()
    assert says(call.listen()) == [second]
    assert [finding.code for finding in call.findings] == [0] * warned


@pytest.mark.rule("8.prompt.choice")
@pytest.mark.parametrize(("card", "words"), [("card:visa", "three digits"), ("card:amex", "four digits")])
def test_card_type_chooses_the_prompt_of_the_security_code(rig, says, card, words):
    inside = (
        '<Prompt for="security-code" cardType="visa mastercard"><Say>three digits</Say></Prompt>'
        '<Prompt for="security-code" cardType="amex"><Say>four digits</Say></Prompt>'
    )
    call = rig(document("", inside), paid=PAID).call()
    call.press(card)
    call.press("expiry")
    assert says(call.listen())[-1] == words


@pytest.mark.rule("8.prompt")
def test_a_prompt_may_play_and_pause(rig):
    inside = '<Prompt for="payment-card-number"><Play>card.mp3</Play><Pause/><Say>now</Say></Prompt>'
    call = rig(document("", inside)).call()
    assert [heard.kind for heard in call.listen()] == ["play", "pause", "say"]


TWICE = (
    '<Prompt for="bank-account-number"><Say>account</Say></Prompt>'
    '<Prompt for="bank-account-number" requireMatchingInputs="true"><Say>again</Say></Prompt>'
    '<Prompt for="bank-account-number" errorType="input-matching-failed"><Say>they differ</Say></Prompt>'
)


@pytest.fixture
def twice(rig):
    """A call at the account number of an ach-debit that asks for it twice."""

    def build(attributes=""):
        wanted = f'paymentMethod="ach-debit" maxAttempts="2" statusCallback="/pay_status" {attributes}'
        gateway = Response(
            '{"charge_id": null, "token_id": "tok", "error_code": null}', content_type="application/json"
        )
        rigged = rig(document(wanted, TWICE), paid=PAID, pay_status="", gateway=gateway)
        call = rigged.call()
        call.press("bank:routing")
        return rigged, call

    return build


@pytest.mark.rule("8.prompt.matching")
def test_matching_inputs_are_asked_for_twice(twice, says):
    rigged, call = twice()
    call.press("bank:good")
    assert says(call.listen())[-2:] == ["account", "again"]
    call.press("bank:good")
    call.listen()
    assert rigged.app.at("/paid")[0]["Result"] == "success"


@pytest.mark.rule("8.prompt.matching", "8.callback.error")
def test_a_mismatch_restarts_the_step(twice, says):
    """ "mismatch restarts the step's prompts"."""
    rigged, call = twice()
    call.press("bank:good")
    call.press("bank:other")
    assert says(call.listen())[-1] == "they differ"
    assert rigged.app.at("/pay_status")[-1]["ErrorType"] == "input-matching-failed"
    call.press("bank:good")
    assert says(call.listen()) == ["again"]
    call.press("bank:good")
    call.listen()
    assert rigged.app.at("/paid")[0]["Result"] == "success"


@pytest.mark.rule("8.prompt.matching")
def test_a_second_input_that_does_not_come_is_a_timeout(twice):
    rigged, call = twice()
    call.press("bank:good")
    call.silent()
    call.listen()
    assert rigged.app.at("/pay_status")[-1]["ErrorType"] == "input-timeout"


@pytest.mark.rule("8.prompt.matching")
def test_it_counts_for_bank_numbers_only(rig, says):
    inside = '<Prompt for="payment-card-number" requireMatchingInputs="true"><Say>again</Say></Prompt>'
    call = rig(document("", inside)).call()
    call.press("card:visa")
    assert "again" not in says(call.listen())


@pytest.mark.rule("8.inline")
@pytest.mark.parametrize(("choice", "awaits"), [("works", "Pay payment-card-number"), ("silent", "")])
def test_pay_in_inline_twiml_is_a_choice(rig, choice, awaits):
    """A live observation: "fails silently"."""
    twiml = document("", "").replace("/paid", "https://line.example/paid")
    rigged = rig("<Response/>", options=Options(inline_pay=choice))
    call = rigged.network.place(Order("+17705550134", "+17705550100", twiml=twiml))
    call.listen()
    assert call.awaits == awaits
