"""twilio.md 8: what can go wrong with Pay: attempts, star, hang-up, connectors, and Twilio's own troubles."""

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response

from ivr.phone import Options
from tests.ivr.phone.till import GOOD, PROMPTS, answered, result


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
