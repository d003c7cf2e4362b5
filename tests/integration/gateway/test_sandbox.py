"""integration/sandbox/gateway: the gateway in a box keeps its promises, and no number that was keyed."""

import json
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

import pytest

from integration.clock import VirtualClock
from integration.errors import Unavailable
from integration.model import Captured, Declined, Unsure
from integration.money import Money
from integration.sandbox.gateway import Door, Fault, GatewayBox
from integration.sandbox.gateway.journal import read_journal
from integration.sandbox.gateway.tokens import bank, card

KEY = "a key for tests only"
BEARER = {"Authorization": f"Bearer {KEY}"}
CARD = {
    "method": "tokenize",
    "transaction_id": "PK1",
    "cardnumber": "4111111111111111",
    "cvv": "123",
    "expiry_month": "12",
    "expiry_year": "34",
    "postal_code": "30236",
    "description": "",
    "parameters": {},
}
BANK = {
    "method": "tokenize",
    "transaction_id": "PK2",
    "bankaccountnumber": "12345678",
    "routingnumber": "110000000",
    "description": "",
}


@pytest.fixture
def client(box):
    return box.app.test_client()


def connect(client, asked, auth=("twilio", KEY)):
    return client.post("/connector", json=asked, auth=auth)


def order(token, **changes):
    return {"reference": "R1", "token": token, "amount_cents": 4250, "currency": "usd", "description": ""} | changes


def charge(client, told, key="R1"):
    return client.post("/v1/charges", json=told, headers=BEARER | {"Idempotency-Key": key})


def test_a_card_becomes_a_token_that_can_be_charged_once_a_key(client, box):
    told = connect(client, CARD).json
    assert told == {"token_id": told["token_id"], "error_code": None, "error_message": None, "parameters": {}}
    first = charge(client, order(told["token_id"]))
    assert (first.status_code, first.json["reference"], first.json["status"]) == (200, "R1", "captured")
    assert charge(client, order(told["token_id"])).json == first.json
    assert charge(client, order(told["token_id"], amount_cents=4251)).status_code == 409
    assert [entry["event"] for entry in box.journal.entries] == ["captured"]
    assert box.journal.entries[0]["ending"] == "1111"


def test_twilio_repeats_a_transaction_and_gets_the_first_answer(client):
    assert connect(client, CARD).json == connect(client, CARD).json
    assert connect(client, CARD).json != connect(client, CARD | {"transaction_id": "PK9"}).json


def test_a_connector_charges_the_normalised_amount_under_the_reference_parameter(client, box):
    asked = CARD | {"method": "charge", "amount": "42.5", "currency_code": "USD", "parameters": {"reference": "R7"}}
    first = connect(client, asked).json
    assert connect(client, asked).json == first
    found = client.get("/v1/charges?reference=R7", headers=BEARER).json["charges"]
    assert [(one["charge_id"], one["amount_cents"]) for one in found] == [(first["charge_id"], 4250)]
    assert len(box.journal.entries) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cardnumber": "41111111111"}, "number_invalid"),
        ({"cardnumber": "abc"}, "number_invalid"),
        ({"cvv": "12"}, "security_code_invalid"),
        ({"expiry_month": "13"}, "expiry_invalid"),
        ({"expiry_month": "10", "expiry_year": "26"}, "card_expired"),
        ({"method": "charge", "amount": "0"}, "amount_invalid"),
        ({"method": "charge", "amount": "1e3"}, "amount_invalid"),
    ],
)
def test_what_cannot_be_a_card_is_refused_in_the_connectors_words(client, changes, code):
    told = connect(client, CARD | changes).json
    assert told["error_code"] == code
    assert {told.get("token_id"), told.get("charge_id")} == {None}


def test_a_card_is_good_to_the_end_of_its_month(client):
    assert connect(client, CARD | {"expiry_month": "11", "expiry_year": "26"}).json["error_code"] is None


def test_a_bank_account_becomes_a_token(client, box):
    token = connect(client, BANK).json["token_id"]
    assert box.tokens.find(token).ending == "5678"
    refused = connect(client, BANK | {"transaction_id": "PK3", "routingnumber": "110000001"}).json
    assert refused["error_code"] == "number_invalid"


