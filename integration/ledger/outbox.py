"""The outbox: what a biller's system has still to be told, and how far each telling has come (reliability.md 2.3).

Every function is one step inside the caller's transaction (`Database.write`); none of them talks to anybody. A change
of state leaves an event beside it in the same transaction, so that the events alone tell a row's whole life.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, select, update

from integration.changes import is_change
from integration.ledger import corrections, due, holds, superseding
from integration.ledger.due import IS_DUE, NOW
from integration.ledger.prepared import Prepared
from integration.ledger.tables import Instant, outbox, outbox_events
from integration.ledger.upsert import inserted
from integration.model import Posting, PostingState, Said, Way
from integration.money import Money

CLAIM_ROWS_MAX = 50
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # the next_at of a row that only a person can move on
# Made once: making a statement takes longer than running it.
_THIS = outbox.c.id == bindparam("this")
_MINE = and_(_THIS, outbox.c.token == bindparam("mine"))
_INTENT = {"state": PostingState.POSTING.value, "sent_at": NOW}
_INTENDED = Prepared(
    update(outbox)
    .where(_MINE, outbox.c.lease_until > bindparam("needed", type_=Instant()), outbox.c.state == bindparam("before"))
    .values(_INTENT)
)
_AS_IT_STANDS = (
    select(outbox.c.state, outbox.c.token, outbox.c.sent_at, outbox.c.batch_id).where(_THIS).with_for_update()
)
_GIVEN_BACK = Prepared(update(outbox).where(_MINE).values(token="", lease_until=NOW, attempts=bindparam("tries")))


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

    `besides` is what a row must be besides due, where this biller's terms ask for more.

    The UPDATE asks everything again, row by row, so two that chose the same rows cannot both have them; on PostgreSQL
    each skips what the other is about to take.
    """
    if holds.is_held(connection, bid):
        return []
    chosen = due.chosen(IS_DUE, besides)
    ids = connection.scalars(chosen, {"of_bid": bid, "now": now, "most": limit}).all()
    if not ids:
        return []
    lease = {"by": token, "until": now + timedelta(seconds=lease_s)}
    rows = {row.id: row for row in connection.execute(due.taken(IS_DUE), lease | {"ids": ids, "now": now})}
    return [_claimed(rows[number]) for number in ids if number in rows]


def intend(connection: Connection, row: Claimed, *, now: datetime, needs_s: float) -> bool:
    """Commit this before the row's bytes leave: from here on a crash reads as "may have been applied".

    False, and the row must not be sent, when the lease is another's or has less than `needs_s` left. Taken again by the
    same worker (a commit whose answer was lost), the intent is renewed and has its one event.
    """
    mine = {"this": row.id, "mine": row.token, "needed": now + timedelta(seconds=needs_s), "now": now}
    if _INTENDED.run(connection, mine | {"before": row.state.value}).rowcount != 1:
        renewed: int = _INTENDED.run(connection, mine | {"before": PostingState.POSTING.value}).rowcount
        return renewed == 1
    note(connection, row.id, (row.state, PostingState.POSTING), "about to be sent", now, token=row.token)
    return True


def settle(connection: Connection, row: Claimed, settlement: Settlement, *, now: datetime) -> bool:
    """Write what a row came to, and hold its biller where the settlement says so.

    `posted` is the truth whoever holds the lease by now; anything else is written only by the lease's holder: False
    when that is no longer us. A second send that was `posted` changes nothing and leaves its own event, for it is a
    double posting; writing the same one again (a commit whose answer was lost) is nothing new, nor is a row that was
    found by its reference after somebody else had sent it again.
    """
    found = connection.execute(_AS_IT_STANDS, {"this": row.id}).one()
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
    changes = _changes(row, settlement, now)
    _changed(tuple(changes)).run(connection, changes | {"this": row.id})
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


@cache
def _changed(names: tuple[str, ...]) -> Prepared:
    """Made once for these columns to set."""
    change = {name: bindparam(name, type_=outbox.c[name].type) for name in names}
    return Prepared(update(outbox).where(_THIS).values(change))


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
        _GIVEN_BACK.run(connection, {"this": row.id, "mine": row.token, "now": now, "tries": row.attempts - 1})


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
