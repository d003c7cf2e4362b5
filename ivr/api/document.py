"""The OpenAPI document, made of the models that requests are read by: the two cannot drift apart."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from integration.intake.keys import READ, SCOPES, WRITE
from ivr.api.models import Payment, ProblemDetails, TakenPayment
from ivr.api.problems import MEDIA_TYPE
from ivr.api.reading import IDEMPOTENCY_KEY

_REF = "#/components/schemas/{model}"
_TROUBLES = {
    "400": "No JSON, or no idempotency key; nothing was recorded.",
    "401": "The key is not good.",
    "403": "The key lacks the scope, or the biller does not take this channel.",
    "404": "This biller has no such payment.",
    "409": "The idempotency key was used with another payment.",
    "411": "The request has no Content-Length.",
    "413": "The body is too long.",
    "415": "The body is not application/json.",
    "422": "Fields that cannot be taken, each with what was found and expected; nothing was recorded.",
    "429": "Too many requests of this key in a minute; Retry-After says when.",
    "503": "Send the same again, with the same idempotency key, after Retry-After.",
}


def of(base_url: str) -> dict[str, Any]:
    """The whole document, OpenAPI 3.1, for the site at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Payments taken elsewhere",
            "version": "1",
            "description": "Kiosks, banks, portals, counters and stores bring the payments that they have taken.",
        },
        "servers": [{"url": base_url.rstrip("/")}],
        "paths": {
            "/api/v1/payments": {"post": _take()},
            "/api/v1/payments/{payment_id}": {"get": _show()},
            "/api/v1/openapi.json": {"get": _itself()},
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": ", ".join(SCOPES)}},
        },
    }


@cache
def _schemas() -> dict[str, Any]:
    """Made once, and not before somebody asks: it takes 30 ms, which would be a tenth of a site's start."""
    models = (TakenPayment, Payment, ProblemDetails)
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    found: dict[str, Any] = schemas["$defs"]
    return found


def _take() -> dict[str, Any]:
    return {
        "operationId": "takePayment",
        "summary": "A payment that was taken elsewhere comes in.",
        "description": f"Needs the scope {WRITE}CHANNEL. The same idempotency key with the same payment gets the same "
        "answer, byte for byte, and is one payment; with another payment it is refused.",
        "security": [{"key": []}],
        "parameters": [
            {
                "name": IDEMPOTENCY_KEY,
                "in": "header",
                "required": True,
                "description": "One for each payment, such as a UUID; keep it and send it again with every repeat.",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"},
            }
        ],
        "requestBody": {"required": True, "content": _content(TakenPayment)},
        "responses": {"201": {"description": "It is recorded.", "content": _content(Payment)}}
        | _troubles(["400", "401", "403", "409", "411", "413", "415", "422", "429", "503"]),
    }


def _show() -> dict[str, Any]:
    place = {"name": "payment_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        "operationId": "showPayment",
        "summary": "A payment, and how far it has come in the biller's system.",
        "description": f"Needs the scope {READ}.",
        "security": [{"key": []}],
        "parameters": [place],
        "responses": {"200": {"description": "As it stands now.", "content": _content(Payment)}}
        | _troubles(["401", "403", "404", "429", "503"]),
    }


def _itself() -> dict[str, Any]:
    whole = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "document",
        "summary": "This document.",
        "security": [],
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": whole}},
    }


def _content(model: type[TakenPayment | Payment]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _troubles(codes: Sequence[str]) -> dict[str, Any]:
    problem = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=ProblemDetails.__name__)}}}
    return {code: {"description": _TROUBLES[code], "content": problem} for code in codes}
