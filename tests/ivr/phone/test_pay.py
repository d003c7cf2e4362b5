"""twilio.md 8: Pay, from the prompt to the result."""

import json

import pytest

from ivr.phone.cards import TEST_CARDS
from tests.ivr.phone.till import GOOD, PAID, PROMPTS, answered, result


@pytest.mark.rule("8.order")
def test_the_steps_in_their_order(paying, says):
    _, call = paying()
    assert says(call.listen()) == [
        "payment-card-number",
        "expiration-date",
        "security-code",
        "postal-code",
        "payment-processing",
        "thanks",
    ]


@pytest.mark.rule("8.order", "8.attributes")
@pytest.mark.parametrize(
    ("attributes", "keys", "missing"),
    [
        ('securityCode="false"', ("card:visa", "expiry", "30236#"), "cvv"),
        ('postalCode="false"', ("card:visa", "expiry", "cvv"), "postal_code"),
    ],
)
def test_steps_that_are_not_asked(paying, attributes, keys, missing):
    rigged, _ = paying(attributes, keys)
    assert result(rigged)["Result"] == "success"
    assert missing not in json.loads(rigged.gateway.seen[0].body)


@pytest.mark.rule("8.postal")
def test_a_literal_postal_code_is_passed_through_without_a_prompt(paying):
    rigged, call = paying('postalCode="30236"', ("card:visa", "expiry", "cvv"))
    call.listen()
    assert json.loads(rigged.gateway.seen[0].body)["postal_code"] == "30236"
    assert result(rigged)["PaymentCardPostalCode"] == "30236"


@pytest.mark.rule("8.amount")
@pytest.mark.parametrize("attributes", ["", 'chargeAmount="0"', 'chargeAmount="0.00"'])
def test_no_amount_or_0_makes_a_token(paying, attributes):
    rigged, call = paying(attributes)
    call.listen()
    body = json.loads(rigged.gateway.seen[0].body)
    assert body["method"] == "tokenize"
    assert not {"amount", "currency_code"} & set(body)
    assert (result(rigged)["Result"], result(rigged)["PaymentToken"]) == ("success", "tok_1")
    assert "PaymentConfirmationCode" not in result(rigged)


@pytest.mark.rule("8.amount", "8.connector.wire")
@pytest.mark.parametrize(
    ("amount", "told"),
    [("10.00", "10.0"), ("10", "10.0"), ("42.50", "42.5"), ("0.01", "0.01"), ("1000000", "1000000.0")],
)
def test_a_charge_with_its_amount_normalised(paying, amount, told):
    """ "Amount is a STRING and is normalised ("10.00" became "10.0")"."""
    inside = PROMPTS + '<Parameter name="bill" value="7"/><Parameter name="bid" value="1368"/>'
    rigged, call = paying(f'chargeAmount="{amount}" description="Water" currency="usd"', inside=inside)
    call.listen()
    (seen,) = rigged.gateway.seen
    body = json.loads(seen.body)
    transaction_id = body.pop("transaction_id")
    assert len(transaction_id) == 36
    assert body == {
        "method": "charge",
        "cardnumber": TEST_CARDS["visa"],
        "cvv": "123",
        "amount": told,
        "currency_code": "USD",
        "expiry_month": "12",
        "expiry_year": "34",
        "description": "Water",
        "postal_code": "30236",
        "parameters": {"bill": "7", "bid": "1368"},
    }
    assert (seen.method, seen.headers["Authorization"]) == ("POST", "Basic dXNlcjpzZWNyZXQ=")
    assert result(rigged)["PaymentConfirmationCode"] == "ch_1"


@pytest.mark.rule("8.masked", "8.action")
def test_the_action_is_told_masked_numbers_only(paying):
    rigged, call = paying('chargeAmount="10.00"')
    form = result(rigged)
    expected = {
        "Result": "success",
        "PaymentMethod": "credit-card",
        "PaymentCardNumber": "xxxx-xxxx-xxxx-1111",
        "PaymentCardType": "visa",
        "ExpirationDate": "1234",
        "SecurityCode": "***",
        "PaymentCardPostalCode": "30236",
    }
    assert {name: form[name] for name in expected} == expected
    assert form["CallStatus"] == "in-progress"
    everything = repr((call.requests, call.turns, call.findings, call.heard, [seen.body for seen in rigged.app.seen]))
    assert TEST_CARDS["visa"] not in everything


@pytest.mark.rule("8.action")
def test_what_the_connector_returned_comes_as_pay_connector_parameters(paying):
    rigged, _ = paying(gateway=answered(token_id="tok_9", parameters={"avs": "Y", "tries": 1}))
    assert (result(rigged)["PayConnector_avs"], result(rigged)["PayConnector_tries"]) == ("Y", "1")


