"""The outbox: what a biller's system has still to be told, and how far each telling has come (reliability.md 2.3).

Every function is one step inside the caller's transaction (`Database.write`); none of them talks to anybody. A change
of state leaves an event beside it in the same transaction, so that the events alone tell a row's whole life.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, and_, bindparam, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from integration.changes import CHANGES, is_change
from integration.ledger import corrections, holds, superseding
from integration.ledger.tables import outbox, outbox_events
from integration.ledger.upsert import inserted
from integration.model import Posting, PostingState, Said, Way
from integration.money import Money

CLAIM_ROWS_MAX = 50
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # the next_at of a row that only a person can move on
# A row in review is claimed too where its next_at says so: only to ask whether it has arrived after all.
_UNSETTLED = (PostingState.READY, PostingState.POSTING, PostingState.AMBIGUOUS, PostingState.REVIEW)
_NOT_UNDER_WAY = (PostingState.CANCELLED.value, PostingState.REVIEW.value)
_first = outbox.alias("first")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row under our lease. `sent_at` is the last send that may have arrived: it is asked about before any other."""

    id: int
    bid: str
    token: str
    state: PostingState
    posting: Posting
    sent_at: datetime | None
    attempts: int  # this one included
    batch_id: int | None = None  # the batch of that send


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where a claimed row goes from here.

    `sent_at` is the send that may have arrived: this one, or the one before where nothing of this one left; `batch_id`
    is that send's batch.
    `spent` is False where the attempt does not count. `hold` says why the biller's pump must stand still; '' is no.
    """

    state: PostingState
    next_at: datetime
    why: str
    sent_at: datetime | None
    said: Said = field(default_factory=Said)
    spent: bool = True
    hold: str = ""
    batch_id: int | None = None


NOW = bindparam("now", type_=outbox.c.next_at.type)


def is_due(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Rows that somebody should take up: not settled, their time has come, nobody holds them, and none comes first.

    A row that depends on another waits until that one is posted: a void is nothing to a system without its payment.
    A change only waits until the one before it is not under way any more.
    """
    states = [state.value for state in _UNSETTLED]
    is_past = and_(outbox.c.op.in_(CHANGES), _first.c.state.in_(_NOT_UNDER_WAY))
    ended = or_(_first.c.state == PostingState.POSTED.value, is_past)
    has_ended = select(_first.c.id).where(_first.c.id == outbox.c.depends_on, ended).exists()
    has_its_turn = or_(outbox.c.depends_on.is_(None), has_ended)
    return and_(outbox.c.state.in_(states), outbox.c.next_at <= now, outbox.c.lease_until <= now, has_its_turn)


Claiming = tuple[Select[tuple[int]], ReturningUpdate[Any]]


def claiming(due: ColumnElement[bool]) -> Claiming:
    """Which rows of a biller are taken up, and their taking; made once, for making them takes longer than running."""
    mine = select(outbox.c.id).where(outbox.c.bid == bindparam("bid"), due).order_by(outbox.c.id)
    chosen = outbox.c.id.in_(bindparam("ids", expanding=True))
    lease = {"token": bindparam("mine"), "lease_until": bindparam("until"), "attempts": outbox.c.attempts + 1}
    return mine.with_for_update(skip_locked=True), update(outbox).where(chosen, due).values(lease).returning(outbox)


@cache
def _narrowed(choose: Select[tuple[int]], besides: ColumnElement[bool]) -> Select[tuple[int]]:
    return choose.where(besides)


_CLAIMING = claiming(is_due(NOW))
_OF_TOKEN = (outbox.c.id == bindparam("row")) & (outbox.c.token == bindparam("mine"))
_HAS_LEASE = _OF_TOKEN & (outbox.c.lease_until > bindparam("needed"))
_INTEND = update(outbox).where(_HAS_LEASE, outbox.c.state == bindparam("as_claimed"))
_INTEND = _INTEND.values(state=PostingState.POSTING.value, sent_at=bindparam("sent"))
_INTEND_AGAIN = update(outbox).where(_HAS_LEASE, outbox.c.state == PostingState.POSTING.value)
_INTEND_AGAIN = _INTEND_AGAIN.values(sent_at=bindparam("sent"))
_AS_IT_STANDS = select(outbox.c.state, outbox.c.token, outbox.c.sent_at, outbox.c.batch_id)
_AS_IT_STANDS = _AS_IT_STANDS.where(outbox.c.id == bindparam("row")).with_for_update()
_OF_ROW = update(outbox).where(outbox.c.id == bindparam("row"))
_GIVE_BACK = update(outbox).where(_OF_TOKEN)
_GIVE_BACK = _GIVE_BACK.values(token="", lease_until=bindparam("until"), attempts=bindparam("so_far"))


def claim(
    connection: Connection,
    bid: str,
    *,
    token: str,
    now: datetime,
    lease_s: float,
    limit: int = CLAIM_ROWS_MAX,
    besides: ColumnElement[bool] | None = None,
) -> list[Claimed]:
    """Take up to `limit` due rows of a biller under one fresh token, the oldest first; none while it is held.

    `besides` is what a row must be besides due, where this biller's terms ask for more: one of few, made once.

    The UPDATE asks everything again, row by row, so two that chose the same rows cannot both have them; on PostgreSQL
    each skips what the other is about to take.
    """
    if holds.is_held(connection, bid):
        return []
    choose, take = _CLAIMING
    choose = choose if besides is None else _narrowed(choose, besides)
    ids = connection.scalars(choose.limit(limit), {"bid": bid, "now": now}).all()
    if not ids:
        return []
    until = now + timedelta(seconds=lease_s)
    taken = connection.execute(take, {"ids": ids, "now": now, "mine": token, "until": until})
    rows = {row.id: row for row in taken}
    return [_claimed(rows[number]) for number in ids if number in rows]


