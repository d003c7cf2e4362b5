"""A request's body, read strictly; whatever is wrong with it is told by its shape and never by its value."""

import json
import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError

from integration.intake.taken import Finding
from integration.masking import holds_card
from ivr.api.models import BANK, CARD, TakenPayment
from ivr.api.problems import Problem

BODY_BYTES_MAX = 8 * 1024  # a payment takes some 300
IDEMPOTENCY_KEY = "Idempotency-Key"
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_HEX = re.compile(r"(?=.*[a-f])[0-9a-f]{32}", re.ASCII)  # a UUID without its dashes: no card, whatever its digits
_NAME = re.compile(r"[a-z_]{1,40}", re.ASCII)
_DIGITS = (CARD, BANK)
Model = TypeVar("Model", bound=BaseModel)
_SHAPES = {type(None): "null", bool: "true or false", int: "a whole number", float: "a number with a fraction"}


def idempotency_key(request: Request, what: str = "payment") -> str:
    """The header's one value; `what` is asked for with it, in a word.

    Problem 400 where it is absent, not of its grammar, or could be a card number.
    """
    found = request.headers.getlist(IDEMPOTENCY_KEY)
    key = found[0] if len(found) == 1 else ""
    if _KEY.fullmatch(key) and (_HEX.fullmatch(key) or not holds_card(key)):
        return key
    told = "nothing" if not found else f"text of {len(key)} characters" if key else f"{len(found)} of them"
    expected = f"one key of 1 to 64 letters, digits or . _ : - for each {what}, such as a UUID"
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        "idempotency-key",
        f"the {IDEMPOTENCY_KEY} header is needed: without it a repeated request would be a second {what}",
        findings=[Finding(IDEMPOTENCY_KEY, told, expected)],
    )


def payment(request: Request) -> TakenPayment:
    """The payment in the body. Problems as `body` and `fields_of` have them."""
    return fields_of(body(request), TakenPayment, "payment")


def body(request: Request) -> bytes:
    """One JSON document. Problem 411 and 415 where it cannot be read, 400 for no JSON."""
    if request.mimetype != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media-type", "expected Content-Type: application/json")
    if request.content_length is None:  # a body in chunks comes without, and is not read at all
        raise Problem(HTTPStatus.LENGTH_REQUIRED, "length", "expected a Content-Length")
    found = request.get_data(cache=False)
    _refuse_doubled(found)
    return found


def fields_of(found: bytes, model: type[Model], what: str) -> Model:
    """What the model says of a body; `what` it is, in a word. Problem 422 for wrong fields."""
    try:
        return model.model_validate_json(found)
    except ValidationError as error:
        findings = [_finding(mistake, model) for mistake in error.errors(include_url=False)]
    raise wrong_fields(findings, what)


def wrong_fields(findings: Sequence[Finding], what: str) -> Problem:
    """Problem 422."""
    detail = f"{len(findings)} of the {what}'s fields cannot be taken; nothing was recorded"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "wrong-fields", detail, findings=findings)


def _refuse_doubled(body: bytes) -> None:
    """Readers of JSON differ in which of two equal names they take; with money nobody should have to guess."""
    doubled = False

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        doubled = doubled or len(dict(pairs)) != len(pairs)
        return dict(pairs)

    try:
        json.loads(body.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Problem(HTTPStatus.BAD_REQUEST, "no-json", "the body is not one JSON document in UTF-8") from None
    if doubled:
        raise Problem(HTTPStatus.BAD_REQUEST, "no-json", "a name stands twice in one object; expected each once")


def _finding(mistake: Any, model: type[BaseModel]) -> Finding:
    name = str(mistake["loc"][0]) if mistake["loc"] else "body"
    known = model.model_fields.get(name)
    if mistake["type"] == "extra_forbidden":
        shown = name if _NAME.fullmatch(name) else "(another name)"
        return Finding(shown, _shape(mistake["input"]), f"only {', '.join(model.model_fields) or 'an empty object'}")
    expected = known.description if known is not None and known.description else "one JSON object"
    return Finding(name, "".join(_found(mistake)), expected)


def _found(mistake: Any) -> Iterator[str]:
    if mistake["type"] == "missing":
        yield "nothing"
    elif mistake["type"] in _DIGITS:
        yield str(mistake["msg"])
    else:
        yield _shape(mistake["input"])


def _shape(value: object) -> str:
    if isinstance(value, str):
        return f"text of {len(value)} characters"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return _SHAPES.get(type(value), "an object")
