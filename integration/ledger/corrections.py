"""What happens to the postings of a closed batch is added beside its figures; the figures themselves stay.

Whoever changes a posting's state or its batch says so here, in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from integration.ledger.figures import Line, sums
from integration.ledger.tables import batches, corrections, outbox
from integration.model import PostingState

_OVER = (PostingState.POSTED, PostingState.CANCELLED)
_CLOSED_AT = select(batches.c.closed_at).where(batches.c.id == bindparam("this")).with_for_update(read=True)


@dataclass(frozen=True, slots=True)
class Correction:
    """One posting of a closed batch that was settled, or left it, after the close. `line` counts 1 or 0."""

    reference: str
    at: datetime
    why: str
    line: Line


def follow(
    connection: Connection,
    outbox_id: int,
    *,
    left: int | None,
    batch: int | None,
    state: PostingState,
    why: str,
    now: datetime,
    open_batch: int | None = None,
) -> None:
    """A posting that was in the batch `left` is now in `batch` (the same, mostly) and in this state.

    Keeps both from being closed until the transaction ends, so that a close counts it or it is a correction;
    `open_batch` is kept open already.
    """
    if left == batch and state not in _OVER:
        return
    for each in sorted({left, batch} - {None, open_batch}, key=str):
        if each is not None and _is_closed(connection, each):
            counts = each == batch and state is PostingState.POSTED
            _correct(connection, each, outbox_id, counts=counts, why=why, now=now)


def of(connection: Connection, batch_id: int) -> list[Correction]:
    """The oldest first."""
    beside = corrections.join(outbox, outbox.c.id == corrections.c.outbox_id)
    columns = (corrections, outbox.c.reference, outbox.c.op, outbox.c.way)
    found = select(*columns).select_from(beside).where(corrections.c.batch_id == batch_id)
    return [
        Correction(row.reference, row.at, row.why, Line(row.op, row.way, row.counted, row.cents, row.fee_cents))
        for row in connection.execute(found.order_by(corrections.c.id))
    ]


def _is_closed(connection: Connection, batch_id: int) -> bool:
    return connection.execute(_CLOSED_AT, {"this": batch_id}).scalar_one() is not None


def _correct(connection: Connection, batch_id: int, outbox_id: int, *, counts: bool, why: str, now: datetime) -> None:
    row = connection.execute(sums(outbox.c.id == outbox_id)).one()
    numbers = (row.rows, int(row.cents), int(row.fee_cents)) if counts else (0, 0, 0)
    told = {"batch_id": batch_id, "outbox_id": outbox_id, "at": now, "why": why}
    connection.execute(
        insert(corrections).values(told | dict(zip(("counted", "cents", "fee_cents"), numbers, strict=True)))
    )
