"""Payments beside all that became of them: the posting, the undoing and its void, the bank's return and its order."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from integration.ledger import orders
from integration.ledger.tables import outbox, payments, returns, undos
from integration.model import PostingState, UndoState
from integration.nacha.matching import TAKES_BACK, Verdict

_void = outbox.alias("void")
_back = outbox.alias("back")
_return = returns.alias("return")


def with_posting() -> Select[Any]:
    """One row a payment; the columns of what has not happened are null.

    `return_decision` is that of the one return that takes the payment back, `back_*` its order in the outbox.
    """
    columns = [
        outbox.c.state.label("posting_state"),
        outbox.c.reference,
        outbox.c.sent_at,
        outbox.c.posted_at,
        outbox.c.cayenta_says,
        outbox.c.why,
        undos.c.state.label("undo_state"),
        undos.c.how,
        undos.c.who,
        undos.c.reason,
        undos.c.why.label("undo_why"),
        undos.c.undone_at,
        _void.c.reference.label("void_reference"),
        _void.c.state.label("void_state"),
        _void.c.posted_at.label("voided_at"),
        _return.c.decision.label("return_decision"),
        _back.c.reference.label("back_reference"),
        _back.c.state.label("back_state"),
        _back.c.sent_at.label("back_sent_at"),
        _back.c.posted_at.label("back_at"),
        _back.c.cayenta_says.label("back_says"),
        _back.c.why.label("back_why"),
    ]
    beside = payments.outerjoin(outbox, _of(outbox, orders.PAYMENT))
    beside = beside.outerjoin(undos, undos.c.payment_id == payments.c.payment_id)
    beside = beside.outerjoin(_void, _of(_void, orders.VOID)).outerjoin(_back, _of(_back, orders.RETURN))
    takes_back = _return.c.decision.in_([verdict.value for verdict in TAKES_BACK])
    beside = beside.outerjoin(_return, and_(_return.c.payment_id == payments.c.payment_id, takes_back))
    return select(payments, *columns).select_from(beside)


def went_back() -> ColumnElement[bool]:
    """Its money went back to the payer: undone at the gateway, or returned by the bank."""
    return or_(undos.c.state == UndoState.UNDONE.value, _return.c.decision.is_not(None))


def is_over(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Its money went back, and the books were right again at `since`: it bears on nothing any more.

    A return without an order of ours (the biller did not opt in), or whose order a person cancelled, is the biller's
    own to write: his books are believed.
    """
    never_told = or_(outbox.c.state.is_(None), outbox.c.state == PostingState.CANCELLED.value)
    undone = and_(undos.c.state == UndoState.UNDONE.value, or_(never_told, _posted(_void, since)))
    not_ours = or_(_back.c.state.is_(None), _back.c.state == PostingState.CANCELLED.value)
    is_decided = _return.c.decision == Verdict.POST.value
    came_back = and_(is_decided, or_(not_ours, _posted(_back, since)))
    return func.coalesce(or_(undone, came_back, and_(never_told, _came_back_in_vain())), false())


def _came_back_in_vain() -> ColumnElement[bool]:
    """It came back, and there was nothing in the books to take back."""
    mine = (returns.c.payment_id == payments.c.payment_id) & (returns.c.decision == Verdict.VOIDED.value)
    return select(returns.c.id).where(mine).exists()


def _posted(order: Any, since: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(order.c.state == PostingState.POSTED.value, order.c.posted_at <= since)


def _of(order: Any, op: str) -> ColumnElement[bool]:
    return and_(order.c.payment_id == payments.c.payment_id, order.c.op == op)
