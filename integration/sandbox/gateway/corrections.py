"""Bank data put right behind a token, as a bank's notification of change asks. Only the parts' names are kept."""

import threading
from collections.abc import Mapping

from integration.clock import Clock
from integration.sandbox.gateway.charges import CONFLICT, OK, UNKNOWN, Answer
from integration.sandbox.gateway.journal import Journal
from integration.sandbox.gateway.tokens import is_account, is_routing

CHECKING_OR_SAVINGS = ("22", "23", "24", "27", "28", "29", "32", "33", "34", "37", "38", "39")


class Corrections:
    """Asks the journal for everything, so a gateway that is started again knows its payments and its keys."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal, self._clock = journal, clock
        self._lock = threading.Lock()

    def correct(self, reference: str, key: str, parts: Mapping[str, str]) -> Answer:
        """Put these parts right, once a key, for the bank account with which the charge of this reference was made."""
        told = {"reference": reference, "corrected": sorted(parts)}
        with self._lock:
            for known in self._of("corrected"):
                if known["key"] == key:
                    is_same = all(known[name] == value for name, value in told.items())
                    return Answer(OK, told) if is_same else Answer(CONFLICT, {"error": "key_used_with_another_order"})
            brands = [entry["brand"] for entry in self._of("captured") if entry["reference"] == reference]
            if not brands:
                return Answer(UNKNOWN, {"error": "charge_unknown"})
            if brands != ["bank"]:
                return Answer(CONFLICT, {"error": "not_a_bank_account"})
            if not all(_VALID[name](value) for name, value in parts.items()):
                return Answer(CONFLICT, {"error": "number_invalid"})
            self._journal.add({"at": self._clock.now().isoformat(), "event": "corrected", "key": key, **told})
            return Answer(OK, told)

    def _of(self, event: str) -> list[dict[str, object]]:
        return [entry for entry in self._journal.entries if entry["event"] == event]


_VALID = {
    "routing_number": is_routing,
    "account_number": is_account,
    "transaction_code": CHECKING_OR_SAVINGS.__contains__,
}