@pytest.mark.parametrize("asked", [{}, [], {"method": "steal", "transaction_id": "x"}, {"method": "charge"}])
def test_what_is_no_connector_request_is_refused(client, asked):
    assert connect(client, asked).status_code == 400


@pytest.mark.parametrize(
    "told", [order(""), order("t", amount_cents=0), order("t", amount_cents="1"), order("t", more=1), [], {"a": 1}]
)
def test_what_is_no_order_is_refused_without_being_repeated(client, told):
    answer = charge(client, told)
    assert answer.status_code == 400
    assert "tok" not in answer.text.replace("token", "")


def test_an_order_has_a_key_and_a_known_token(client, token):
    assert client.post("/v1/charges", json=order(token), headers=BEARER).status_code == 400
    refused = charge(client, order("tok_never_given"))
    assert (refused.status_code, refused.json["code"]) == (402, "token_unknown")


def test_nobody_comes_in_without_the_key(client, token):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}):
        assert client.post("/v1/charges", json=order(token), headers=headers).status_code == 401
        assert client.get("/v1/charges?reference=R1", headers=headers).status_code == 401
        assert client.post("/faults", json={}, headers=headers).status_code == 401
    assert connect(client, CARD, auth=("twilio", "wrong")).status_code == 401
    assert connect(client, CARD, auth=None).status_code == 401


def test_void_and_refund(client, token):
    charge_id = charge(client, order(token)).json["charge_id"]
    refund = f"/v1/charges/{charge_id}/refunds"
    once = BEARER | {"Idempotency-Key": "R1"}  # the key of a charge is free for a refund
    assert client.post(refund, json={"amount_cents": 1000}, headers=once).json["refunded_cents"] == 1000
    assert client.post(refund, json={"amount_cents": 1000}, headers=once).json["refunded_cents"] == 1000
    assert client.post(refund, json={"amount_cents": 3251}, headers=BEARER).status_code == 409
    assert client.post(f"/v1/charges/{charge_id}/void", headers=BEARER).status_code == 409
    assert client.post(refund, json={"amount_cents": 3250}, headers=BEARER).json["status"] == "refunded"
    other = charge(client, order(token, reference="R2"), key="R2").json["charge_id"]
    for _ in range(2):
        assert client.post(f"/v1/charges/{other}/void", headers=BEARER).json["status"] == "voided"
    assert client.post(f"/v1/charges/{other}/refunds", json={"amount_cents": 1}, headers=BEARER).status_code == 409
    for path, body in (("void", None), ("refunds", {"amount_cents": 1})):
        assert client.post(f"/v1/charges/ch_none/{path}", json=body, headers=BEARER).status_code == 404


def test_settlements_list_a_utc_day(client, token, clock):
    charge(client, order(token))
    clock.pause(24 * 3600)
    charge(client, order(token, reference="R2"), key="R2")
    told = client.get("/v1/settlements?date=2026-11-20", headers=BEARER).json
    assert [one["reference"] for one in told["charges"]] == ["R1"]
    assert client.get("/v1/settlements?date=yesterday", headers=BEARER).status_code == 400
    assert client.get("/v1/charges", headers=BEARER).status_code == 400


def test_faults_are_planned_over_the_wire(client, token):
    plan = {"door": "charge", "faults": ["decline do_not_honor"], "then": "down"}
    assert client.post("/faults", json=plan, headers=BEARER).status_code == 200
    assert charge(client, order(token)).json["code"] == "do_not_honor"
    assert charge(client, order(token), key="R2").status_code == 503
    for wrong in ({"faults": ["explode"]}, {"door": "cellar"}, {"door": "look_up", "then": "decline x"}):
        assert client.post("/faults", json=wrong, headers=BEARER).status_code == 400


@pytest.mark.parametrize("text", ["", "decline", "approve now", "slow", "slow fast", "Timeout"])
def test_a_word_that_is_no_fault_is_refused(text):
    with pytest.raises(ValueError, match=r"fault|decline|float"):
        Fault.parse(text)


