"""The OpenAPI document, made of the models that requests are read by: the two cannot drift apart."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from integration.intake.keys import READ, SCOPES, WRITE
from ivr.api.campaigns import document as campaigns
from ivr.api.document_parts import REF, content, idempotency_key, troubles
from ivr.api.models import Payment, ProblemDetails, TakenPayment


def of(base_url: str) -> dict[str, Any]:
    """The whole document, OpenAPI 3.1, for the site at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Payments taken elsewhere, and campaigns of reminder calls",
            "version": "1",
            "description": "Kiosks, banks, portals, counters and stores bring the payments that they have taken. "
            "A biller's own systems make, start and look at campaigns.",
        },
        "servers": [{"url": base_url.rstrip("/")}],
        "paths": {
            "/api/v1/payments": {"post": _take()},
            "/api/v1/payments/{payment_id}": {"get": _show()},
            "/api/v1/openapi.json": {"get": _itself()},
            **campaigns.paths(),
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": ", ".join(SCOPES)}},
        },
    }


@cache
def _schemas() -> dict[str, Any]:
    """Made once, and not before somebody asks: it takes 30 ms, which would be a tenth of a site's start."""
    models = (TakenPayment, Payment, ProblemDetails, *campaigns.MODELS)
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    found: dict[str, Any] = schemas["$defs"]
    return found


def _take() -> dict[str, Any]:
    return {
        "operationId": "takePayment",
        "summary": "A payment that was taken elsewhere comes in.",
        "description": f"Needs the scope {WRITE}CHANNEL. The same idempotency key with the same payment gets the same "
        "answer, byte for byte, and is one payment; with another payment it is refused.",
        "security": [{"key": []}],
        "parameters": [idempotency_key("payment")],
        "requestBody": {"required": True, "content": content(TakenPayment)},
        "responses": {"201": {"description": "It is recorded.", "content": content(Payment)}}
        | troubles(["400", "401", "403", "409", "411", "413", "415", "422", "429", "503"]),
    }


def _show() -> dict[str, Any]:
    place = {"name": "payment_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        "operationId": "showPayment",
        "summary": "A payment, and how far it has come in the biller's system.",
        "description": f"Needs the scope {READ}.",
        "security": [{"key": []}],
        "parameters": [place],
        "responses": {"200": {"description": "As it stands now.", "content": content(Payment)}}
        | troubles(["401", "403", "404", "429", "503"]),
    }


def _itself() -> dict[str, Any]:
    whole = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "document",
        "summary": "This document.",
        "security": [],
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": whole}},
    }
