"""What is to go wrong, and how often: a plan that tests and the demo set, in code or by POST /faults."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from threading import Lock
from typing import Any

DEFAULT_SECONDS = 6.0
DEFAULT_STATUS = -4


class Kind(StrEnum):
    """A kind of trouble, and whether the request was applied all the same."""

    DOWN = "down"  # HTTP 503, not applied
    ERROR_AFTER = "error_after"  # HTTP 500, applied
    REDIRECT = "redirect"  # HTTP 307 to itself, not applied
    AUTH = "auth"  # HTTP 401, not applied
    SLOW = "slow"  # applied, answered after `seconds`
    DRIP = "drip"  # applied, one byte of the answer every `seconds`
    GARBLED = "garbled"  # a login page in HTML with HTTP 200, not applied
    TRUNCATED = "truncated"  # applied, half of the answer's XML
    FAULT = "fault"  # a SOAP Fault, not applied
    REFUSE = "refuse"  # function STATUS `status`, not applied
    SYSTEM = "system"  # system STATUS -1 and no Params, not applied
    WRONG_METHOD = "wrong_method"  # applied, answered as another method
    NO_FUNCTION_STATUS = "no_function_status"  # applied
    NO_SYSTEM_STATUS = "no_system_status"  # applied
    WRONG_ECHO = "wrong_echo"  # applied, answered under another account and reference
    CUT_BEFORE = "cut_before"  # connection closed, not applied
    CUT_AFTER = "cut_after"  # applied, connection closed
    CUT_IN_BODY = "cut_in_body"  # applied, connection closed in the middle of the answer
    STALE = "stale"  # balances as they were when the fault was set
    LOSE = "lose"  # answers success, applies and journals nothing


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble for the next `times` calls (None: until lifted) of a method ('' is any)."""

    kind: Kind
    method: str = ""
    times: int | None = None
    seconds: float = DEFAULT_SECONDS
    status: int = DEFAULT_STATUS

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Fault":
        """From JSON; ValueError names what it does not know."""
        unknown = set(row) - {each.name for each in fields(cls)}
        if unknown or "kind" not in row:
            raise ValueError(f"a fault has kind, method, times, seconds, status; found {sorted(row)}")
        return cls(**{**row, "kind": Kind(row["kind"])})


BREAKS = {  # what `--break` of the demo asks for, by name
    "lose-one-posting": Fault(Kind.LOSE, "AddARItem", times=1),
}


class Plan:
    """The faults in force; the first that fits a call is used, and used up."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = Lock()
        self._faults = list(faults)
        self.used = 0  # calls that met a fault

    def set(self, *faults: Fault) -> None:
        """In the place of all that were in force; with none, all is well again."""
        with self._lock:
            self._faults = list(faults)

    def next(self, method: str) -> Fault | None:
        """The fault that befalls this call."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.method in ("", method):
                    self.used += 1
                    self._use(place, fault)
                    return fault
        return None

    def _use(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._faults[place] = replace(fault, times=fault.times - 1)
        else:
            del self._faults[place]
