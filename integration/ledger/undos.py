"""Payments that a person wants given back. Every change is a compare-and-set on the state."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select, update

from integration.errors import Refused
from integration.ledger import orders
from integration.ledger.payments import find
from integration.ledger.tables import Instant, audit, payments, undos
from integration.ledger.upsert import insert_once, inserted
from integration.model import PaymentState, UndoState
from integration.money import Money

TAKEN_UP_MIN = 2  # so long nobody else takes up one that is being undone: longer than both requests may take
DUE_MAX = 100
_OPEN = (UndoState.WANTED, UndoState.UNDOING)
_this = undos.c.payment_id == bindparam("this")
_is_open = undos.c.state.in_([state.value for state in _OPEN])
_is_due = undos.c.next_look_at <= bindparam("now", type_=Instant())
_WISH = select(undos).where(_this)
_WITH_PAYMENT = (
    select(undos, payments.c.amount_cents, payments.c.fee_cents, payments.c.charge_id)
    .select_from(undos.join(payments))
    .where(_this)
)
_DUE = select(undos.c.payment_id).where(_is_open, _is_due).order_by(undos.c.next_look_at).limit(DUE_MAX)
_TAKEN_UP = (
    update(undos)
    .where(_this, _is_open, _is_due)
    .values(
        state=UndoState.UNDOING.value,
        next_look_at=bindparam("later", type_=Instant()),
        looks=undos.c.looks + 1,
    )
)


def want(connection: Connection, payment_id: UUID, *, who: str, reason: str, now: datetime) -> bool:
    """Note that a captured payment is to be given back, with who and why; False: that was noted before.

    Refused for a payment that nobody was charged for, of which nobody knows yet, that our gateway does not hold, or
    that its payer's bank sent back.
    """
    row = find(connection, str(payment_id))
    if row is None:
        raise Refused(f"there is no payment {payment_id}")
    if row.state != PaymentState.CAPTURED.value:
        raise Refused(f"payment {row.confirmation} is {row.state}; expected one that was charged (captured)")
    if row.channel != "phone":
        raise Refused(f"payment {row.confirmation} was taken by {row.channel}; it is given back where it was taken")
    if of(connection, payment_id) is not None:
        return False
    if row.return_decision is not None:
        raise Refused(f"payment {row.confirmation} came back from the payer's bank: the payer has the money already")
    wish = {"payment_id": str(payment_id), "bid": row.bid, "state": UndoState.WANTED.value, "who": who}
    wish |= {"reason": reason, "wanted_at": now, "next_look_at": now}
    if not insert_once(connection, undos, wish, key=("payment_id",)):  # two people at the same moment
        return False
    told = {"at": now, "who": who, "what": "payment to be given back", "bid": row.bid, "subject": str(payment_id)}
    inserted(connection, audit, told | {"detail": reason})
    return True


def of(connection: Connection, payment_id: UUID) -> Row[Any] | None:
    """The wish, if there is one."""
    return connection.execute(_WISH, {"this": str(payment_id)}).first()


def due(connection: Connection, now: datetime) -> Sequence[str]:
    """The payments whose undoing should be taken up, the longest waiting first."""
    return connection.scalars(_DUE, {"now": now}).all()


def take_up(connection: Connection, payment_id: UUID, now: datetime) -> Row[Any] | None:
    """Commit this before the request leaves: from here on the money may have gone back. None: it is another's now."""
    mine = {"this": str(payment_id)}
    if connection.execute(_TAKEN_UP, mine | {"now": now, "later": now + timedelta(minutes=TAKEN_UP_MIN)}).rowcount != 1:
        return None
    return connection.execute(_WITH_PAYMENT, mine).one()


def charged(row: Row[Any]) -> Money:
    """What the payer was charged: the bill amount and the fee."""
    return Money(row.amount_cents + row.fee_cents)


def undone(connection: Connection, payment_id: UUID, how: str, now: datetime) -> None:
    """The money went back: the posting is cancelled or a void follows it, in the same transaction."""
    row = of(connection, payment_id)
    if row is None or not _change(connection, payment_id, UndoState.UNDONE, how=how, undone_at=now, next_look_at=None):
        return
    void = orders.call_off(connection, payment_id, who=row.who, why=row.reason, now=now)
    detail = f"{how}; {f'{void} follows in the books' if void else 'the books are never told'}"
    told = {"at": now, "who": row.who, "what": "payment given back", "bid": row.bid, "subject": str(payment_id)}
    inserted(connection, audit, told | {"detail": detail})


def refused(connection: Connection, payment_id: UUID, why: str) -> None:
    """A clear no, or what cannot be: nothing went back, and a person decides."""
    _change(connection, payment_id, UndoState.REFUSED, why=why, next_look_at=None)


def again(connection: Connection, payment_id: UUID, why: str, next_at: datetime) -> None:
    """Nobody knows: it is looked up at the gateway before anything else is done."""
    _change(connection, payment_id, UndoState.UNDOING, why=why, next_look_at=next_at)


def _change(connection: Connection, payment_id: UUID, to: UndoState, **values: object) -> bool:
    mine = (undos.c.payment_id == str(payment_id)) & undos.c.state.in_([state.value for state in _OPEN])
    return connection.execute(update(undos).where(mine).values(state=to.value, **values)).rowcount == 1
