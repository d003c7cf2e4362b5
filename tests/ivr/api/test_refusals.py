"""What the API refuses: each time a problem document that names the field, its shape and what is expected, no value."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.errors import Unavailable
from ivr.api.models import ProblemDetails, TakenPayment
from ivr.api.reading import BODY_BYTES_MAX
from tests.ivr.api.parts import PATH, open_intake, payment
from tests.ivr.api.parts import vendor as a_vendor

SECRET = "zq7xk"
WRONG = {
    "no amount": ({"amount_cents": None}, "amount_cents", "nothing"),
    "no time": ({"paid_at": None}, "paid_at", "nothing"),
    "no cents": ({"amount_cents": 0}, "amount_cents", "a whole number"),
    "below zero": ({"amount_cents": -1}, "amount_cents", "a whole number"),
    "a fraction": ({"amount_cents": 42.5}, "amount_cents", "a number with a fraction"),
    "a whole fraction": ({"amount_cents": 4250.0}, "amount_cents", "a number with a fraction"),
    "cents as text": ({"amount_cents": "4250"}, "amount_cents", "text of 4 characters"),
    "true": ({"amount_cents": True}, "amount_cents", "true or false"),
    "too much": ({"amount_cents": 10**11}, "amount_cents", "a whole number"),
    "more than a database holds": ({"amount_cents": 10**30}, "amount_cents", "a whole number"),
    "a fee below zero": ({"fee_cents": -1}, "fee_cents", "a whole number"),
    "the phone": ({"channel": "phone"}, "channel", "text of 5 characters"),
    "no channel of ours": ({"channel": SECRET}, "channel", "text of 5 characters"),
    "no way of ours": ({"method": SECRET}, "method", "text of 5 characters"),
    "a way in capitals": ({"method": "CARD"}, "method", "text of 4 characters"),
    "no zone": ({"paid_at": "2026-11-20T10:00:00"}, "paid_at", "text of 19 characters"),
    "no time at all": ({"paid_at": SECRET}, "paid_at", "text of 5 characters"),
    "seconds since 1970": ({"paid_at": 1763650800}, "paid_at", "a whole number"),
    "tomorrow": ({"paid_at": "2026-11-21T10:00:00-05:00"}, "paid_at", "an instant in the future"),
    "in spring": ({"paid_at": "2026-04-20T10:00:00-05:00"}, "paid_at", "an instant more than 60 days ago"),
    "too short an account": ({"account_number": "001234567"}, "account_number", "text of 9 characters"),
    "too long an account": ({"account_number": "00123456789"}, "account_number", "text of 11 characters"),
    "letters in an account": ({"account_number": "00123zq7xk"}, "account_number", "text of 10 characters"),
    "another script's digits": ({"account_number": "٠٠١٢٣٤٥٦٧٨"}, "account_number", "text of 10 characters"),
    "a number for an account": ({"account_number": 12345678}, "account_number", "a whole number"),
    "a list": ({"reference": [SECRET]}, "reference", "a list of 1"),
    "an object": ({"reference": {SECRET: 1}}, "reference", "an object"),
    "a blank in a reference": ({"reference": "K7 1"}, "reference", "text of 4 characters"),
    "a new line": ({"description": "Hydrant\nrental"}, "description", "text of 14 characters"),
    "a formula": ({"description": "=1+1"}, "description", "text of 4 characters"),
    "a novel": ({"description": "x" * 201}, "description", "text of 201 characters"),
    "a field that is not there": ({"bid": "1368"}, "bid", "text of 4 characters"),
    "a field with a name of its own": ({f"{SECRET}-1": 1}, "(another name)", "a whole number"),
}


@pytest.mark.parametrize(("change", "field", "found"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named_with_its_shape_and_what_is_expected(quick_line, quick_vendor, change, field, found):
    told = {name: value for name, value in (payment() | change).items() if value is not None}
    answer = quick_vendor.bring(told)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    (mistake,) = answer.json["errors"]
    assert (mistake["field"], mistake["found"]) == (field, found)
    assert mistake["expected"]
    assert SECRET not in answer.text
    assert quick_line.rows("payments") == quick_line.rows("intakes") == []
    ProblemDetails.model_validate_json(answer.data)


def test_all_that_is_wrong_is_told_at_once(quick_vendor):
    answer = quick_vendor.bring({"channel": "kiosk", "amount_cents": 0})
    assert [one["field"] for one in answer.json["errors"]] == ["amount_cents", "method", "paid_at"]


def test_the_account_where_callers_key_another_number(clock):
    with open_intake(clock, account={"keyed": "ACCOUNT_NO_CUSTOM"}) as line:
        assert a_vendor(line).bring(account_number="A-12").status_code == 201
        assert a_vendor(line).bring(account_number="A 12").status_code == 422


BODIES = {
    "blanks": b"  ",
    "no JSON": b"{",
    "two documents": b"{} {}",
    "not UTF-8": b'{"channel": "\xff"}',
    "UTF-16": json.dumps(payment()).encode("utf-16"),
    "very deep": b"[" * 4000,
    "a name twice": b'{"amount_cents": 1, "amount_cents": 100}',
    "a digit too many for a number": b'{"amount_cents": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_no_json_is_refused(quick_line, quick_vendor, body):
    answer = quick_vendor.bring_bytes(body)
    assert (answer.status_code, answer.json["type"]) == (400, "urn:ivr:problem:no-json")
    assert quick_line.rows("payments") == []


def test_a_request_without_a_body_has_no_length(quick_vendor):
    assert quick_vendor.bring_bytes(b"").status_code == 411


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"1", b"null", b"NaN"])
def test_json_that_is_no_object_is_refused(quick_vendor, body):
    assert quick_vendor.bring_bytes(body).status_code in {400, 422}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_media_type_is_refused(quick_vendor, kind):
    answer = quick_vendor.bring_bytes(json.dumps(payment()).encode(), content_type=kind)
    assert (answer.status_code, answer.json["type"]) == (415, "urn:ivr:problem:media-type")


def test_a_body_too_long_is_not_read(quick_line, quick_vendor):
    body = json.dumps(payment()).encode() + b" " * BODY_BYTES_MAX
    answer = quick_vendor.bring_bytes(body)
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    assert quick_line.rows("payments") == []


@pytest.mark.parametrize("key", [None, "", "k" * 65, "a blank", "ü", "a/b"])
def test_a_key_for_repeats_is_needed_and_plain(quick_line, quick_vendor, key):
    headers = quick_vendor.headers() | ({"Idempotency-Key": key} if key is not None else {})
    answer = quick_vendor.client.post(PATH, json=payment(), headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert quick_line.rows("payments") == []


def test_two_keys_for_repeats_are_none(quick_vendor):
    headers = [*quick_vendor.headers().items(), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert quick_vendor.client.post(PATH, json=payment(), headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", PATH, 405), ("delete", PATH, 405), ("get", "/api/v1/nowhere", 404), ("get", f"{PATH}/1", 404)],
)
def test_a_wrong_path_or_method_is_a_problem_document_too(quick_vendor, method, path, status):
    answer = getattr(quick_vendor.client, method)(path, headers=quick_vendor.headers())
    assert (answer.status_code, answer.content_type, answer.json["status"]) == (
        status,
        "application/problem+json",
        status,
    )


def test_a_database_that_is_away_says_send_it_again(quick_vendor, monkeypatch):
    def away(_database):
        raise Unavailable("the database did not answer: disk I/O error at 0xdeadbeef")

    monkeypatch.setattr(type(quick_vendor.line.database), "write", away)
    answer = quick_vendor.bring()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "0xdeadbeef" not in answer.text


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(TakenPayment.model_fields)), value=ANY)
def test_whatever_stands_in_a_field_the_answer_is_one_of_four_and_repeats_no_text(quick_vendor, field, value):
    quick_vendor.line.box.clock.pause(60.0)
    answer = quick_vendor.bring(payment() | {field: value})
    assert answer.status_code in {201, 422}
    if answer.status_code == 422 and isinstance(value, str) and re.fullmatch(r"\d{5,}", value):
        assert value not in answer.text
