"""What a posting came to is written: by the lease's holder, or by anybody where it is posted, for that is the truth.

Every function is one step inside the caller's transaction, as in `outbox`.
"""

from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, and_, bindparam, select, update

from integration.changes import is_change
from integration.ledger import corrections, holds, superseding
from integration.ledger.outbox import FOREVER, MINE, THIS, Claimed, Settlement, note
from integration.ledger.prepared import Prepared
from integration.ledger.tables import outbox
from integration.model import PostingState, Said

_AS_IT_STANDS = (
    select(outbox.c.state, outbox.c.token, outbox.c.sent_at, outbox.c.batch_id).where(THIS).with_for_update()
)
_AS_SENT = and_(MINE, outbox.c.state == PostingState.POSTING.value, outbox.c.batch_id == bindparam("left"))


def settle(
    connection: Connection, row: Claimed, settlement: Settlement, *, now: datetime, open_batch: int | None = None
) -> bool:
    """Write what a row came to, and hold its biller where the settlement says so.

    `posted` is the truth whoever holds the lease by now; anything else is written only by the lease's holder: False
    when that is no longer us. A second send that was `posted` changes nothing and leaves its own event, for it is a
    double posting; writing the same one again (a commit whose answer was lost) is nothing new, nor is a row that was
    found by its reference after somebody else had sent it again.
    `open_batch` is one that this transaction holds open: of its postings no close has been told.
    """
    if _is_written_as_sent(connection, row, settlement, now):
        _tell(connection, row, settlement, now, before=PostingState.POSTING, left=settlement.batch_id, held=open_batch)
        return True
    return _settle_what_stands(connection, row, settlement, now, open_batch)


def _is_written_as_sent(connection: Connection, row: Claimed, settlement: Settlement, now: datetime) -> bool:
    """Nearly always: the row stands as its send left it, in the same batch, under our lease, and nothing is to be held.

    One statement then asks that and writes.
    """
    if settlement.hold or settlement.batch_id is None or is_change(row.posting.op):
        return False
    changes = _changes(row, settlement, now)
    as_sent = {"this": row.id, "mine": row.token, "left": settlement.batch_id}
    written: int = _changed(tuple(changes), as_sent=True).run(connection, changes | as_sent).rowcount
    return written == 1


def _settle_what_stands(
    connection: Connection, row: Claimed, settlement: Settlement, now: datetime, open_batch: int | None
) -> bool:
    found = connection.execute(_AS_IT_STANDS, {"this": row.id}).one()
    if settlement.hold:  # a contradiction or a lock-out is true whoever holds the lease
        holds.hold(connection, row.bid, why=settlement.hold, who="pump", now=now)
    if settlement.state is not PostingState.POSTED and found.token != row.token:
        return False
    if is_change(row.posting.op):
        if found.state == PostingState.CANCELLED.value:  # superseded while its worker slept: it does not come back
            return False
        settlement = _if_latest(connection, row, settlement)
    if found.state == PostingState.POSTED.value:
        if settlement.sent_at not in (found.sent_at, row.sent_at):
            change = (found.state, settlement.state)
            note(connection, row.id, change, "posted a second time", now, token=row.token)
        return bool(found.sent_at == settlement.sent_at)
    if settlement.state is PostingState.POSTED and settlement.sent_at == row.sent_at:
        # It was found by its reference. Somebody else may have sent it again meanwhile: that send stands, in its batch.
        settlement = replace(settlement, sent_at=found.sent_at, batch_id=found.batch_id)
    changes = _changes(row, settlement, now)
    _changed(tuple(changes), as_sent=False).run(connection, changes | {"this": row.id})
    _tell(connection, row, settlement, now, before=found.state, left=found.batch_id, held=open_batch)
    return True


def _tell(
    connection: Connection,
    row: Claimed,
    settlement: Settlement,
    now: datetime,
    *,
    before: str,
    left: int | None,
    held: int | None,
) -> None:
    """Its batch, where that is closed by now; and the event of the change."""
    corrections.follow(
        connection,
        row.id,
        left=left,
        batch=settlement.batch_id,
        state=settlement.state,
        why=settlement.why or "it was answered after the close",
        now=now,
        open_batch=held,
    )
    if before != settlement.state.value:
        note(connection, row.id, (before, settlement.state), settlement.why, now, token=row.token)


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
def _changed(names: tuple[str, ...], *, as_sent: bool) -> Prepared:
    """Made once for these columns to set; `as_sent` only where the row stands as its send left it."""
    change = {name: bindparam(name, type_=outbox.c[name].type) for name in names}
    return Prepared(update(outbox).where(_AS_SENT if as_sent else THIS).values(change))


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


def _words(said: Said) -> str:
    """What the biller's system said, in one line; '' when it said nothing."""
    parts = (said.description, said.trans_no and f"transNo {said.trans_no}", said.pid and f"pid {said.pid}")
    return ", ".join(part for part in parts if part)
