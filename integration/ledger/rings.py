"""Planned calls as the dialler takes them up, each once: the intent is committed before the request leaves.

What may follow on what is told in `tables/campaigns.py`; how a call ended is told in `call_news.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, union_all, update

from integration.campaigns.definition import Definition
from integration.campaigns.reading import read_definition
from integration.ledger import ring_statements as ask
from integration.ledger.ring_statements import AT_IT
from integration.ledger.tables import planned_calls, samples

DEFINITIONS_KEPT_MAX = 64


@dataclass(frozen=True, slots=True)
class Ring:
    """One planned call. `text` is its campaign's file, `expires_at` its run's end; '' and None: not yet."""

    id: int
    run_id: int
    campaign_id: int
    bid: str
    account_number: str
    number: str
    language: str
    attempt: int
    state: str
    result: str
    call_sid: str
    intent_at: datetime | None
    expires_at: datetime
    text: str

    @property
    def definition(self) -> Definition:
        """Its campaign's, as it was when the run was planned."""
        return _definition(self.text)


@lru_cache(DEFINITIONS_KEPT_MAX)
def _definition(text: str) -> Definition:
    return read_definition(text, "a campaign that was started")


def due(connection: Connection, campaign_id: int, now: datetime, limit: int) -> list[Ring]:
    """The calls of a campaign whose second has come, in their order; none where it was paused or stopped."""
    asked = {"campaign": campaign_id, "at": now, "most": limit}
    return [_ring(row) for row in connection.execute(ask.due(), asked)]


def stale(connection: Connection, bid: str, now: datetime, limit: int) -> list[Ring]:
    """Calls of which nobody has told for too long."""
    late = planned_calls.c.state.in_(AT_IT) & (planned_calls.c.lease_until <= now)
    mine = ask.rings().where(planned_calls.c.bid == bid, late)
    return [_ring(row) for row in connection.execute(mine.order_by(planned_calls.c.lease_until).limit(limit))]


def stopped(connection: Connection, bid: str, now: datetime) -> list[Ring]:
    """Calls of stopped campaigns that the phone company has and nobody is known to have taken up."""
    return [_ring(row) for row in connection.execute(ask.stopped(), {"of_bid": bid, "at": now})]


def find(connection: Connection, ring_id: int, *, lock: bool = False) -> Ring | None:
    """One of them, whatever its state; with `lock`, nobody else changes it before the transaction ends."""
    row = connection.execute(ask.one(lock=lock), {"ring": ring_id}).first()
    return None if row is None else _ring(row)


def lines_taken(connection: Connection, campaign_id: int) -> int:
    """How many calls of a campaign are at it."""
    return connection.scalar(ask.lines_taken(), {"campaign": campaign_id}) or 0


def made(connection: Connection, bid: str, begins: datetime, ends: datetime) -> int:
    """How many calls of a biller were made between two instants, those of an unknown end too."""
    return connection.scalar(ask.made(), {"of_bid": bid, "begins": begins, "ends": ends}) or 0


def claim(connection: Connection, ring: Ring, *, token: str, now: datetime, until: datetime) -> bool:
    """Commit this before the request leaves; False where somebody else has it, or the campaign was stopped meanwhile.

    Without news it is looked up after `until`.
    """
    claimed = {"ring": ring.id, "at": now, "new_token": token, "new_lease_until": until}
    return connection.execute(ask.claim(), claimed).rowcount == 1


def put_back(connection: Connection, ring: Ring, token: str, *, due_at: datetime, why: str) -> None:
    """Nothing of the request left: it is as if it had never been claimed."""
    back: dict[str, object] = {
        "state": "waiting",
        "token": "",
        "intent_at": None,
        "lease_until": None,
        "due_at": due_at,
        "why": why,
    }
    _still(connection, ring, planned_calls.c.token == token, back)


def started(connection: Connection, ring: Ring, sid: str, *, until: datetime) -> None:
    """The phone company has it; without news it is looked up after `until`."""
    connection.execute(ask.started(), {"ring": ring.id, "sid": sid, "new_lease_until": until})


def unsure(connection: Connection, ring: Ring, *, until: datetime, why: str) -> None:
    """Nobody knows yet whether it was started, or what became of it; it is looked up after `until`."""
    changes: dict[str, object] = {"lease_until": until, "why": why} | ({} if ring.call_sid else {"state": "unsure"})
    _still(connection, ring, planned_calls.c.call_sid == ring.call_sid, changes)


def put_off(connection: Connection, ring: Ring, *, due_at: datetime, why: str) -> None:
    """It may not be rung before `due_at`."""
    waiting = (planned_calls.c.id == ring.id) & (planned_calls.c.state == "waiting")
    connection.execute(update(planned_calls).where(waiting).values(due_at=due_at, why=why))


def drop(connection: Connection, ring: Ring, why: str) -> None:
    """It is not rung after all."""
    waiting = (planned_calls.c.id == ring.id) & (planned_calls.c.state == "waiting")
    connection.execute(update(planned_calls).where(waiting).values(state="dropped", why=why))


def drop_lost(connection: Connection, ring: Ring, changes: dict[str, object]) -> bool:
    """The same for one that was claimed and never reached the phone company; False: something was told of it since."""
    unheard = (planned_calls.c.call_sid == "") & (planned_calls.c.result == "")
    still = (planned_calls.c.id == ring.id) & planned_calls.c.state.in_(AT_IT) & unheard
    return connection.execute(update(planned_calls).where(still).values(changes)).rowcount == 1


def drop_expired(connection: Connection, bid: str, now: datetime) -> int:
    """Those whose run is over; how many, of which a few stay for the next time."""
    return connection.execute(ask.drop_expired(), {"of_bid": bid, "at": now}).rowcount


def sids_of(connection: Connection, bid: str, number: str) -> frozenset[str]:
    """The calls to this number that are known to be other attempts, or samples."""
    known = (
        select(table.c.call_sid).where(table.c.bid == bid, table.c.number == number, table.c.call_sid != "")
        for table in (planned_calls, samples)
    )
    return frozenset(connection.scalars(union_all(*known)))


def _still(connection: Connection, ring: Ring, same: ColumnElement[bool], changes: dict[str, object]) -> None:
    """Change a call of which nothing was told since."""
    at_it = planned_calls.c.state.in_(AT_IT)
    connection.execute(update(planned_calls).where(planned_calls.c.id == ring.id, at_it, same).values(changes))


def _ring(row: Row[Any]) -> Ring:
    return Ring(
        id=row.id,
        run_id=row.run_id,
        campaign_id=row.campaign_id,
        bid=row.bid,
        account_number=row.account_number,
        number=row.number,
        language=row.language,
        attempt=row.attempt,
        state=row.state,
        result=row.result,
        call_sid=row.call_sid,
        intent_at=row.intent_at,
        expires_at=row.expires_at,
        text=row.definition,
    )
