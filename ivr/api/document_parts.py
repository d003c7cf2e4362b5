"""What the operations of the OpenAPI document are made of."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from ivr.api.models import ProblemDetails
from ivr.api.problems import MEDIA_TYPE
from ivr.api.reading import IDEMPOTENCY_KEY

REF = "#/components/schemas/{model}"
TROUBLES = {
    "400": "No JSON, no idempotency key, or a query that cannot be; nothing was recorded.",
    "401": "The key is not good.",
    "403": "The key lacks the scope, or the biller does not take this channel.",
    "404": "The key's biller has none such.",
    "409": "The idempotency key was used with another request, or it cannot be done as it stands.",
    "411": "The request has no Content-Length.",
    "413": "The body is too long.",
    "415": "The body is not application/json.",
    "422": "Fields that cannot be taken, each with what was found and expected; nothing was recorded.",
    "429": "Too many requests of this key in a minute; Retry-After says when.",
    "503": "Send the same again, with the same idempotency key, after Retry-After.",
}


def content(model: type[BaseModel]) -> dict[str, Any]:
    """A body of this model."""
    return {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}


def troubles(codes: Sequence[str]) -> dict[str, Any]:
    """The answers that tell a problem."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model=ProblemDetails.__name__)}}}
    return {code: {"description": TROUBLES[code], "content": problem} for code in codes}


def idempotency_key(what: str) -> dict[str, Any]:
    """The header; `what` is asked for with it, in a word."""
    return {
        "name": IDEMPOTENCY_KEY,
        "in": "header",
        "required": True,
        "description": f"One for each {what}, such as a UUID; keep it and send it again with every repeat.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"},
    }
