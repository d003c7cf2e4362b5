"""Failed searches are counted per caller, per account and per line, so that nobody can guess his way to a balance.

Limits: reliability.md 4.2 (per ANI 10 an hour and 30 a day; per account 5 failures, then 30 minutes, PCI 8.3.4; a
breaker for the whole line). What was keyed is kept only as a keyed hash: it may be somebody's card number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from integration.ledger.tables import guesses


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """At most `failures_max` failed searches of this kind within `minutes`."""

    kind: str  # caller | account | line
    failures_max: int
    minutes: int


LIMITS = (
    GuessLimit("caller", 10, 60),
    GuessLimit("caller", 30, 24 * 60),
    GuessLimit("account", 5, 30),
    GuessLimit("line", 300, 60),
)
ANONYMOUS_LIMITS = (  # all callers without a number share one count
    GuessLimit("caller", 6, 60),
    GuessLimit("caller", 20, 24 * 60),
)


@dataclass(frozen=True, slots=True)
class Guesser:
    """Whose failures count together; each key is a fingerprint (64 hex characters), never what was keyed."""

    bid: str
    caller: str
    account: str
    line: str
    anonymous: bool

    def limits(self) -> Sequence[GuessLimit]:
        others = tuple(limit for limit in LIMITS if limit.kind != "caller")
        return (*ANONYMOUS_LIMITS, *others) if self.anonymous else LIMITS

    def key(self, kind: str) -> str:
        return {"caller": self.caller, "account": self.account, "line": self.line}[kind]


def locked(connection: Connection, guesser: Guesser, now: datetime) -> bool:
    """Whether any limit is used up."""
    return any(_failures(connection, guesser, limit, now) >= limit.failures_max for limit in guesser.limits())


def _failures(connection: Connection, guesser: Guesser, limit: GuessLimit, now: datetime) -> int:
    counted = select(func.count()).where(
        guesses.c.bid == guesser.bid,
        guesses.c.kind == limit.kind,
        guesses.c.key == guesser.key(limit.kind),
        guesses.c.at > now - timedelta(minutes=limit.minutes),
    )
    return connection.scalar(counted) or 0


def failed(connection: Connection, guesser: Guesser, now: datetime) -> None:
    """Count one failed search against caller, account and line."""
    rows = [
        {"bid": guesser.bid, "kind": kind, "key": guesser.key(kind), "at": now}
        for kind in ("caller", "account", "line")
    ]
    connection.execute(insert(guesses), rows)