@pytest.mark.rule("8.cards")
def test_amex_has_15_digits_and_a_code_of_4(paying):
    rigged, _ = paying(keys=("card:amex", "expiry", "cvv:amex", "30236#"))
    assert result(rigged)["PaymentCardNumber"] == "xxxx-xxxxxx-x0005"
    assert json.loads(rigged.gateway.seen[0].body)["cvv"] == "1234"


@pytest.mark.rule("8.attributes")
@pytest.mark.parametrize("name", ["discover", "jcb", "maestro", "diners-club"])
def test_other_cards_must_be_allowed(paying, name):
    """ "validCardTypes: SPACE separated, default visa mastercard amex"."""
    rigged, _ = paying(keys=(f"card:{name}",))
    assert result(rigged)["Result"] == "too-many-failed-attempts"
    rigged, _ = paying(f'validCardTypes="visa {name}"', (f"card:{name}", "expiry", "cvv", "30236#"))
    assert (result(rigged)["Result"], result(rigged)["PaymentCardType"]) == ("success", name)


@pytest.mark.rule("8.postal")
@pytest.mark.parametrize("finish", ["30236#", "30236"])
def test_a_postal_code_ends_by_hash_or_timeout_only(paying, finish):
    rigged, call = paying(keys=("card:visa", "expiry", "cvv", finish))
    if finish == "30236":
        assert call.awaits == "Pay postal-code"
        call.silent()
    assert result(rigged)["PaymentCardPostalCode"] == "30236"


def test_the_keys_of_a_whole_entry_may_carry_a_needless_hash(paying):
    rigged, _ = paying(keys=("card:visa", "#", "expiry", "#", "cvv", "#", "30236#"))
    assert result(rigged)["Result"] == "success"


@pytest.mark.rule("8.prompt")
def test_a_key_interrupts_the_prompt(paying):
    rigged, call = paying(keys=())
    call.interrupt("4", after_s=0.1)
    assert call.listen()[0].interrupted
    call.press(TEST_CARDS["visa"][1:])
    for keys in GOOD[1:]:
        call.press(keys)
    assert result(rigged)["PaymentCardType"] == "visa"


@pytest.mark.rule("8.action")
def test_without_action_the_current_document_is_asked(rig):
    def voice(request):
        return PAID if "Result" in request.form else "<Response><Pay/></Response>"

    rigged = rig(voice)
    call = rigged.call()
    call.press_star()
    assert [turn.url for turn in call.turns] == ["https://line.example/voice"] * 2


@pytest.mark.rule("8.attributes")
def test_timeout_is_between_digits(paying):
    rigged, call = paying('timeout="3"', ("4W1W1W1",))
    assert call.awaits == "Pay payment-card-number"
    call.silent()
    assert result(rigged)["Result"] == "too-many-failed-attempts"


@pytest.mark.rule("8.ach")
def test_ach_asks_for_routing_and_account(paying, says):
    rigged, call = paying('paymentMethod="ach-debit" chargeAmount="9.50"', ("bank:routing", "bank:good"))
    assert says(call.listen()) == ["bank-routing-number", "bank-account-number", "payment-processing", "thanks"]
    body = json.loads(rigged.gateway.seen[0].body)
    assert (body["bankaccountnumber"], body["routingnumber"], body["amount"]) == ("12345678", "110000000", "9.5")
    form = result(rigged)
    assert (form["BankAccountNumber"], form["BankRoutingNumber"]) == ("******78", "110000000")
    assert (form["PaymentMethod"], form["BankAccountType"]) == ("ach-debit", "consumer-checking")


@pytest.mark.rule("8.ach", "8.callback.error")
@pytest.mark.parametrize(
    ("keys", "step"),
    [(("123456789",), "bank-routing-number"), (("bank:routing", "12#"), "bank-account-number")],
)
def test_ach_entries_that_are_wrong(paying, keys, step):
    attributes = 'paymentMethod="ach-debit" statusCallback="/pay_status"'
    rigged, _ = paying(attributes, keys)
    assert rigged.app.at("/pay_status")[-1]["ErrorType"] == f"invalid-{step}"
    assert result(rigged)["Result"] == "too-many-failed-attempts"


@pytest.mark.rule("8.profile")
def test_a_profile_of_the_gateway_is_passed_on(paying):
    rigged, _ = paying(gateway=answered(token_id="tok_1", profile_id="cus_7"))
    assert result(rigged)["ProfileId"] == "cus_7"
    rigged, _ = paying()
    assert "ProfileId" not in result(rigged)
