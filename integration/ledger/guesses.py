"""Failed searches are counted per caller, per account and per line, so that nobody can guess his way to a balance.

Limits: reliability.md 4.2 (per ANI 10 an hour and 30 a day; per account 5 failures, then 30 minutes, PCI 8.3.4; a
breaker for the whole line). What was keyed is kept only as a keyed hash: it may be somebody's card number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, bindparam, func, insert, select

from integration.ledger.tables import guesses


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """At most `failures_max` failed searches of this kind within `minutes`.

    Where it `locks`, the last of them closes for as long again, however long before it the first one was.
    """

    kind: str  # caller | account | line
    failures_max: int
    minutes: int
    locks: bool = False


LIMITS = (
    GuessLimit("caller", 10, 60),
    GuessLimit("caller", 30, 24 * 60),
    GuessLimit("account", 5, 30, locks=True),
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


_FAILURE = (  # made once: every search asks it four times or more
    select(guesses.c.at)
    .where(
        guesses.c.bid == bindparam("of_bid"),
        guesses.c.kind == bindparam("of_kind"),
        guesses.c.key == bindparam("of_key"),
    )
    .order_by(guesses.c.at.desc())
    .offset(bindparam("skipped", type_=Integer))
    .limit(1)
)


def locked(connection: Connection, guesser: Guesser, now: datetime) -> bool:
    """Whether any limit is used up. Until the transaction ends nobody else may guess at this biller's accounts."""
    _alone(connection, guesser.bid)
    return any(_is_used_up(connection, guesser, limit, now) for limit in guesser.limits())


def _alone(connection: Connection, bid: str) -> None:
    """Without it, guesses made at the same moment would all be counted as the first; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"guesses {bid}"))))


def _is_used_up(connection: Connection, guesser: Guesser, limit: GuessLimit, now: datetime) -> bool:
    window = timedelta(minutes=limit.minutes)
    first = _failure(connection, guesser, limit.kind, newest=limit.failures_max)
    if first is None or not limit.locks:
        return first is not None and now - first < window
    last = _failure(connection, guesser, limit.kind, newest=1)
    return last is not None and last - first < window and now - last < window


def _failure(connection: Connection, guesser: Guesser, kind: str, *, newest: int) -> datetime | None:
    """When the newest failure was (1), the second newest (2), …; None when there are not so many."""
    asked = {"of_bid": guesser.bid, "of_kind": kind, "of_key": guesser.key(kind), "skipped": newest - 1}
    return connection.scalar(_FAILURE, asked)


def failed(connection: Connection, guesser: Guesser, now: datetime) -> None:
    """Count one failed search against caller, account and line."""
    rows = [
        {"bid": guesser.bid, "kind": kind, "key": guesser.key(kind), "at": now}
        for kind in ("caller", "account", "line")
    ]
    connection.execute(insert(guesses), rows)