def intend(connection: Connection, row: Claimed, *, now: datetime, needs_s: float) -> bool:
    """Commit this before the row's bytes leave: from here on a crash reads as "may have been applied".

    False, and the row must not be sent, when the lease is another's or has less than `needs_s` left. Taken again by the
    same worker (a commit whose answer was lost), the intent is renewed and has its one event.
    """
    mine = {"row": row.id, "mine": row.token, "needed": now + timedelta(seconds=needs_s), "sent": now}
    if connection.execute(_INTEND, mine | {"as_claimed": row.state.value}).rowcount != 1:
        return connection.execute(_INTEND_AGAIN, mine).rowcount == 1
    note(connection, row.id, (row.state, PostingState.POSTING), "about to be sent", now, token=row.token)
    return True


def settle(connection: Connection, row: Claimed, settlement: Settlement, *, now: datetime) -> bool:
    """Write what a row came to, and hold its biller where the settlement says so.

    `posted` is the truth whoever holds the lease by now; anything else is written only by the lease's holder: False
    when that is no longer us. A second send that was `posted` changes nothing and leaves its own event, for it is a
    double posting; writing the same one again (a commit whose answer was lost) is nothing new, nor is a row that was
    found by its reference after somebody else had sent it again.
    """
    found = connection.execute(_AS_IT_STANDS, {"row": row.id}).one()
    if settlement.hold:  # a contradiction or a lock-out is true whoever holds the lease
        holds.hold(connection, row.bid, why=settlement.hold, who="pump", now=now)
    if settlement.state is not PostingState.POSTED and found.token != row.token:
        return False
    if is_change(row.posting.op):
        if found.state == PostingState.CANCELLED.value:  # superseded while its worker slept: it does not come back
            return False
        settlement = _if_latest(connection, row, settlement)
    change = (found.state, settlement.state)
    if found.state == PostingState.POSTED.value:
        if settlement.sent_at not in (found.sent_at, row.sent_at):
            note(connection, row.id, change, "posted a second time", now, token=row.token)
        return bool(found.sent_at == settlement.sent_at)
    connection.execute(_OF_ROW, {"row": row.id} | _changes(row, settlement, now))
    corrections.follow(
        connection,
        row.id,
        left=found.batch_id,
        batch=settlement.batch_id,
        state=settlement.state,
        why=settlement.why or "it was answered after the close",
        now=now,
    )
    if found.state != settlement.state.value:
        note(connection, row.id, change, settlement.why, now, token=row.token)
    return True


def _if_latest(connection: Connection, row: Claimed, settlement: Settlement) -> Settlement:
    """A change in whose place a newer one has come goes nowhere from here, unless it is posted or a contradiction.

    Where it may still arrive, the newer one is put off until it cannot any more.
    """
    is_said = settlement.state is PostingState.POSTED or (settlement.state is PostingState.REVIEW and settlement.hold)
    newer = None if is_said else superseding.newer(connection, row.id)
    if newer is None:
        return settlement
    if settlement.state is PostingState.AMBIGUOUS:
        superseding.put_off(connection, newer.id, settlement.next_at)
    why = f"superseded by {newer.reference}: {settlement.why}"
    return replace(settlement, state=PostingState.CANCELLED, next_at=FOREVER, why=why)


def _changes(row: Claimed, settlement: Settlement, now: datetime) -> dict[str, object]:
    changes: dict[str, object] = {
        "state": settlement.state.value,
        "token": "",
        "lease_until": now,
        "next_at": settlement.next_at,
        "why": settlement.why,
        "sent_at": settlement.sent_at,
        "batch_id": settlement.batch_id,
    }
    if settlement.said != Said():
        changes["cayenta_says"] = _words(settlement.said)
    if settlement.state is PostingState.POSTED:
        changes["posted_at"] = now
    if not settlement.spent:
        changes["attempts"] = row.attempts - 1
    return changes


def release(connection: Connection, rows: Sequence[Claimed], *, now: datetime) -> None:
    """Give back rows that were claimed and not taken up; the attempt does not count."""
    for row in rows:
        back = {"row": row.id, "mine": row.token, "until": now, "so_far": row.attempts - 1}
        connection.execute(_GIVE_BACK, back)


def _words(said: Said) -> str:
    """What the biller's system said, in one line; '' when it said nothing."""
    parts = (said.description, said.trans_no and f"transNo {said.trans_no}", said.pid and f"pid {said.pid}")
    return ", ".join(part for part in parts if part)


def posting_of(row: Row[Any]) -> Posting:
    """What a row tells the biller's system."""
    return Posting(
        reference=row.reference,
        op=row.op,
        account_number=row.account_number,
        amount=Money(row.amount_cents),
        effective=row.effective,
        way=Way(row.way) if row.way else None,
        invoice_type=row.invoice_type,
        comments=row.comments,
        active=row.active,
    )


def _claimed(row: Row[Any]) -> Claimed:
    state, posting = PostingState(row.state), posting_of(row)
    return Claimed(row.id, row.bid, row.token, state, posting, row.sent_at, row.attempts, row.batch_id)


def note(
    connection: Connection, outbox_id: int, change: tuple[str, PostingState], detail: str, now: datetime, *, token: str
) -> None:
    """Leave the event of a change of state; the change itself stands in the same transaction."""
    before, after = change
    event = {"outbox_id": outbox_id, "token": token, "at": now, "from_state": before, "to_state": after.value}
    inserted(connection, outbox_events, event | {"detail": detail})
