"""What goes wrong, by plan: each request at a door takes the next fault of that door, then the standing one."""

import threading
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

NEVER_S = 3600.0  # an answer that takes this long never comes: it is beyond every deadline


class Door(StrEnum):
    """A door of the gateway; each has its own plan."""

    CONNECTOR = "connector"
    CHARGE = "charge"
    LOOK_UP = "look_up"
    VOID = "void"
    REFUND = "refund"
    SETTLEMENTS = "settlements"
    CORRECT = "correct"


class Kind(StrEnum):
    """The ways of answering. `down` and `timeout` do nothing; all others do the work first."""

    APPROVE = "approve"
    DECLINE = "decline"
    TIMEOUT = "timeout"
    TIMEOUT_AFTER_CAPTURE = "timeout-after-capture"
    DOWN = "down"
    GARBLED = "garbled"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer: `code` is said with a decline, `took_s` is how long the answer takes, in virtual seconds."""

    kind: Kind
    code: str = ""
    took_s: float = 0.0

    @property
    def does_nothing(self) -> bool:
        """Whether the request is dropped before anything is done."""
        return self.kind in (Kind.TIMEOUT, Kind.DOWN)

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Read `approve`, `decline CODE`, `timeout`, `timeout-after-capture`, `down`, `garbled` or `slow SECONDS`."""
        word, _, rest = text.strip().partition(" ")
        if word not in set(Kind):
            raise ValueError(f"a fault is one of {', '.join(Kind)}; found {text!r}")
        kind = Kind(word)
        if bool(rest) != (kind in (Kind.DECLINE, Kind.SLOW)):
            raise ValueError(f"only decline and slow take a word more: `decline CODE`, `slow SECONDS`; found {text!r}")
        if kind is Kind.SLOW:
            return cls(kind, took_s=float(rest.removesuffix("s")))
        never = kind in (Kind.TIMEOUT, Kind.TIMEOUT_AFTER_CAPTURE)
        return cls(kind, code=rest, took_s=NEVER_S if never else 0.0)


APPROVE = Fault(Kind.APPROVE)


class Faults:
    """The plans of all doors. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[Door, deque[Fault]] = {door: deque() for door in Door}
        self._then: dict[Door, Fault] = dict.fromkeys(Door, APPROVE)
        self.taken: Counter[Door] = Counter()  # requests at each door

    def plan(self, door: Door, faults: Iterable[str], *, then: str = "approve") -> None:
        """Replace a door's plan: these one by one, `then` for ever after. ValueError for a word that is no fault."""
        coming, standing = deque(map(Fault.parse, faults)), Fault.parse(then)
        if door not in (Door.CHARGE, Door.CONNECTOR) and Kind.DECLINE in {fault.kind for fault in [*coming, standing]}:
            raise ValueError(f"only charge and connector can decline; found a decline for {door}")
        with self._lock:
            self._next[door], self._then[door] = coming, standing

    def take(self, door: Door) -> Fault:
        """The fault for one request."""
        with self._lock:
            self.taken[door] += 1
            coming = self._next[door]
            return coming.popleft() if coming else self._then[door]
