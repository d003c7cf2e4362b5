"""The doors of the gateway: who may come in, what goes wrong by plan, and one short view each."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from hmac import compare_digest

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, Unauthorized

from integration.routes import Routes
from integration.sandbox.gateway.asked import (
    WORDS_CHARS_MAX,
    ChargeAsked,
    CorrectionAsked,
    PlanAsked,
    RefundAsked,
    read,
)
from integration.sandbox.gateway.charges import Answer, Charges, Order, digest_of
from integration.sandbox.gateway.connector import Connector
from integration.sandbox.gateway.corrections import Corrections
from integration.sandbox.gateway.faults import APPROVE, Door, Fault, Faults, Kind
from integration.sandbox.gateway.tokens import Tokens

BODY_BYTES_MAX = 65_536
TOOK_HEADER = "X-Took-S"  # how long the answer takes; a loopback wire counts it, a real server waits it out
DOWN_STATUS = 503
ROUTES = Routes()  # of every box that this process makes
GARBLED_BODY = b'<html><head><title>502 Bad Gateway</title></head><body>{"charge_id": "ch_'


@dataclass(frozen=True, slots=True)
class Keys:
    """Who may come in: a Bearer key for charges, user and password for the connector."""

    bearer: str = field(repr=False)
    connector: tuple[str, str] = field(repr=False)


def build_app(
    charges: Charges, tokens: Tokens, connector: Connector, corrections: Corrections, faults: Faults, keys: Keys
) -> Flask:
    """The WSGI app. A door's name is its endpoint's name, so that the plan finds it."""
    app = Flask("integration.sandbox.gateway", static_folder=None)
    app.url_map = ROUTES
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.before_request(lambda: _come_in(keys))
    app.before_request(lambda: _go_wrong(faults))
    app.after_request(_told_late_or_badly)
    app.register_error_handler(HTTPException, _sorry)

    def put(rule: str, door: str, view: Callable[..., Response], method: str = "POST") -> None:
        app.add_url_rule(rule, door, view, methods=[method])

    put("/connector", Door.CONNECTOR, lambda: _connector(connector))
    put("/v1/charges", Door.CHARGE, lambda: _charge(charges, tokens))
    put("/v1/charges", Door.LOOK_UP, lambda: _look_up(charges), "GET")
    put("/v1/charges/<charge_id>/void", Door.VOID, lambda charge_id: _said(charges.void(charge_id)))
    put("/v1/charges/<charge_id>/refunds", Door.REFUND, lambda charge_id: _refund(charges, charge_id))
    put("/v1/tokens/corrections", Door.CORRECT, lambda: _correct(corrections))
    put("/v1/settlements", Door.SETTLEMENTS, lambda: _settlements(charges), "GET")
    put("/faults", "faults", lambda: _plan(faults))
    return app


def _come_in(keys: Keys) -> None:
    found = request.authorization
    if request.endpoint == Door.CONNECTOR:
        user, password = keys.connector
        given = (found.username or "", found.password or "") if found and found.type == "basic" else ("", "")
        known = _equal(given[0], user) & _equal(given[1], password)
    else:
        known = bool(found) and found.type == "bearer" and _equal(found.token or "", keys.bearer)  # type: ignore[union-attr]
    if not known:
        raise Unauthorized("the key is not ours")


def _equal(given: str, expected: str) -> bool:
    return compare_digest(given.encode(), expected.encode())


def _go_wrong(faults: Faults) -> Response | None:
    g.fault = faults.take(Door(request.endpoint)) if request.endpoint in set(Door) else APPROVE
    return Response(status=DOWN_STATUS) if g.fault.does_nothing else None


def _told_late_or_badly(response: Response) -> Response:
    fault: Fault = g.get("fault", APPROVE)
    if fault.kind is Kind.GARBLED:
        response.set_data(GARBLED_BODY)
        response.content_type = "text/html"
        response.status_code = 200
    if fault.took_s:
        response.headers[TOOK_HEADER] = f"{fault.took_s:g}"
    return response


def _sorry(error: HTTPException) -> Response:
    response = jsonify(error=error.description)
    response.status_code = error.code or BadRequest.code
    return response


def _connector(connector: Connector) -> Response:
    asked = request.get_json()
    if not isinstance(asked, dict):
        raise BadRequest("a connector request is a JSON object")
    try:
        return _said(connector.answer(asked, g.fault.code))
    except ValueError as error:
        raise BadRequest(str(error)) from None


def _charge(charges: Charges, tokens: Tokens) -> Response:
    key, asked = _key(), read(ChargeAsked)
    order = Order(
        key, asked.reference, asked.amount_cents, asked.currency, asked.description, digest_of(asked.model_dump())
    )
    return _said(charges.charge(order, tokens.find(asked.token), g.fault.code))


def _key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= WORDS_CHARS_MAX:
        raise BadRequest(f"Idempotency-Key is 1 to {WORDS_CHARS_MAX} characters")
    return key


def _look_up(charges: Charges) -> Response:
    reference = request.args.get("reference", "")
    if not reference:
        raise BadRequest("a look-up names its reference")
    return jsonify(charges=[asdict(held) for held in charges.under(reference)])


def _refund(charges: Charges, charge_id: str) -> Response:
    asked = read(RefundAsked)
    return _said(charges.refund(charge_id, asked.amount_cents, request.headers.get("Idempotency-Key", "")))


def _correct(corrections: Corrections) -> Response:
    asked, key = read(CorrectionAsked), _key()
    if not asked.parts():
        raise BadRequest("a correction names a routing_number, an account_number or a transaction_code")
    return _said(corrections.correct(asked.reference, key, asked.parts()))


def _settlements(charges: Charges) -> Response:
    try:
        day = date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        raise BadRequest("date is YYYY-MM-DD, a UTC day") from None
    return jsonify(date=day.isoformat(), charges=[asdict(held) for held in charges.on(day)])


def _plan(faults: Faults) -> Response:
    asked = read(PlanAsked)
    try:
        faults.plan(asked.door, asked.faults, then=asked.then)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    return jsonify(asked.model_dump())


def _said(answer: Answer) -> Response:
    response = jsonify(answer.told)
    response.status_code = answer.status
    return response
