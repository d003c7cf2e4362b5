"""A Twilio Generic Pay Connector: what <Pay> posts, card number and all, and what it is told (twilio.md 8)."""

import re
import threading
from collections.abc import Mapping
from datetime import date
from typing import Any

from integration.clock import Clock
from integration.money import CENTS_PER_DOLLAR
from integration.sandbox.gateway.charges import OK, Answer, Charges, Order, digest_of
from integration.sandbox.gateway.tokens import BANK, Instrument, Tokens, bank, card

CENTURY = 2000
MONTHS = 12
_AMOUNT = re.compile(r"(?P<dollars>[0-9]{1,7})(?:\.(?P<cents>[0-9]{1,2}))?", re.ASCII)
_SECURITY_CODE = re.compile(r"[0-9]{3,4}", re.ASCII)


class Refusal(Exception):
    """A clear no with the code that <Pay> passes on as ConnectorError; says nothing of what was keyed."""


class Connector:
    """Tokenises or charges. The same transaction_id gets the first answer again: Twilio repeats up to five times."""

    def __init__(self, tokens: Tokens, charges: Charges, clock: Clock) -> None:
        self._tokens, self._charges, self._clock = tokens, charges, clock
        self._lock = threading.Lock()
        self._answered: dict[str, Answer] = {}

    def answer(self, asked: Mapping[str, Any], decline_code: str) -> Answer:
        """What <Pay> is told. Raises ValueError for a request that is no connector request at all."""
        transaction_id, method = _text(asked, "transaction_id"), _text(asked, "method")
        if method not in ("tokenize", "charge") or not transaction_id:
            raise ValueError("a connector request has a transaction_id and the method tokenize or charge")
        with self._lock:
            if transaction_id not in self._answered:
                self._answered[transaction_id] = self._first(method, asked, decline_code)
            return self._answered[transaction_id]

    def _first(self, method: str, asked: Mapping[str, Any], decline_code: str) -> Answer:
        name = "token_id" if method == "tokenize" else "charge_id"
        try:
            instrument = self._instrument(asked)
            given = (
                self._token(instrument, decline_code)
                if method == "tokenize"
                else self._charge(asked, instrument, decline_code)
            )
        except Refusal as refusal:
            code = str(refusal)
            return Answer(
                OK, {name: None, "error_code": code, "error_message": code.replace("_", " "), "parameters": {}}
            )
        # <Pay> itself shows two digits of a bank account; who authorises a debit is told the last four.
        told = {"account_ending": instrument.ending} if instrument.brand == BANK else {}
        return Answer(OK, {name: given, "error_code": None, "error_message": None, "parameters": told})

    def _token(self, instrument: Instrument, decline_code: str) -> str:
        if decline_code:
            raise Refusal(decline_code)
        return self._tokens.mint(instrument)

    def _charge(self, asked: Mapping[str, Any], instrument: Instrument, decline_code: str) -> str:
        transaction_id = _text(asked, "transaction_id")
        parameters = asked.get("parameters")
        reference = _text(parameters, "reference") if isinstance(parameters, dict) else ""
        amount_cents = _cents(_text(asked, "amount"))
        order = Order(
            key=f"connector {transaction_id}",
            reference=reference or transaction_id,
            amount_cents=amount_cents,
            currency=_text(asked, "currency_code").lower(),
            description=_text(asked, "description"),
            digest=digest_of({"reference": reference, "amount_cents": amount_cents}),
        )
        answer = self._charges.charge(order, instrument, decline_code)
        if answer.status != OK:
            raise Refusal(str(answer.told["code"]))
        return str(answer.told["charge_id"])

    def _instrument(self, asked: Mapping[str, Any]) -> Instrument:
        try:
            if "bankaccountnumber" in asked:
                return bank(_text(asked, "bankaccountnumber"), _text(asked, "routingnumber"))
            found = card(_text(asked, "cardnumber"))
        except ValueError:
            raise Refusal("number_invalid") from None  # the cause would carry the number into a traceback
        if _text(asked, "cvv") and not _SECURITY_CODE.fullmatch(_text(asked, "cvv")):
            raise Refusal("security_code_invalid")
        if _last_month(asked) < self._clock.now().date().replace(day=1):
            raise Refusal("card_expired")
        return found


def _last_month(asked: Mapping[str, Any]) -> date:
    month, year = _text(asked, "expiry_month"), _text(asked, "expiry_year")
    if not (month.isdecimal() and year.isdecimal() and 1 <= int(month) <= MONTHS and len(year) == len("27")):
        raise Refusal("expiry_invalid")
    return date(CENTURY + int(year), int(month), 1)


def _cents(amount: str) -> int:
    """Twilio normalises what it was given: `10.00` arrives as `10.0`."""
    found = _AMOUNT.fullmatch(amount)
    if found is None or not float(amount):
        raise Refusal("amount_invalid")
    return int(found["dollars"]) * CENTS_PER_DOLLAR + int((found["cents"] or "").ljust(2, "0"))


def _text(asked: Mapping[str, Any], name: str) -> str:
    found = asked.get(name)
    return found if isinstance(found, str) else ""
