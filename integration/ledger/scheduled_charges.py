"""A scheduled payment becomes a payment: both rows change in the caller's transaction, or neither.

The payment is an ordinary one: look-ups, outbox, reconciliation and undoing know no other.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, update

from integration.billers import Biller
from integration.errors import Unavailable
from integration.ledger import payments, schedules
from integration.ledger.payments import LOOK_AFTER_MIN, Intent
from integration.ledger.tables import payments as payments_table
from integration.ledger.tables import schedules as schedules_table
from integration.model import PaymentState, Pays, Way
from integration.money import Money
from integration.planned import ScheduleState, payment_id_of_schedule

_OPEN, _TAKEN = (ScheduleState.OPEN,), (ScheduleState.TAKEN,)


def begin(connection: Connection, row: Row[Any], amount: Money, balance_seen: Money, now: datetime) -> UUID | None:
    """Commit this before the charge leaves: the payment exists and may be charged from here on.

    None: it was cancelled meanwhile, or got another card. Raises Unavailable where its payment has an ending since. A
    payment that was begun before is the same one, and so is its key at the gateway.
    """
    schedule_id = UUID(row.schedule_id)
    payment_id = payment_id_of_schedule(schedule_id)
    if not _take(connection, row):
        return None
    payments.open_intent(connection, _intent(row, payment_id, amount, balance_seen), now)
    payments.keep_token(connection, payment_id, "", row.card_ending)  # the schedule keeps the token itself
    mine = schedules_table.c.schedule_id == row.schedule_id
    connection.execute(update(schedules_table).where(mine).values(payment_id=str(payment_id)))
    if payments.start_charge(connection, payment_id, now) is None:
        _charge_again(connection, payment_id, now)
    return payment_id


def _take(connection: Connection, row: Row[Any]) -> bool:
    mine = schedules_table.c.schedule_id == row.schedule_id
    as_read = mine & (schedules_table.c.state == ScheduleState.OPEN.value)
    as_read &= schedules_table.c.token_sealed == row.token_sealed
    taken = update(schedules_table).where(as_read).values(state=ScheduleState.TAKEN.value)
    return connection.execute(taken).rowcount == 1


def _intent(row: Row[Any], payment_id: UUID, amount: Money, balance_seen: Money) -> Intent:
    return Intent(
        payment_id=payment_id,
        bid=row.bid,
        account_number=row.account_number,
        invoice_number=row.invoice_number,
        call_sid=None,  # nobody is on the line
        attempt=row.attempt,
        way=Way.CARD,
        pays=Pays(row.pays),
        amount=amount,
        fee=Money(row.fee_cents),
        balance_seen=balance_seen,
    )


def _charge_again(connection: Connection, payment_id: UUID, now: datetime) -> None:
    """Abandoned -> charging: nothing had left, or the gateway was asked and holds nothing."""
    mine = payments_table.c.payment_id == str(payment_id)
    given_up = mine & (payments_table.c.state == PaymentState.ABANDONED.value)
    look = now + timedelta(minutes=LOOK_AFTER_MIN)
    begun = {"state": PaymentState.CHARGING.value, "charging_at": now, "settled_at": None, "next_look_at": look}
    if connection.execute(update(payments_table).where(given_up).values(begun)).rowcount != 1:
        raise Unavailable(f"payment {payment_id} was changed by somebody else meanwhile")


def captured(connection: Connection, row: Row[Any], charge_id: str, biller: Biller, now: datetime) -> None:
    """The money moved: the payment, its posting and the schedule's end are one."""
    payments.capture(connection, payment_id_of_schedule(UUID(row.schedule_id)), charge_id, biller, now)
    schedules.end(connection, UUID(row.schedule_id), (*_TAKEN, *_OPEN), ScheduleState.CHARGED, "", now)


def declined(connection: Connection, row: Row[Any], code: str, now: datetime) -> None:
    """A clear no from the bank; it is not asked again."""
    payments.decline(connection, payment_id_of_schedule(UUID(row.schedule_id)), code, now)
    schedules.end(connection, UUID(row.schedule_id), _TAKEN, ScheduleState.FAILED, f"declined: {code}", now)


def not_sent(connection: Connection, row: Row[Any], why: str, next_at: datetime, now: datetime) -> None:
    """Nothing left us: it may be cancelled again, or tried again."""
    payments.abandon(connection, payment_id_of_schedule(UUID(row.schedule_id)), now)
    reopen(connection, row, why, next_at)


def reopen(connection: Connection, row: Row[Any], why: str, next_at: datetime) -> None:
    """Its payment came to nothing, and no money moved."""
    back = {"why": why, "next_at": next_at}
    schedules.change(connection, UUID(row.schedule_id), _TAKEN, ScheduleState.OPEN, **back)


def lost_sight(connection: Connection, row: Row[Any], why: str, next_at: datetime) -> None:
    """Nobody knows: the look-ups find out what became of the payment, and it is not charged meanwhile."""
    payments.lose_sight(connection, payment_id_of_schedule(UUID(row.schedule_id)), next_at)
    schedules.put_off(connection, UUID(row.schedule_id), why, next_at)
