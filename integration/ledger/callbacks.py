"""Promises to call somebody back: kept by the call that made them, worked off by support."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from integration.errors import Refused
from integration.ledger.tables import audit, callbacks
from integration.ledger.upsert import insert_once


@dataclass(frozen=True, slots=True)
class Promise:
    """Whom to call, when, and about what. `number` is E.164; `day` is the biller's, `part` morning or afternoon.

    `account_number` is '' where the caller had not proved one; `turn` is where he was when he asked for a person.
    """

    call_sid: str
    bid: str
    account_number: str
    number: str
    day: date
    part: str
    language: str
    turn: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Callback(Promise):
    """A promise as it stands in the ledger; `done_at` is None until somebody has called."""

    id: int
    done_at: datetime | None
    done_by: str
    note: str

    def as_json(self) -> dict[str, Any]:
        """One of `callbacks list --json`. Number and account are whole: whoever calls back needs them."""
        done_at = self.done_at.isoformat() if self.done_at else None
        days = {"day": self.day.isoformat(), "asked_at": self.asked_at.isoformat(), "done_at": done_at}
        return asdict(self) | days


def promise(connection: Connection, promised: Promise) -> None:
    """Write it down, in the transaction of the turn that says it. A call that is answered twice makes one promise."""
    insert_once(connection, callbacks, asdict(promised), key=("call_sid",))


def to_call(connection: Connection, bid: str, *, done_too: bool, limit: int) -> Sequence[Callback]:
    """The earliest day first, mornings before afternoons, and of one part whoever asked first."""
    mine = select(callbacks).where(callbacks.c.bid == bid)
    if not done_too:
        mine = mine.where(callbacks.c.done_at.is_(None))
    ordered = mine.order_by(callbacks.c.day, callbacks.c.part.desc(), callbacks.c.asked_at, callbacks.c.id)
    return [_callback(row) for row in connection.execute(ordered.limit(limit))]


def done(connection: Connection, number: int, *, who: str, note: str, now: datetime) -> Callback:
    """Say that this caller was called. Refused where there is no such promise, or it is done already."""
    row = connection.execute(select(callbacks).where(callbacks.c.id == number)).first()
    if row is None:
        raise Refused(f"there is no callback {number}; `ivr callbacks list` has those that are to be made")
    changed = update(callbacks).where(callbacks.c.id == number, callbacks.c.done_at.is_(None))
    if connection.execute(changed.values(done_at=now, done_by=who, note=note)).rowcount == 0:
        first = connection.execute(select(callbacks).where(callbacks.c.id == number)).one()
        raise Refused(f"callback {number} was done by {first.done_by} at {first.done_at.isoformat()}")
    told = {"at": now, "who": who, "what": "caller called back", "bid": row.bid, "subject": row.call_sid}
    connection.execute(insert(audit).values(told | {"detail": note}))
    return _callback(connection.execute(select(callbacks).where(callbacks.c.id == number)).one())


def _callback(row: Row[Any]) -> Callback:
    return Callback(**row._asdict())
