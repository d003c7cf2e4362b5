"""What the ledger says of a day, as reconciliation compares it, and the note that a day was reconciled."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select

from integration.changes import CHANGES
from integration.ledger.lives import with_posting
from integration.ledger.outbox import posting_of
from integration.ledger.tables import audit, outbox, payments, undos
from integration.model import CHANNELS_PUMPED, PaymentState, Posting, PostingState, UndoState
from integration.money import Money

IDS_MAX = 500  # in one question
WHOLE, IN_PART = "reconciled", "reconciled in part"


@dataclass(frozen=True, slots=True)
class Span:
    """From (inclusive) until (exclusive), aware UTC: a biller's own day."""

    begins: datetime
    ends: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether this instant lies in it; None does not."""
        return at is not None and self.begins <= at < self.ends

    def of(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """The same, asked of rows."""
        return and_(column >= self.begins, column < self.ends)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment as the ledger records it. `posting`, `void` and `undo` are None where there is no such row."""

    payment_id: str
    bid: str
    confirmation: str
    account_number: str
    amount: Money
    fee: Money
    state: PaymentState
    charge_id: str
    captured_at: datetime | None
    next_look_at: datetime | None
    undo: UndoState | None
    undone_at: datetime | None
    posting: PostingState | None
    void: PostingState | None
    is_pumped: bool

    @property
    def agreed(self) -> Money:
        """What the payer was to be charged: the bill amount and the fee."""
        return self.amount + self.fee


@dataclass(frozen=True, slots=True)
class Told:
    """What the outbox says that the books were told, or are to be told."""

    posting: Posting
    payment_id: str
    confirmation: str
    state: PostingState
    sent_at: datetime | None
    posted_at: datetime | None


def of_day(connection: Connection, bid: str, span: Span) -> dict[str, Recorded]:
    """The payments of a biller that were captured or given back in this day, by id."""
    ended = or_(span.of(payments.c.captured_at), span.of(undos.c.undone_at))
    found = with_posting().where(payments.c.bid == bid, ended).order_by(payments.c.captured_at, payments.c.payment_id)
    return {row.payment_id: _recorded(row) for row in connection.execute(found)}


def named(connection: Connection, references: Collection[str]) -> dict[str, Recorded]:
    """The payments that have one of these ids, of whichever biller; a reference of somebody else's has none."""
    ids, found = iter(references), dict[str, Recorded]()
    while some := list(islice(ids, IDS_MAX)):
        rows = connection.execute(with_posting().where(payments.c.payment_id.in_(some)))
        found |= {row.payment_id: _recorded(row) for row in rows}
    return found


def told_of(connection: Connection, bid: str, span: Span) -> list[Told]:
    """What the books were told in this day, and what was put into the outbox in it and is not posted; oldest first."""
    unposted = and_(outbox.c.state != PostingState.POSTED.value, span.of(outbox.c.created_at))
    is_item = outbox.c.op.not_in(CHANGES)
    chosen = and_(outbox.c.bid == bid, is_item, or_(span.of(outbox.c.posted_at), unposted))
    both = select(outbox, payments.c.confirmation).select_from(outbox.outerjoin(payments))
    return [_told(row) for row in connection.execute(both.where(chosen).order_by(outbox.c.id))]


def keep(connection: Connection, bid: str, day: str, *, whole: bool, detail: str, who: str, now: datetime) -> None:
    """Write down that a day was reconciled, with what was found."""
    told = {"at": now, "who": who, "what": WHOLE if whole else IN_PART, "bid": bid, "subject": day, "detail": detail}
    connection.execute(insert(audit).values(told))


def last_kept(connection: Connection, bid: str, day: str, who: str) -> tuple[datetime, bool] | None:
    """When this day was last reconciled by `who`, and whether wholly; None: never."""
    ours = and_(audit.c.who == who, audit.c.what.in_((WHOLE, IN_PART)))
    mine = and_(audit.c.bid == bid, audit.c.subject == day, ours)
    row = connection.execute(select(audit).where(mine).order_by(audit.c.id.desc()).limit(1)).first()
    return (row.at, row.what == WHOLE) if row else None


def _recorded(row: Row[Any]) -> Recorded:
    return Recorded(
        payment_id=row.payment_id,
        bid=row.bid,
        confirmation=row.confirmation,
        account_number=row.account_number,
        amount=Money(row.amount_cents),
        fee=Money(row.fee_cents),
        state=PaymentState(row.state),
        charge_id=row.charge_id,
        captured_at=row.captured_at,
        next_look_at=row.next_look_at,
        undo=UndoState(row.undo_state) if row.undo_state else None,
        undone_at=row.undone_at,
        posting=PostingState(row.posting_state) if row.posting_state else None,
        void=PostingState(row.void_state) if row.void_state else None,
        is_pumped=CHANNELS_PUMPED.get(row.channel, False),
    )


def _told(row: Row[Any]) -> Told:
    state = PostingState(row.state)
    return Told(posting_of(row), row.payment_id or "", row.confirmation or "", state, row.sent_at, row.posted_at)
