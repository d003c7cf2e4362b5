"""The charges that the gateway holds: captured once a key, voided, refunded, found by reference, listed by day."""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

from integration.clock import Clock
from integration.sandbox.gateway.journal import Entry, Journal
from integration.sandbox.gateway.names import new_name
from integration.sandbox.gateway.tokens import Instrument

OK, DECLINED, UNKNOWN, CONFLICT = 200, 402, 404, 409


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said back: an HTTP status and a JSON object."""

    status: int
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants charged. `digest` tells two orders under one key apart without keeping the token."""

    key: str
    reference: str
    amount_cents: int
    currency: str
    description: str
    digest: str


@dataclass(frozen=True, slots=True)
class Held:
    """One charge as it stands now."""

    charge_id: str
    reference: str
    amount_cents: int
    status: str
    created_at: str
    refunded_cents: int = 0


def digest_of(told: Mapping[str, Any]) -> str:
    """The same for the same JSON object, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class Charges:
    """Everything is rebuilt from the journal, so a gateway that is killed and started again still knows its keys."""

    def __init__(self, journal: Journal, clock: Clock, rng: Random) -> None:
        self._journal, self._clock, self._rng = journal, clock, rng
        self._lock = threading.Lock()
        self._held: dict[str, Held] = {}
        self._answered: dict[str, tuple[str, Answer]] = {}
        for entry in journal.entries:
            self._apply(entry)

    def charge(self, order: Order, instrument: Instrument | None, decline_code: str) -> Answer:
        """Capture or decline, once a key: the same order again gets the first answer, another one 409."""
        with self._lock:
            if order.key in self._answered:
                return self._again(order)
            code = decline_code or ("" if instrument else "token_unknown")
            facts = asdict(order)
            description = facts.pop("description")
            if code or instrument is None:
                self._write("declined", **facts, code=code)
            else:
                charge_id = new_name("ch_", self._rng)
                self._write("captured", **facts, charge_id=charge_id, description=description, **asdict(instrument))
            return self._answered[order.key][1]

    def under(self, reference: str) -> list[Held]:
        """All charges under exactly this reference."""
        with self._lock:
            return [held for held in self._held.values() if held.reference == reference]

    def on(self, day: date) -> list[Held]:
        """All charges captured on this UTC day, as they stand now."""
        with self._lock:
            return [held for held in self._held.values() if datetime.fromisoformat(held.created_at).date() == day]

    def void(self, charge_id: str) -> Answer:
        """Undo a charge whole; voiding twice says the same. One that was refunded, or is settled, cannot be voided.

        The day's charges are settled at midnight UTC.
        """
        with self._lock:
            held = self._held.get(charge_id)
            if held is None:
                return _no(UNKNOWN, "charge_unknown")
            if held.refunded_cents:
                return _no(CONFLICT, "already_refunded")
            if held.status != "voided":
                if datetime.fromisoformat(held.created_at).date() != self._clock.now().date():
                    return _no(CONFLICT, "already_settled")
                self._write("voided", charge_id=charge_id)
            return Answer(OK, asdict(self._held[charge_id]))

    def refund(self, charge_id: str, amount_cents: int, key: str) -> Answer:
        """Give back a part or all; never more than was captured. A key, where there is one, is good for one refund."""
        with self._lock:
            name = f"refund {key}" if key else ""  # apart from the keys of charges
            if name in self._answered:
                return self._answered[name][1]
            held = self._held.get(charge_id)
            if held is None:
                return _no(UNKNOWN, "charge_unknown")
            if held.status == "voided" or held.refunded_cents + amount_cents > held.amount_cents:
                return _no(CONFLICT, "more_than_captured")
            self._write("refunded", charge_id=charge_id, amount_cents=amount_cents, key=name)
            return Answer(OK, asdict(self._held[charge_id]))

    def _again(self, order: Order) -> Answer:
        digest, answer = self._answered[order.key]
        return answer if digest == order.digest else _no(CONFLICT, "key_used_with_another_order")

    def _write(self, event: str, **facts: Any) -> None:
        entry = {"at": self._clock.now().isoformat(), "event": event, **facts}
        self._journal.add(entry)
        self._apply(entry)

    def _apply(self, entry: Entry) -> None:
        match entry["event"]:
            case "captured":
                self._captured(entry)
            case "declined":
                self._answered[entry["key"]] = entry["digest"], _declined(entry["code"])
            case "voided":
                self._held[entry["charge_id"]] = replace(self._held[entry["charge_id"]], status="voided")
            case "refunded":
                self._refunded(entry)

    def _captured(self, entry: Entry) -> None:
        held = Held(entry["charge_id"], entry["reference"], entry["amount_cents"], "captured", entry["at"])
        self._held[held.charge_id] = held
        told = {"charge_id": held.charge_id, "reference": held.reference, "status": "captured"}
        self._answered[entry["key"]] = entry["digest"], Answer(OK, told | {"amount_cents": held.amount_cents})

    def _refunded(self, entry: Entry) -> None:
        held = self._held[entry["charge_id"]]
        refunded_cents = held.refunded_cents + entry["amount_cents"]
        status = "refunded" if refunded_cents == held.amount_cents else held.status
        self._held[held.charge_id] = now = replace(held, refunded_cents=refunded_cents, status=status)
        if entry["key"]:
            self._answered[entry["key"]] = "", Answer(OK, asdict(now))


def _declined(code: str) -> Answer:
    return Answer(DECLINED, {"status": "declined", "code": code, "message": f"declined: {code.replace('_', ' ')}"})


def _no(status: int, code: str) -> Answer:
    return Answer(status, {"error": code})
