"""The OpenAPI document tells of every route, its examples are taken, and real answers are as it says."""

import re
from uuid import UUID

import pytest

from integration.intake.keys import SCOPES
from integration.ledger import undos
from ivr.api.models import Payment, ProblemDetails, TakenPayment
from tests.ivr.api.parts import DOCUMENT
from tests.ivr.line import mint

MODELS = {"TakenPayment": TakenPayment, "Payment": Payment, "ProblemDetails": ProblemDetails}


@pytest.fixture
def document(quick_line):
    return quick_line.app.test_client().get(DOCUMENT).json


def operations(document):
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def references(part):
    """Every $ref in a document."""
    if isinstance(part, dict):
        yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def test_it_tells_of_every_route_and_of_no_other(quick_line, document):
    routes = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in quick_line.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert routes == set(operations(document))
    assert len({operation["operationId"] for operation in operations(document).values()}) == len(routes)


def test_every_reference_leads_somewhere(document):
    found = set(references(document))
    assert found
    for reference in found:
        part = document
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]


def test_every_key_and_scope_is_told(document):
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["key"]["description"].split(", ") == list(SCOPES)
    secured = {path: bool(operation["security"]) for (_, path), operation in operations(document).items()}
    assert {path for path, is_secured in secured.items() if not is_secured} == {DOCUMENT}


def test_its_examples_are_taken(quick_line, quick_vendor, document):
    examples = document["components"]["schemas"]["TakenPayment"]["examples"]
    answers = [quick_vendor.bring(example) for example in examples]
    assert [answer.status_code for answer in answers] == [201] * len(examples)
    assert len(quick_line.rows("payments")) == len(examples) > 1


def test_every_field_says_what_is_expected(document):
    for name, field in document["components"]["schemas"]["TakenPayment"]["properties"].items():
        assert field["description"], name


def model_of(operation, status):
    ((_kind, content),) = operation["responses"][str(status)]["content"].items()
    return MODELS[content["schema"]["$ref"].rpartition("/")[2]]


def test_answers_are_as_it_says(quick_vendor, document):
    named = {operation["operationId"]: operation for operation in operations(document).values()}
    take, show = named["takePayment"], named["showPayment"]
    told = quick_vendor.bring(key="k")
    model_of(take, 201).model_validate_json(told.data)
    model_of(show, 200).model_validate_json(quick_vendor.show(told.json["payment_id"]).data)
    wrong = {
        400: quick_vendor.bring_bytes(b"{"),
        409: quick_vendor.bring(key="k", amount_cents=1),
        415: quick_vendor.bring_bytes(b"{}", content_type="text/plain"),
        422: quick_vendor.bring({"channel": "kiosk"}),
    }
    for status, answer in wrong.items():
        assert answer.status_code == status
        told = model_of(take, status).model_validate_json(answer.data)
        assert told.status == status


def test_a_payment_that_is_given_back_fits_too(quick_line, quick_vendor):
    caller = quick_line.knock()
    caller.to_card()
    caller.card(mint(quick_line))
    while caller.place.startswith("/voice/work/"):
        caller.go()
    (row,) = quick_line.rows("payments")
    with quick_line.database.write() as connection:
        undos.want(connection, UUID(row.payment_id), who="ann", reason="twice", now=quick_line.box.clock.now())
    found = Payment.model_validate_json(quick_vendor.show(row.payment_id).data)
    assert (found.channel, found.undo.state) == ("phone", "wanted")
