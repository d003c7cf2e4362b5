"""integration/gateway: what the gateway's list of a day must be before any of it is believed."""

import json
from datetime import UTC, date, datetime

import pytest

from integration.errors import Garbled, Unavailable
from integration.gateway import JsonGateway
from integration.model import Charge, Settled
from integration.money import Money
from integration.ports import AnswerLost, HttpReply, NothingSent

DAY = date(2026, 11, 20)
HELD = {
    "charge_id": "ch_a",
    "reference": "6f1e0a52-0d64-5c62-8c3a-0a6e2c1d9b10",
    "amount_cents": 4250,
    "status": "captured",
    "created_at": "2026-11-20T15:05:00+00:00",
}


class Answering:
    """A wire that gives one answer, or fails."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def exchange(self, request, *, deadline_s):
        self.asked.append((request.method, request.url, deadline_s))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def said(told, status=200):
    return HttpReply(status, told if isinstance(told, bytes) else json.dumps(told).encode())


def settled(access, answer):
    return JsonGateway(access, Answering(answer)).settled(DAY)


def test_a_day_is_asked_for_by_its_date(access):
    wire = Answering(said({"date": "2026-11-20", "charges": []}))
    assert JsonGateway(access, wire).settled(DAY) == []
    assert wire.asked == [("GET", "http://gateway.test/v1/settlements?date=2026-11-20", 30.0)]


def test_a_charge_is_read_with_its_instant(access):
    (one,) = settled(access, said({"charges": [{**HELD, "refunded_cents": 250, "more": 1}]}))
    charge = Charge("ch_a", HELD["reference"], Money(4250), "captured", Money(250))
    assert one == Settled(charge, datetime(2026, 11, 20, 15, 5, tzinfo=UTC))


def test_a_reference_may_be_anybodys(access):
    (one,) = settled(access, said({"charges": [{**HELD, "reference": "counter 7"}]}))
    assert one.charge.reference == "counter 7"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"date": "2026-11-19", "charges": []}, "date '2026-11-19'; expected '2026-11-20'"),
        ({"charges": [HELD, HELD]}, "ch_a is listed twice"),
        ({"charges": [HELD, {**HELD, "charge_id": "ch_b", "amount_cents": "4250"}]}, "whole cents"),
        ({"charges": [{**HELD, "created_at": "2026-11-20T15:05:00"}]}, "with its zone"),
        ({"charges": [{**HELD, "created_at": "yesterday"}]}, "yesterday"),
        ({"charges": [{**HELD, "created_at": None}]}, "created_at"),
        ({"charges": [{**HELD, "reference": ""}]}, "reference"),
        ({"charges": [{**HELD, "status": "pending"}]}, "pending"),
        ({"charges": ["ch_a"]}, "object"),
        ({"charges": None}, "list"),
        ({}, "list"),
        (b"<html>", "JSON"),
    ],
)
def test_a_list_with_one_thing_that_cannot_be_read_is_no_list(access, told, sentence):
    with pytest.raises(Garbled, match=sentence):
        settled(access, said(told))


@pytest.mark.parametrize(
    "answer", [NothingSent("refused"), AnswerLost("late"), *(said({"charges": []}, code) for code in (401, 404, 500))]
)
def test_no_answer_is_not_an_empty_list(access, answer):
    with pytest.raises(Unavailable):
        settled(access, answer)
