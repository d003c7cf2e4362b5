"""What can become of one request to Cayenta: whether it was applied, and what came back (reliability.md 2.3).

One table for all loops: `said` is what the pump should make of it, `fault` and `cut` are how the sandbox's server and
its wire bring it about where SOAP is in the loop.
"""

from dataclasses import dataclass

from integration.model import Applied
from integration.sandbox.cayenta.faults import Kind
from integration.wires.loopback import Cut

SEND_S = 25.0  # the wall time that one posting is given (reliability.md 2.3, D)


@dataclass(frozen=True)
class Fate:
    """`takes_s` is a range; `is_late` says that it is applied after the answer was given up."""

    kind: str
    said: Applied
    is_applied: bool
    takes_s: tuple[float, float] = (0.05, 2.0)
    is_late: bool = False
    fault: Kind | None = None
    cut: Cut | None = None
    words: str = ""


WELL = Fate("", Applied.POSTED, is_applied=True)
FATES = (
    Fate("refused", Applied.NOT_APPLIED, False, (0.0, 5.0), cut=Cut.REFUSED),
    Fate("lost before", Applied.AMBIGUOUS, False, (0.0, SEND_S), cut=Cut.BEFORE),
    Fate("lost after", Applied.AMBIGUOUS, True, (0.0, SEND_S), cut=Cut.AFTER),
    Fate("late", Applied.AMBIGUOUS, False, (SEND_S, SEND_S), is_late=True, cut=Cut.BEFORE),
    Fate("slow", Applied.POSTED, True, (5.0, SEND_S - 1)),
    Fate("error before", Applied.AMBIGUOUS, False, fault=Kind.DOWN),
    Fate("error after", Applied.AMBIGUOUS, True, fault=Kind.ERROR_AFTER),
    Fate("garbled", Applied.AMBIGUOUS, True, fault=Kind.TRUNCATED),
    Fate("page", Applied.AMBIGUOUS, False, fault=Kind.GARBLED),
    Fate("redirect", Applied.AMBIGUOUS, False, fault=Kind.REDIRECT),
    Fate("fault before", Applied.AMBIGUOUS, False, fault=Kind.FAULT),
    Fate("fault after", Applied.AMBIGUOUS, True, words="SOAP Fault Server: Internal error"),
    Fate("no", Applied.REJECTED, False, fault=Kind.REFUSE),
    Fate("locked out", Applied.LOCKED_OUT, False, fault=Kind.AUTH),
    Fate("wrong echo", Applied.MISMATCH, True, fault=Kind.WRONG_ECHO),
    Fate("duplicate", Applied.AMBIGUOUS, False, words="said no: -1 Duplicate reference"),
)
