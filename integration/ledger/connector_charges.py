"""Charges that a payment connector makes inside <Pay>: what is written of them until their result is known.

They stand as charging from the moment <Pay> is spoken, and `charging_at` tells since when the connector is at work, as
far as anybody has told us. Their end is written by `payments`, as that of any other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, func, update

from integration.ledger.tables import Instant, payments
from integration.model import PaymentState

LOOK_SOON_MIN = 1  # one whose connector is known to be at work is looked up after this
_UNENDED = (PaymentState.CHARGING, PaymentState.UNKNOWN, PaymentState.ABANDONED)


def begun(connection: Connection, call_sid: str, now: datetime) -> None:
    """The connector is at work in this call: unless its result comes, the gateway is asked in a minute.

    News may be late: a charge that was given up meanwhile, and is to be looked up in any case, is looked up sooner.
    """
    _at_work(connection, payments.c.call_sid == call_sid, now)


def told(connection: Connection, payment_id: UUID, card_ending: str, now: datetime) -> None:
    """<Pay> has ended and the connector was asked: for what it did, and for which card (its last four)."""
    mine = payments.c.payment_id == str(payment_id)
    _at_work(connection, mine, now)
    connection.execute(update(payments).where(mine).values(card_ending=card_ending))


def given_up(connection: Connection, payment_id: UUID, now: datetime) -> None:
    """The payer left before the connector was asked, unless it is known to be at work.

    It is looked up in its time all the same: the charge was not ours to make.
    """
    unbegun = (payments.c.state == PaymentState.CHARGING.value) & payments.c.charging_at.is_(None)
    mine = (payments.c.payment_id == str(payment_id)) & unbegun
    connection.execute(update(payments).where(mine).values(state=PaymentState.ABANDONED.value, settled_at=now))


def _at_work(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    soon = now + timedelta(minutes=LOOK_SOON_MIN)
    look = payments.c.next_look_at
    awaited = payments.c.state.in_([state.value for state in _UNENDED]) & look.is_not(None)
    at_work = {
        "next_look_at": case((look > soon, soon), else_=look),
        "charging_at": func.coalesce(payments.c.charging_at, now, type_=Instant()),
    }
    connection.execute(update(payments).where(which, awaited).values(at_work))
