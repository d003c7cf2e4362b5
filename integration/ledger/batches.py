"""Batches: a biller's postings between two closes, under one number that its clerks read (BATCH_NO).

One rule: a posting belongs to the batch that was open in the transaction of its last intent. So it stands in its batch
before its bytes leave, whatever comes back and whenever. A send of which nothing left undoes its intent. One that is
sent again belongs to the batch of that send, as its BATCH_NO says: a biller's closed batch takes no more items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from integration.billers import Biller
from integration.billers.closing import next_close
from integration.clock import today_at
from integration.ledger.figures import Figures, figures
from integration.ledger.prepared import Prepared
from integration.ledger.tables import Instant, audit, batches
from integration.ledger.upsert import inserted

ITS_TIME = "its time"
OPENING_TRIES_MAX = 5  # each is lost only to somebody who opened or closed one meanwhile
_IS_OPEN = (batches.c.bid == bindparam("of_bid")) & batches.c.closed_at.is_(None)
_NOW = bindparam("now", type_=Instant())
_DUE = select(batches.c.id).where(_IS_OPEN, batches.c.closes_at <= _NOW)
_OPEN = select(batches).where(_IS_OPEN, batches.c.closes_at > _NOW).with_for_update(read=True)
_IS_STILL_OPEN = Prepared(
    select(batches.c.id)
    .where(batches.c.id == bindparam("this"), batches.c.closed_at.is_(None))
    .with_for_update(read=True)
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch. `day` is the biller's own; `at_close` are the figures of that moment, None while it is open."""

    id: int
    bid: str
    number: str
    day: date
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    closed_by: str
    why: str
    at_close: Figures | None


def hold_open(connection: Connection, biller: Biller, now: datetime, *, known: Batch | None = None) -> Batch:
    """The biller's open batch, a new one if need be: it is not closed before this transaction ends.

    One whose time has come is closed first. Done first of all in a transaction that will lock postings, so that none
    waits in a circle. `known` was open a moment ago, and mostly still is.
    """
    if known is not None and now < known.closes_at and _IS_STILL_OPEN.run(connection, {"this": known.id}).fetchone():
        return known
    for _try in range(OPENING_TRIES_MAX):
        row = connection.execute(_OPEN, {"of_bid": biller.bid, "now": now}).first()
        if row is not None:
            return _batch(row)
        close_due(connection, biller.bid, now)
        _open(connection, biller, now)
    raise AssertionError(f"biller {biller.bid}: no batch stayed open in {OPENING_TRIES_MAX} tries")


def close_due(connection: Connection, bid: str, now: datetime) -> Batch | None:
    """Close the biller's batch if its time has come; None: it has not, or somebody else did it."""
    number = connection.scalar(_DUE, {"of_bid": bid, "now": now})
    return None if number is None else _close(connection, number, who="pump", why=ITS_TIME, now=now)


def close_now(connection: Connection, bid: str, *, who: str, why: str, now: datetime) -> Batch | None:
    """Close the biller's batch before its time; None where none is open."""
    is_open = (batches.c.bid == bid) & batches.c.closed_at.is_(None)
    number = connection.scalar(select(batches.c.id).where(is_open))
    return None if number is None else _close(connection, number, who=who, why=why, now=now)


def due_billers(connection: Connection, now: datetime) -> Sequence[str]:
    """The billers whose open batch should be closed by now, with a file or without."""
    due = select(batches.c.bid).where(batches.c.closed_at.is_(None), batches.c.closes_at <= now)
    return connection.scalars(due.order_by(batches.c.bid)).all()


def of_day(connection: Connection, bid: str, day: date) -> list[Batch]:
    """All batches of a day, the first first: more than one where a person closed one before its time."""
    found = select(batches).where(batches.c.bid == bid, batches.c.day == day).order_by(batches.c.id)
    return [_batch(row) for row in connection.execute(found)]


def numbered(connection: Connection, bid: str, number: str) -> Batch | None:
    """The batch of that BATCH_NO."""
    found = select(batches).where(batches.c.bid == bid, batches.c.number == number)
    row = connection.execute(found).first()
    return None if row is None else _batch(row)


def _open(connection: Connection, biller: Biller, now: datetime) -> None:
    """Another's that is opened at the same moment stays the only one: the index allows no second."""
    closes_at = next_close(biller.batch.closes, biller.zone, now)
    day = today_at(biller.zone, closes_at)
    that_day = select(func.count()).where(batches.c.bid == biller.bid, batches.c.day == day)
    values = {
        "bid": biller.bid,
        "number": _number(day, connection.execute(that_day).scalar_one()),
        "day": day,
        "opened_at": now,
        "closes_at": closes_at,
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(batches).values(values).on_conflict_do_nothing())


def _number(day: date, others: int) -> str:
    """`20261120`; after a close before its time the day's next one is `20261120-2`."""
    return f"{day:%Y%m%d}" + (f"-{others + 1}" if others else "")


def _close(connection: Connection, number: int, *, who: str, why: str, now: datetime) -> Batch | None:
    """Waits for the intents and endings that are being committed in it; None: somebody else has closed it."""
    mine = (batches.c.id == number) & batches.c.closed_at.is_(None)
    row = connection.execute(select(batches).where(mine).with_for_update()).first()
    if row is None:
        return None
    found = figures(connection, number)
    change = {"closed_at": now, "closed_by": who, "why": why, "totals": found.as_text()}
    connection.execute(update(batches).where(batches.c.id == number).values(change))
    count, cents, _fees = found.total
    detail = f"{count} postings, {cents} cents, {len(found.unsure)} unsure: {why}"
    told = {"at": now, "who": who, "what": "batch closed", "bid": row.bid, "subject": row.number, "detail": detail}
    inserted(connection, audit, told)
    return numbered(connection, row.bid, row.number)


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=row.id,
        bid=row.bid,
        number=row.number,
        day=row.day,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        why=row.why,
        at_close=None if row.closed_at is None else Figures.of_text(row.totals),
    )