@pytest.mark.parametrize(
    "case",
    [
        ("approve", Captured, 1),
        ("decline insufficient_funds", Declined, 0),
        ("timeout", Unsure, 0),
        ("timeout-after-capture", Unsure, 1),
        ("down", Unsure, 0),
        ("garbled", Unsure, 1),
        ("slow 4", Captured, 1),
        ("slow 5s", Unsure, 1),
    ],
)
def test_each_fault_through_the_adapter_and_what_a_look_up_finds_after(gateway, box, token, clock, case):
    fault, outcome, held = case
    payment = uuid4()
    box.plan(fault)
    assert isinstance(gateway.charge(payment, token, Money(4250), "Water bill"), outcome)
    found = gateway.look_up(payment)
    assert (found is not None) == bool(held)
    assert found is None or found.amount == Money(4250)
    took_s = {"slow 4": 4.0}.get(fault, 4.5 if "timeout" in fault or "slow" in fault else 0.0)
    assert clock.tick() == took_s


def test_a_look_up_that_fails_by_plan(gateway, box):
    for fault in ("down", "timeout"):
        box.faults.plan(Door.LOOK_UP, [fault])
        with pytest.raises(Unavailable):
            gateway.look_up(uuid4())


def test_a_gateway_that_is_killed_and_started_again_knows_its_charges_and_keys(tmp_path, clock):
    path = tmp_path / "gateway.jsonl"
    before = GatewayBox(clock, key=KEY, journal=path, rng=Random(1))
    client = before.app.test_client()
    token = connect(client, CARD).json["token_id"]
    first = charge(client, order(token)).json
    no = charge(client, order("tok_none", reference="R2"), key="R2").json
    paid_back = f"/v1/charges/{first['charge_id']}/refunds"
    client.post(paid_back, json={"amount_cents": 50}, headers=BEARER | {"Idempotency-Key": "B"})
    path.write_bytes(path.read_bytes() + b'{"at": "2026-11-20T15:05:00+00:00", "eve')  # killed in the middle of a line
    after = GatewayBox(clock, key=KEY, journal=path, rng=Random(2)).app.test_client()
    assert charge(after, order(token)).json == first
    assert charge(after, order("tok_none", reference="R2"), key="R2").json == no
    again = after.post(paid_back, json={"amount_cents": 50}, headers=BEARER | {"Idempotency-Key": "B"}).json
    assert again["refunded_cents"] == 50
    assert after.post(f"/v1/charges/{first['charge_id']}/void", headers=BEARER).status_code == 409
    assert charge(after, order(token, reference="R3"), key="R3").status_code == 402  # cards are forgotten
    assert [entry["event"] for entry in read_journal(path)] == ["captured", "declined", "refunded", "declined"]


def test_no_number_is_kept_anywhere(tmp_path, caplog, capfd):
    path = tmp_path / "gateway.jsonl"
    box = GatewayBox(VirtualClock(datetime(2026, 11, 20, tzinfo=UTC)), key=KEY, journal=path)
    client = box.app.test_client()
    token = connect(client, CARD).json["token_id"]
    charge(client, order(token))
    connect(client, BANK)
    connect(client, CARD | {"transaction_id": "PK8", "cardnumber": "4111111111111112222222"})
    out, err = capfd.readouterr()
    seen = json.dumps(box.journal.entries) + path.read_text() + caplog.text + out + err + repr(vars(box.tokens))
    for number in ("4111111111111111", "4111111111111112222222", "12345678", "110000000"):
        assert number not in seen
    assert not any(mark.isdigit() for mark in token)


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4111111111111111", "visa"),
        ("5555555555554444", "mastercard"),
        ("378282246310005", "amex"),
        ("6011111111111117", "discover"),
        ("3566002020360505", "jcb"),
        ("3065930009020004", "diners-club"),
        ("6771798021000008", "maestro"),
    ],
)
def test_brands(number, brand):
    assert card(number).brand == brand


def test_bank_numbers():
    assert bank("123456789", "110000000").ending == "6789"
    for account, routing in (("12", "110000000"), ("12345678", "11000000"), ("12345678", "11000000\uff10")):
        with pytest.raises(ValueError, match="not a bank account"):
            bank(account, routing)
