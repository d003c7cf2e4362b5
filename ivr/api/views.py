"""The API's routes: a payment comes in, a payment is looked at, the document that describes both."""

import json
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, jsonify, request, url_for

from integration.billers import Biller
from integration.intake.keys import READ, WRITE
from integration.intake.taken import Finding, Taken, closed, misfits
from integration.ledger import receipts
from integration.ledger.intakes import Brought, KeyUsed, bring, payment_id_of
from integration.model import CHANNELS_PUMPED
from integration.site import Site
from ivr.api import document, problems, reading
from ivr.api.door import Door, needs
from ivr.api.problems import Problem

JSON = "application/json"


class Api:
    """The routes of one site."""

    def __init__(self, site: Site, door: Door) -> None:
        self._site = site
        self._door = door

    def blueprint(self) -> Blueprint:
        """Everything below /api/v1."""
        api = Blueprint("api", __name__, url_prefix="/api/v1")
        api.post("/payments", endpoint="take")(self.take)
        api.get("/payments/<uuid:payment_id>", endpoint="show")(self.show)
        api.get("/openapi.json", endpoint="document")(lambda: jsonify(document.of(self._site.settings.public_base_url)))
        api.before_request(_limit_body)
        problems.register(api)
        return api

    def take(self) -> Response:
        """A payment that was taken elsewhere comes in, once for each idempotency key."""
        api_key = self._door.let_in(request)
        key = reading.idempotency_key(request)
        taken = reading.payment(request).taken()
        needs(api_key, f"{WRITE}{taken.channel}")
        biller = self._site.biller(api_key.bid)
        answer, is_new = self._bring(Brought(key, api_key.key_id, taken), biller)
        if is_new and CHANNELS_PUMPED[taken.channel]:
            self._site.bell.ring(biller.bid)
        place = url_for("api.show", payment_id=payment_id_of(biller.bid, key))
        return Response(answer, HTTPStatus.CREATED, {"Location": place}, content_type=JSON)

    def _bring(self, brought: Brought, biller: Biller) -> tuple[bytes, bool]:
        now = self._site.clock.now()

        def check() -> None:
            _check(brought.taken, biller, list(misfits(brought.taken, biller, now)))

        try:
            with self._site.database.write() as connection:
                return bring(connection, brought, biller, now, check=check)
        except KeyUsed as used:
            raise Problem(HTTPStatus.CONFLICT, "key-used", str(used)) from None

    def show(self, payment_id: UUID) -> Response:
        """One payment of the key's own biller."""
        api_key = self._door.let_in(request)
        needs(api_key, READ)
        with self._site.database.read() as connection:
            found = receipts.named(connection, str(payment_id), api_key.bid)
        if not found:
            raise Problem(HTTPStatus.NOT_FOUND, "no-payment", "this biller has no payment of that id")
        return Response(json.dumps(found[0].as_json(), ensure_ascii=False), content_type=JSON)


def _check(taken: Taken, biller: Biller, findings: list[Finding]) -> None:
    why = closed(biller, taken.channel)
    if why:
        raise Problem(HTTPStatus.FORBIDDEN, "channel", why)
    if findings:
        raise reading.wrong_fields(findings, "payment")


def _limit_body() -> None:
    request.max_content_length = reading.BODY_BYTES_MAX
