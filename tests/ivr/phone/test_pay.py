"""twilio.md 8: Pay, from the prompt to the result."""

import json

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response

from ivr.phone import Options
from ivr.phone.cards import TEST_CARDS

PAID = "<Response><Say>thanks</Say></Response>"
PROMPTS = "".join(
    f'<Prompt for="{step}"><Say>{step}</Say></Prompt>'
    for step in (
        "payment-card-number",
        "expiration-date",
        "security-code",
        "postal-code",
        "bank-routing-number",
        "bank-account-number",
        "payment-processing",
    )
)
GOOD = ("card:visa", "expiry", "cvv", "30236#")


def pay(attributes="", inside=PROMPTS):
    return f'<Response><Pay action="/paid" {attributes}>{inside}</Pay><Say>after</Say></Response>'


def answered(**reply):
    told = {"charge_id": None, "token_id": None, "error_code": None, "error_message": None, "parameters": {}} | reply
    return Response(json.dumps(told), content_type="application/json")


@pytest.fixture
def paying(rig):
    """`paying(attributes, keys)`: a call that has pressed the keys in Pay, with its rig."""

    def pay_with(attributes="", keys=GOOD, inside=PROMPTS, options=None, gateway=None):
        told = gateway or answered(charge_id="ch_1", token_id="tok_1")
        rigged = rig(pay(attributes, inside), gateway=told, options=options, paid=PAID, pay_status="")
        call = rigged.call()
        rigged.last = call
        for key in keys:
            call.press(key)
        return rigged, call

    return pay_with


def result(rigged):
    rigged.last.listen()
    (form,) = rigged.app.at("/paid")
    return form


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


@pytest.mark.rule("8.attempts", "8.callback.error")
@pytest.mark.parametrize(
    ("keys", "wrong", "error", "step"),
    [
        ((), None, "input-timeout", "payment-card-number"),
        ((), "4111111111111112", "invalid-card-number", "payment-card-number"),
        ((), "411111#", "invalid-card-number", "payment-card-number"),
        ((), "1234567812345678", "invalid-card-number", "payment-card-number"),
        ((), "card:discover", "invalid-card-type", "payment-card-number"),
        (GOOD[:1], "1330", "invalid-date", "expiration-date"),
        (GOOD[:1], "0030", "invalid-date", "expiration-date"),
        (GOOD[:1], "expiry:past", "invalid-date", "expiration-date"),
        (GOOD[:1], "12#", "invalid-date", "expiration-date"),
        (GOOD[:1], None, "input-timeout", "expiration-date"),
        (GOOD[:2], "12#", "invalid-security-code", "security-code"),
        (GOOD[:3], "302#", "invalid-postal-code", "postal-code"),
        (GOOD[:3], None, "input-timeout", "postal-code"),
    ],
)
def test_only_the_failing_step_is_asked_again_and_the_callback_tells_why(paying, says, keys, wrong, error, step):
    attributes = 'maxAttempts="2" minPostalCodeLength="5" statusCallback="/pay_status"'
    rigged, call = paying(attributes, keys)
    call.listen()
    call.press(wrong) if wrong else call.silent()
    assert says(call.listen()) == [step]
    failed = [form for form in rigged.app.at("/pay_status") if "ErrorType" in form]
    assert [(form["For"], form["ErrorType"], form["Attempt"]) for form in failed] == [(step, error, "1")]
    for key in GOOD[len(keys) :]:
        call.press(key)
    assert result(rigged)["Result"] == "success"


@pytest.mark.rule("8.callback.error")
def test_a_card_is_good_to_the_last_day_of_its_month(paying):
    """The virtual clock stands in January 2026."""
    rigged, _ = paying(keys=("card:visa", "0126", "cvv", "30236#"))
    assert result(rigged)["Result"] == "success"
    rigged, _ = paying(keys=("card:visa", "1225"))
    assert result(rigged)["Result"] == "too-many-failed-attempts"


@pytest.mark.rule("8.attempts")
@pytest.mark.parametrize(("allowed", "extra", "asked"), [("1", 0, 1), ("2", 0, 2), ("3", 0, 3), ("1", 1, 2)])
def test_max_attempts(paying, says, allowed, extra, asked):
    """ "prose says 1 = ONE retry": Options.pay_extra_attempts reads it so."""
    rigged, call = paying(f'maxAttempts="{allowed}"', ("1111#",) * asked, options=Options(pay_extra_attempts=extra))
    assert says(call.listen()) == ["payment-card-number"] * asked + ["thanks"]
    assert result(rigged)["Result"] == "too-many-failed-attempts"


@pytest.mark.rule("8.attempts")
def test_exhausted_may_go_on_with_the_next_verb(paying, says):
    """ "terminates and execution starts with the next verb after Pay": a contradiction in the documentation."""
    rigged, call = paying(keys=("1111#",), options=Options(pay_when_exhausted="next-verb"))
    assert says(call.listen())[-1] == "after"
    assert rigged.app.at("/paid") == []


