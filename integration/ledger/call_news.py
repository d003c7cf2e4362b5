"""What became of a call that we started: tellings come late, twice and in any order, and end in the same state.

A telling can only raise what is known: a call that has ended stays so, and of two results the better known stands.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Update, bindparam, select, update

from integration.campaigns.attempts import TALKED, Result, better, next_attempt_at
from integration.ledger import rings
from integration.ledger.rings import Ring
from integration.ledger.tables import planned_calls
from integration.ledger.upsert import insert_once

NEVER_GOT = "the phone company never got it"


@dataclass(frozen=True, slots=True)
class News:
    """One telling. `result` None tells nothing of it; `sid` is '' where it is not told."""

    result: Result | None
    ended: bool = False
    sid: str = ""
    why: str = ""


def tell(connection: Connection, ring_id: int, news: News, now: datetime) -> None:
    """Take it in; with the end of an attempt goes the next one, where there is to be one."""
    ring = rings.find(connection, ring_id, lock=True)
    if ring is None or ring.state in ("held_out", "suppressed", "dropped"):
        return
    known = Result(ring.result) if ring.result else None
    result = known if news.result is None else better(known, news.result)
    is_done = news.ended or ring.state == "done"
    changes: dict[str, object] = {"result": result or "", "talked": result in TALKED}
    if is_done and ring.state != "done":
        changes |= {"state": "done", "ended_at": now, "lease_until": None}
    changes |= {"call_sid": news.sid} if news.sid and not ring.call_sid else {}
    changes |= {"why": news.why} if news.why else {}
    connection.execute(
        _change(tuple(changes)), {f"new_{name}": value for name, value in changes.items()} | {"ring": ring.id}
    )
    if is_done and result is not None:
        _plan_next(connection, ring, result, now)


def never_made(connection: Connection, ring: Ring, now: datetime) -> None:
    """The phone company has not got it and never will: nobody was rung, so the next attempt may be made at once.

    That is done once for an account in a run: were the phone company's lists ever wrong, nobody would be rung for each
    time that they are.
    """
    if _was_lost_before(connection, ring):
        tell(connection, ring.id, News(Result.FAILED, ended=True, why=NEVER_GOT), now)
        return
    changes: dict[str, object] = {"state": "dropped", "why": NEVER_GOT, "lease_until": None, "ended_at": now}
    if rings.drop_lost(connection, ring, changes):
        _insert_next(connection, ring, now)


def _was_lost_before(connection: Connection, ring: Ring) -> bool:
    mine = (planned_calls.c.run_id == ring.run_id) & (planned_calls.c.account_number == ring.account_number)
    lost = (planned_calls.c.state == "dropped") & (planned_calls.c.why == NEVER_GOT)
    return connection.scalar(select(planned_calls.c.id).where(mine, lost).limit(1)) is not None


@cache  # the same columns make the same statement, and making it takes longer than running it
def _change(names: tuple[str, ...]) -> Update:
    new: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in names}
    return update(planned_calls).where(planned_calls.c.id == bindparam("ring")).values(new)


def _plan_next(connection: Connection, ring: Ring, result: Result, now: datetime) -> None:
    due_at = next_attempt_at(ring.definition.attempts, ring.attempt, result, now)
    if due_at is not None and due_at < ring.expires_at:
        _insert_next(connection, ring, due_at)


def _insert_next(connection: Connection, ring: Ring, due_at: datetime) -> None:
    row = {
        "run_id": ring.run_id,
        "bid": ring.bid,
        "account_number": ring.account_number,
        "attempt": ring.attempt + 1,
        "number": ring.number,
        "language": ring.language,
        "due_at": due_at,
        "state": "waiting",
    }
    insert_once(connection, planned_calls, row, key=["run_id", "account_number", "attempt"])
