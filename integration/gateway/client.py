"""A gateway that speaks JSON over HTTP, behind `ports.Gateway`: what is sent, and what each failure means."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from urllib.parse import quote, urlencode
from uuid import UUID

from integration.bank_data import BankData, CorrectionOutcome
from integration.billers.biller import GatewayAccess
from integration.errors import Unavailable
from integration.gateway.replies import SETTLED, charge_in, corrected_in, outcome_in, settled_in, undone_in
from integration.model import Charge, ChargeOutcome, Kept, Settled, UndoOutcome, Unsure
from integration.money import Money
from integration.ports import AnswerLost, HttpReply, HttpRequest, NothingSent, Wire

CURRENCY = "usd"
KEY_REFUSED_STATUSES = (401, 403)
FOUND_STATUS = 200
LIST_DEADLINE_S = 30.0  # a whole day's list; no caller waits for it


class JsonGateway:
    """One biller's account at the gateway.

    Our payment id is both the reference and the idempotency key, so the gateway itself refuses to charge it twice.
    """

    def __init__(self, access: GatewayAccess, wire: Wire) -> None:
        self._wire = wire
        self._deadline_s = access.deadline_s
        self._charges_url = access.url.rstrip("/") + "/v1/charges"
        self._corrections_url = access.url.rstrip("/") + "/v1/tokens/corrections"
        self._settlements_url = access.url.rstrip("/") + "/v1/settlements"
        self._authorization = f"Bearer {access.key.get_secret_value()}"

    def charge(self, payment_id: UUID, token: str, amount: Money, description: str) -> ChargeOutcome:
        """Charge once; `description` is what the gateway shows a person and holds nothing secret.

        Raises Unavailable when nothing was done: no byte left us, or the gateway refused our key (401, 403), which
        it asks for before it looks at the request; that sentence is for the biller, the caller is passed to the
        agent. Whatever else is not a whole, matching answer is Unsure: a charge may stand behind it.
        """
        reference = str(payment_id)
        try:
            reply = self._wire.exchange(
                self._charge_request(reference, token, amount, description), deadline_s=self._deadline_s
            )
        except NothingSent as error:
            raise Unavailable(f"the gateway could not be reached, nothing was sent: {error}") from error
        except AnswerLost as error:
            return Unsure(f"the gateway's answer to the charge was lost: {error}")
        _refuse_a_refused_key(reply)
        return outcome_in(reply, reference, amount)

    def look_up(self, payment_id: UUID) -> Charge | None:
        """The one charge under our reference; None only when the gateway itself says that it has none.

        A charge that is still on its way is not there yet: whoever settles a payment by None waits first.
        The amount is the gateway's; comparing it with what was meant is for whoever knows what was meant.
        Raises Unavailable (nobody answered, or not with 200) and Garbled (several, another reference, unreadable).
        """
        reference = str(payment_id)
        url = f"{self._charges_url}?{urlencode({'reference': reference})}"
        return charge_in(self._told(url, f"for {reference}", self._deadline_s), reference)

    def undo(self, payment_id: UUID, charge: Charge) -> UndoOutcome:
        """Void it; where the gateway says that it is settled, refund it under a key of this payment's own.

        Both may be asked for again: a charge is voided once, and a key is good for one refund. Raises Unavailable
        where nothing was done; whatever else is not a whole, matching answer is Unsure: it is looked up.
        """
        place = f"{self._charges_url}/{quote(charge.charge_id, safe='')}"
        outcome = self._undone(HttpRequest("POST", f"{place}/void", headers=self._headers()), charge)
        if outcome != Kept(SETTLED):
            return outcome
        headers = {**self._headers(), "content-type": "application/json", "idempotency-key": f"undo {payment_id}"}
        body = json.dumps({"amount_cents": charge.amount.cents}).encode()
        return self._undone(HttpRequest("POST", f"{place}/refunds", body, headers), charge)

    def correct(self, payment_id: UUID, key: str, corrected: BankData) -> CorrectionOutcome:
        """Put right the bank data behind this payment's token, under a key that is good for one correction.

        Raises Unavailable when nothing was done; whatever else is not a whole, matching answer is Unsure. No sentence
        repeats what was sent or what came back: both may hold bank data.
        """
        parts = {name: value for name, value in asdict(corrected).items() if value is not None}
        body = json.dumps({"reference": str(payment_id), **parts}).encode()
        headers = {**self._headers(), "content-type": "application/json", "idempotency-key": key}
        request = HttpRequest("POST", self._corrections_url, body, headers)
        try:
            reply = self._wire.exchange(request, deadline_s=self._deadline_s)
        except NothingSent as error:
            raise Unavailable(f"the gateway could not be reached, nothing was sent: {error}") from error
        except AnswerLost as error:
            return Unsure(f"the gateway's answer to the correction was lost: {error}")
        _refuse_a_refused_key(reply)
        return corrected_in(reply, str(payment_id), set(parts))

    def settled(self, day: date) -> Sequence[Settled]:
        """All charges of one UTC day, in the gateway's order, as they stand now.

        Raises Unavailable (nobody answered, or not with 200) and Garbled (another day's list, unreadable).
        """
        url = f"{self._settlements_url}?{urlencode({'date': day.isoformat()})}"
        return settled_in(self._told(url, f"for the charges of {day}", LIST_DEADLINE_S), day)

    def _told(self, url: str, about: str, deadline_s: float) -> HttpReply:
        """The answer to a question that changes nothing. Raises Unavailable for all that is not 200."""
        try:
            reply = self._wire.exchange(HttpRequest("GET", url, headers=self._headers()), deadline_s=deadline_s)
        except (NothingSent, AnswerLost) as error:
            raise Unavailable(f"the gateway did not answer when asked {about}: {error}") from error
        _refuse_a_refused_key(reply)
        if reply.status != FOUND_STATUS:
            raise Unavailable(f"the gateway answered {reply.status} when asked {about}; expected 200")
        return reply

    def _undone(self, request: HttpRequest, charge: Charge) -> UndoOutcome:
        try:
            reply = self._wire.exchange(request, deadline_s=self._deadline_s)
        except NothingSent as error:
            raise Unavailable(f"the gateway could not be reached, nothing was sent: {error}") from error
        except AnswerLost as error:
            return Unsure(f"the gateway's answer to the undoing was lost: {error}")
        _refuse_a_refused_key(reply)
        return undone_in(reply, charge)

    def _charge_request(self, reference: str, token: str, amount: Money, description: str) -> HttpRequest:
        order = {
            "reference": reference,
            "token": token,
            "amount_cents": amount.cents,
            "currency": CURRENCY,
            "description": description,
        }
        headers = {**self._headers(), "content-type": "application/json", "idempotency-key": reference}
        return HttpRequest("POST", self._charges_url, json.dumps(order).encode(), headers)

    def _headers(self) -> Mapping[str, str]:
        return {"authorization": self._authorization, "accept": "application/json"}


def _refuse_a_refused_key(reply: HttpReply) -> None:
    if reply.status in KEY_REFUSED_STATUSES:
        raise Unavailable(f"the gateway refused our key with {reply.status}: check payments.gateway.key; nothing done")