@pytest.mark.rule("8.star")
@pytest.mark.parametrize("keys", [GOOD[:count] for count in range(4)])
def test_star_at_any_point_ends_pay(paying, keys):
    rigged, call = paying(keys=keys)
    call.press_star()
    assert result(rigged)["Result"] == "caller-interrupted-with-star"
    assert rigged.gateway.seen == []


@pytest.mark.rule("8.star")
def test_star_in_the_middle_of_an_entry_and_of_a_prompt(paying):
    rigged, _ = paying(keys=("4111*",))
    assert result(rigged)["Result"] == "caller-interrupted-with-star"
    rigged, call = paying(keys=())
    call.interrupt("*", after_s=0.1)
    assert result(rigged)["Result"] == "caller-interrupted-with-star"


@pytest.mark.rule("8.star")
def test_star_while_the_payment_processing_prompt_is_said(paying):
    rigged, call = paying(keys=GOOD[:3])
    call.press("30236#w*")
    assert result(rigged)["Result"] == "success"
    rigged, call = paying(keys=GOOD[:3], inside=PROMPTS.replace("payment-processing</Say>", "a b c d e f</Say>"))
    call.press("30236#w*")
    assert result(rigged)["Result"] == "caller-interrupted-with-star"


@pytest.mark.rule("8.results")
@pytest.mark.parametrize("keys", [(), GOOD[:1], GOOD[:3]])
def test_a_caller_who_hangs_up_is_still_told_to_the_action(paying, keys):
    """ "caller-hung-up: request still made; TwiML response is useless"."""
    rigged, call = paying(keys=keys)
    call.hang_up()
    assert result(rigged)["Result"] == "caller-hung-up"
    assert (call.ended, call.result, rigged.gateway.seen) == (True, "completed", [])
    assert [heard.text for heard in call.heard if heard.text == "thanks"] == []


@pytest.mark.rule("8.connector.test")
def test_64022_a_number_that_is_no_test_card(paying):
    rigged, _ = paying(keys=("4242424242424242", "expiry", "cvv", "30236#"))
    form = result(rigged)
    assert (form["Result"], form["PayErrorCode"]) == ("payment-connector-error", "64022")
    assert rigged.gateway.seen == []


@pytest.mark.rule("8.results", "8.connector.reply")
@pytest.mark.parametrize(("attributes", "code"), [('chargeAmount="5"', "64008"), ("", "64010")])
def test_a_decline_is_a_connector_error_with_its_detail(paying, attributes, code):
    declined = answered(error_code="51", error_message="Insufficient funds", parameters={"trace": "t1"})
    rigged, _ = paying(attributes, gateway=declined)
    form = result(rigged)
    assert (form["Result"], form["PayErrorCode"]) == ("payment-connector-error", code)
    assert (form["PaymentError"], form["ConnectorError"]) == ("Insufficient funds", "51: Insufficient funds")
    assert form["PayConnector_trace"] == "t1"


@pytest.mark.rule("8.connector.reply")
@pytest.mark.parametrize(
    ("gateway", "words"),
    [
        (Response("no", 500), "status 500"),
        (Response("<html>"), "not JSON"),
        (Response("[]"), "not a JSON object"),
    ],
)
def test_a_connector_that_talks_nonsense(paying, gateway, words):
    rigged, _ = paying('chargeAmount="5"', gateway=gateway)
    form = result(rigged)
    assert (form["Result"], form["PayErrorCode"]) == ("payment-connector-error", "64007")
    assert words in form["PaymentError"]


@pytest.mark.rule("8.connector.reply")
def test_a_connector_that_forgets_the_id(paying):
    rigged, _ = paying('chargeAmount="5"', gateway=answered(token_id="tok_1"))
    assert (result(rigged)["Result"], result(rigged)["PayErrorCode"]) == ("payment-connector-error", "64019")


@pytest.mark.rule("8.callback")
def test_status_callbacks_carry_pays_own_parameters_only(paying):
    """ "Only AccountSid, CallSid (+ For, …). NOT the full standard set"."""
    rigged, call = paying('statusCallback="/pay_status"')
    call.listen()
    forms = rigged.app.at("/pay_status")
    assert [form["For"] for form in forms] == [
        "payment-card-number",
        "expiration-date",
        "security-code",
        "postal-code",
        "payment-processing",
    ]
    assert set(forms[0]) == {"AccountSid", "CallSid", "For", "Attempt", "PaymentCardNumber", "PaymentCardType"}
    assert forms[-1]["SecurityCode"] == "***"
    seen = next(seen for seen in rigged.app.seen if seen.url.endswith("/pay_status"))
    assert RequestValidator("12345").validate(seen.url, seen.form, seen.headers["X-Twilio-Signature"])
    assert {turn.purpose for turn in call.turns} == {"document"}


@pytest.mark.rule("8.callback.digit")
def test_status_callbacks_per_digit_are_a_choice(paying):
    options = Options(pay_status_per_digit=True)
    rigged, _ = paying('statusCallback="/pay_status"', ("card:visa",), options=options)
    shown = [form["PaymentCardNumber"] for form in rigged.app.at("/pay_status")]
    assert shown == ["x" * count for count in range(1, 17)] + ["xxxx-xxxx-xxxx-1111"]


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
