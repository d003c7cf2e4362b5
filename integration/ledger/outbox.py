"""The outbox: what a biller's system has still to be told, and how far each telling has come (reliability.md 2.3).

Every function is one step inside the caller's transaction (`Database.write`); none of them talks to anybody. A change
of state leaves an event beside it in the same transaction, so that the events alone tell a row's whole life.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, insert, update

from integration.ledger import corrections, due, holds
from integration.ledger.batches import Batch
from integration.ledger.due import IS_DUE, NOW
from integration.ledger.prepared import Prepared
from integration.ledger.tables import Instant, outbox, outbox_events
from integration.model import Posting, PostingState, Said, Way
from integration.money import Money

CLAIM_ROWS_MAX = 50
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # the next_at of a row that only a person can move on
# Made once: making a statement takes longer than running it.
THIS = outbox.c.id == bindparam("this")
MINE = and_(THIS, outbox.c.token == bindparam("mine"))
_INTENT = {"state": PostingState.POSTING.value, "sent_at": NOW}
_MAY_BE_SENT = and_(
    MINE, outbox.c.lease_until > bindparam("needed", type_=Instant()), outbox.c.state == bindparam("before")
)
_INTENDED = Prepared(update(outbox).where(_MAY_BE_SENT).values(_INTENT))
_INTENDED_IN_BATCH = Prepared(update(outbox).where(_MAY_BE_SENT).values(_INTENT | {"batch_id": bindparam("batch")}))
_EVENT = ("outbox_id", "token", "at", "from_state", "to_state", "detail")
_NOTED = Prepared(
    insert(outbox_events).values({name: bindparam(name, type_=outbox_events.c[name].type) for name in _EVENT})
)
_GIVEN_BACK = Prepared(update(outbox).where(MINE).values(token="", lease_until=NOW, attempts=bindparam("tries")))


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


def intend(connection: Connection, row: Claimed, *, now: datetime, needs_s: float, batch: Batch | None = None) -> bool:
    """Commit this before the row's bytes leave: from here on a crash reads as "may have been applied".

    `batch` is the open one that the posting enters with it, held open by this transaction; a change enters none.
    False, and the row must not be sent, when the lease is another's or has less than `needs_s` left. Taken again by the
    same worker (a commit whose answer was lost), the intent is renewed and has its one event.
    """
    intended = _INTENDED
    values: dict[str, object] = {"this": row.id, "mine": row.token, "now": now}
    values["needed"] = now + timedelta(seconds=needs_s)
    if batch is not None:
        intended = _INTENDED_IN_BATCH
        values["batch"] = batch.id
    is_new = intended.run(connection, values | {"before": row.state.value}).rowcount == 1
    if not is_new and intended.run(connection, values | {"before": PostingState.POSTING.value}).rowcount != 1:
        return False
    if is_new:
        note(connection, row.id, (row.state, PostingState.POSTING), "about to be sent", now, token=row.token)
    if batch is not None and row.batch_id is not None:
        why, after = f"sent again in batch {batch.number}", PostingState.POSTING
        corrections.follow(connection, row.id, left=row.batch_id, batch=batch.id, state=after, why=why, now=now)
    return True


def release(connection: Connection, rows: Sequence[Claimed], *, now: datetime) -> None:
    """Give back rows that were claimed and not taken up; the attempt does not count."""
    for row in rows:
        _GIVEN_BACK.run(connection, {"this": row.id, "mine": row.token, "now": now, "tries": row.attempts - 1})


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
    _NOTED.run(connection, event | {"detail": detail})
