"""integration/gateway: what each answer of a gateway means. What is no clear answer is unsure: reliability.md 2.3."""

import json
from uuid import UUID

import pytest

from integration.errors import Garbled, Unavailable
from integration.gateway import JsonGateway
from integration.gateway.replies import CHARGE_ID_CHARS_MAX
from integration.model import Captured, Charge, Declined, Unsure
from integration.money import Money
from integration.ports import AnswerLost, HttpReply, NothingSent

PAYMENT = UUID("6f1e0a52-0d64-5c62-8c3a-0a6e2c1d9b10")
AMOUNT = Money(4250)
WHOLE = {"charge_id": "ch_a", "reference": str(PAYMENT), "status": "captured"}
HELD = {**WHOLE, "amount_cents": 4250, "created_at": "2026-11-20T15:05:00+00:00"}


class Answering:
    """A wire that gives one answer, or fails, and remembers what it was asked."""

    def __init__(self, answer):
        self.answer, self.asked, self.deadlines = answer, [], []

    def exchange(self, request, *, deadline_s):
        self.asked.append(request)
        self.deadlines.append(deadline_s)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def said(status, told):
    return HttpReply(status, told if isinstance(told, bytes) else json.dumps(told).encode())


def charge(access, answer):
    return JsonGateway(access, Answering(answer)).charge(PAYMENT, "tok_a", AMOUNT, "Water bill")


def look_up(access, answer):
    return JsonGateway(access, Answering(answer)).look_up(PAYMENT)


def test_the_request_says_all_that_the_contract_asks(access):
    wire = Answering(said(200, WHOLE))
    JsonGateway(access, wire).charge(PAYMENT, "tok_a", AMOUNT, "Water bill")
    (asked,) = wire.asked
    assert (asked.method, asked.url, asked.fresh) == ("POST", "http://gateway.test/v1/charges", True)
    assert asked.headers["authorization"] == f"Bearer {access.key.get_secret_value()}"
    assert asked.headers["idempotency-key"] == str(PAYMENT)
    assert json.loads(asked.body) == {
        "reference": str(PAYMENT),
        "token": "tok_a",
        "amount_cents": 4250,
        "currency": "usd",
        "description": "Water bill",
    }
    assert wire.deadlines == [access.deadline_s]


def test_captured(access):
    assert charge(access, said(200, WHOLE)) == Captured("ch_a")
    assert charge(access, said(200, {**WHOLE, "amount_cents": 4250, "more": 1})) == Captured("ch_a")


def test_declined(access):
    told = {"status": "declined", "code": "do_not_honor", "message": "Call your bank"}
    assert charge(access, said(402, told)) == Declined("do_not_honor", "Call your bank")


def test_a_decline_keeps_only_words_that_can_be_stored_and_shown(access):
    told = {"status": "declined", "code": "x", "message": "Call\x00 your\ud800 bank" + "!" * 500}
    outcome = charge(access, said(402, told))
    assert outcome.message.startswith("Call your bank!")
    assert len(outcome.message) == 200


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (200, {**WHOLE, "reference": "another"}),
        (200, {**WHOLE, "status": "pending"}),
        (200, {**WHOLE, "amount_cents": 4251}),
        (200, {**WHOLE, "amount_cents": 4250.0}),
        (200, {**WHOLE, "amount_cents": None}),
        (200, {**WHOLE, "charge_id": ""}),
        (200, {**WHOLE, "charge_id": 7}),
        (200, {**WHOLE, "charge_id": "x" * (CHARGE_ID_CHARS_MAX + 1)}),
        (200, {**WHOLE, "charge_id": "ch\x00"}),
        (200, {"reference": str(PAYMENT), "status": "captured"}),
        (200, []),
        (200, b""),
        (200, b"<html>"),
        (200, b"\xff\xfe"),
        (200, b'{"charge_id": "ch_a", "ref'),
        (200, b"[" * 100_000),
        (402, b"<html>"),
        (402, {"status": "captured", "code": "x"}),
        (402, {"status": "declined"}),
        (409, {"error": "key used"}),
        (201, WHOLE),
        (301, b""),
        (302, WHOLE),
        (400, {}),
        (404, {}),
        (429, {}),
        (500, {}),
        (502, b"<html>"),
        (503, b""),
        (504, WHOLE),
    ],
)
def test_anything_that_is_not_a_whole_matching_answer_is_unsure(access, status, told):
    outcome = charge(access, said(status, told))
    assert isinstance(outcome, Unsure)
    assert str(status) in outcome.why


def test_a_lost_answer_is_unsure(access):
    assert charge(access, AnswerLost("reset")) == Unsure("the gateway's answer to the charge was lost: reset")


@pytest.mark.parametrize("answer", [NothingSent("refused"), said(401, {}), said(403, b"<html>")])
def test_only_what_did_nothing_is_unavailable(access, answer):
    with pytest.raises(Unavailable):
        charge(access, answer)


def test_a_look_up_finds_the_one_charge(access):
    assert look_up(access, said(200, {"charges": [HELD]})) == Charge("ch_a", str(PAYMENT), AMOUNT, "captured")
    wire = Answering(said(200, {"charges": []}))
    assert JsonGateway(access, wire).look_up(PAYMENT) is None
    assert wire.asked[0].url == f"http://gateway.test/v1/charges?reference={PAYMENT}"
    assert wire.asked[0].method == "GET"


def test_a_decline_in_the_list_is_no_charge(access):
    declined = {**HELD, "charge_id": "ch_no", "status": "declined"}
    assert look_up(access, said(200, {"charges": [declined]})) is None
    assert look_up(access, said(200, {"charges": [declined, HELD]})).charge_id == "ch_a"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"charges": [HELD, {**HELD, "charge_id": "ch_b"}]}, "2 charges"),
        ({"charges": [{**HELD, "reference": str(PAYMENT).upper()}]}, "reference"),
        ({"charges": [{**HELD, "reference": "another"}]}, "reference"),
        ({"charges": [{**HELD, "amount_cents": 42.5}]}, "whole cents"),
        ({"charges": [{**HELD, "amount_cents": "4250"}]}, "whole cents"),
        ({"charges": [{**HELD, "amount_cents": True}]}, "whole cents"),
        ({"charges": [{**HELD, "amount_cents": 0}]}, "whole cents"),
        ({"charges": [WHOLE]}, "whole cents"),
        ({"charges": [{**HELD, "status": "pending"}]}, "pending"),
        ({"charges": ["ch_a"]}, "object"),
        ({"charges": None}, "list"),
        ({}, "list"),
        ([], "object"),
        (b"<html>", "JSON"),
        (b"", "JSON"),
    ],
)
def test_a_list_that_cannot_be_read_is_never_read_as_none(access, told, sentence):
    with pytest.raises(Garbled, match=sentence) as trouble:
        look_up(access, said(200, told))
    assert trouble.value.kept == said(200, told).body[: Garbled.KEPT_BYTES_MAX]


@pytest.mark.parametrize(
    "answer",
    [NothingSent("refused"), AnswerLost("late"), *(said(status, {"charges": []}) for status in (401, 404, 302, 500))],
)
def test_a_question_that_was_not_answered_is_never_read_as_none(access, answer):
    with pytest.raises(Unavailable):
        look_up(access, answer)


def test_no_sentence_holds_the_key(access):
    key = access.key.get_secret_value()
    with pytest.raises(Unavailable) as trouble:
        charge(access, said(401, {}))
    assert key not in str(trouble.value)
    assert key not in repr(JsonGateway(access, Answering(None)))
