"""twilio.md 8: what a connector can do, what goes to it, and what Twilio itself may get wrong."""

import json

import pytest

from ivr.phone import Abilities, Options
from tests.ivr.phone.till import GOOD, answered, result


@pytest.mark.rule("8.attributes", "8.connector.abilities")
@pytest.mark.parametrize(
    ("attributes", "abilities", "code"),
    [
        ("", Abilities(tokenizes=False), "64005"),  # "connector can't tokenise"
        ('tokenType="one-time"', Abilities(token_types=frozenset({"reusable"})), "64006"),  # "token type unsupported"
        ('chargeAmount="5"', Abilities(charges=False), "64007"),  # "can't charge"
        ('paymentMethod="ach-debit"', Abilities(methods=frozenset({"credit-card"})), "64013"),
    ],
)
def test_what_the_connector_cannot_do_is_said_before_anything_is_asked(paying, says, attributes, abilities, code):
    rigged, call = paying(attributes, keys=(), abilities=abilities)
    form = result(rigged)
    assert (form["Result"], form["PayErrorCode"]) == ("validation-error", code)
    assert says(call.heard) == ["thanks"]
    assert rigged.gateway.seen == []


@pytest.mark.rule("8.connector.abilities")
@pytest.mark.parametrize(("attributes", "able"), [("", "charges"), ('chargeAmount="5"', "tokenizes")])
def test_what_is_not_asked_of_a_connector_it_need_not_be_able_to_do(paying, attributes, able):
    rigged, _ = paying(attributes, abilities=Abilities(**{able: False}))
    assert result(rigged)["Result"] == "success"


@pytest.mark.rule("8.currency")
@pytest.mark.parametrize(("currency", "outcome"), [("usd", "success"), ("USD", "success"), ("cad", "validation-error")])
def test_the_currency_is_what_the_connector_takes(paying, currency, outcome):
    keys = GOOD if outcome == "success" else ()
    abilities = Abilities(currencies=frozenset({"usd"}))
    rigged, _ = paying(f'chargeAmount="5" currency="{currency}"', keys, abilities=abilities)
    assert result(rigged)["Result"] == outcome


@pytest.mark.rule("8.currency")
def test_without_a_currency_it_is_usd(paying):
    rigged, call = paying('chargeAmount="5"')
    call.listen()
    assert json.loads(rigged.gateway.seen[0].body)["currency_code"] == "USD"


@pytest.mark.rule("8.description")
@pytest.mark.parametrize(("attributes", "told"), [('description="Water &amp; sewer"', "Water & sewer"), ("", "")])
def test_the_description_goes_to_the_gateway(paying, attributes, told):
    rigged, call = paying(attributes)
    call.listen()
    assert json.loads(rigged.gateway.seen[0].body)["description"] == told


@pytest.mark.rule("8.token.type")
@pytest.mark.parametrize("attributes", ["", 'tokenType="reusable"', 'tokenType="one-time"'])
def test_a_token_of_each_type_is_made(paying, attributes):
    rigged, _ = paying(attributes)
    assert (result(rigged)["Result"], result(rigged)["PaymentToken"]) == ("success", "tok_1")


@pytest.mark.rule("8.postal.least")
@pytest.mark.parametrize(("least", "typed", "good"), [("5", "3023#", False), ("5", "30236#", True), (None, "3#", True)])
def test_a_postal_code_has_a_least_length_where_one_is_asked_for(paying, least, typed, good):
    attributes = f'minPostalCodeLength="{least}"' if least else ""
    rigged, _ = paying(attributes, (*GOOD[:3], typed))
    assert result(rigged)["Result"] == ("success" if good else "too-many-failed-attempts")


@pytest.mark.rule("8.64012")
@pytest.mark.parametrize(("code", "told"), [("54", "64012"), ("51", "64008")])
def test_64012_the_gateway_rejects_the_card_and_not_the_charge(paying, code, told):
    declined = answered(error_code=code, error_message="Expired card")
    abilities = Abilities(card_errors=frozenset({"54"}))
    rigged, _ = paying('chargeAmount="5"', gateway=declined, abilities=abilities)
    assert (result(rigged)["Result"], result(rigged)["PayErrorCode"]) == ("payment-connector-error", told)


@pytest.mark.rule("8.64021")
def test_64021_a_session_that_has_started_already(paying, says):
    options = Options(pay_trouble=lambda _caller: "session-in-progress")
    rigged, call = paying('statusCallback="/pay_status"', keys=(), options=options)
    assert result(rigged)["PayErrorCode"] == "64021"
    (told,) = rigged.app.at("/pay_status")
    assert (told["For"], told["ErrorType"]) == ("payment-card-number", "session-in-progress")
    assert says(call.heard) == ["thanks"]


@pytest.mark.rule("8.results.rare")
@pytest.mark.parametrize(
    ("trouble", "error_type"), [("internal-error", "internal-error"), ("transaction-cancelled", None)]
)
def test_what_goes_wrong_at_twilio_is_told_and_charges_nothing(paying, trouble, error_type):
    asked = []

    def plan(caller):
        asked.append(caller)
        return trouble

    rigged, _ = paying('chargeAmount="5" statusCallback="/pay_status"', options=Options(pay_trouble=plan))
    assert result(rigged)["Result"] == trouble
    assert rigged.app.at("/pay_status")[-1].get("ErrorType") == error_type
    assert rigged.gateway.seen == []
    assert set(asked) == {"+17705550134"}
