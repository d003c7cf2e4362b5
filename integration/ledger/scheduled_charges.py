"""A scheduled payment becomes a payment: both rows change in the caller's transaction, or neither.

The payment is an ordinary one: look-ups, outbox, reconciliation and undoing know no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from integration.billers import Biller
from integration.errors import Unavailable
from integration.ledger import autopay, payments, schedules
from integration.ledger.payments import LOOK_AFTER_MIN, Intent
from integration.ledger.tables import payments as payments_table
from integration.ledger.tables import schedules as schedules_table
from integration.model import PaymentState, Pays, Way
from integration.money import Money
from integration.owing import OwnPayment
from integration.planned import ScheduleState, payment_id_of_schedule

_OPEN, _TAKEN = (ScheduleState.OPEN,), (ScheduleState.TAKEN,)


@dataclass(frozen=True, slots=True)
class Seen:
    """What an amount was judged by: the balance, and the account's own payments that bear on it since `since`."""

    balance: Money
    since: datetime
    own: Sequence[OwnPayment]


def begin(connection: Connection, row: Row[Any], amount: Money, seen: Seen, now: datetime) -> UUID | None:
    """Commit this before the charge leaves: the payment exists and may be charged from here on.

    None: it was cancelled meanwhile, or got another card. Raises Unavailable where its payment has an ending since, and
    where another payment of the account has come or changed since the amount was judged: of two workers with two
    schedules of one account, the second judges anew. A payment that was begun before is the same one, and so is its
    key at the gateway.
    """
    schedule_id = UUID(row.schedule_id)
    payment_id = payment_id_of_schedule(schedule_id)
    _one_at_a_time(connection, row)
    if not _take(connection, row):
        return None
    if is_at_the_till(connection, row.bid, row.account_number) or _own(connection, row, seen.since) != [*seen.own]:
        raise Unavailable("another payment of the account has changed since its balance was asked")
    payments.open_intent(connection, _intent(row, payment_id, amount, seen.balance), now)
    payments.keep_token(connection, payment_id, "", row.card_ending)  # the schedule keeps the token itself
    mine = schedules_table.c.schedule_id == row.schedule_id
    connection.execute(update(schedules_table).where(mine).values(payment_id=str(payment_id)))
    if payments.start_charge(connection, payment_id, now) is None:
        _charge_again(connection, payment_id, row.card_ending, now)
    return payment_id


def seen_of(connection: Connection, row: Row[Any], balance: Money, since: datetime) -> Seen:
    """What stands now."""
    return Seen(balance, since, _own(connection, row, since))


def _own(connection: Connection, row: Row[Any], since: datetime) -> list[OwnPayment]:
    return payments.of_account(connection, row.bid, row.account_number, since)


def _one_at_a_time(connection: Connection, row: Row[Any]) -> None:
    """Whoever begins another schedule of the account waits until the transaction ends; SQLite has one writer anyway."""
    of_account = (schedules_table.c.bid == row.bid) & (schedules_table.c.account_number == row.account_number)
    in_force = of_account & schedules_table.c.state.in_([state.value for state in schedules.IN_FORCE])
    locked = select(schedules_table.c.schedule_id).where(in_force).order_by(schedules_table.c.schedule_id)
    connection.execute(locked.with_for_update()).all()


def is_at_the_till(connection: Connection, bid: str, account_number: str) -> bool:
    """Whether somebody is about to pay on this account in a call: what is charged beside it would be paid twice.

    An intent that comes to nothing is given up by the look-ups after ten minutes.
    """
    here = (payments_table.c.bid == bid) & (payments_table.c.account_number == account_number)
    begun = here & (payments_table.c.state == PaymentState.INTENT.value) & payments_table.c.call_sid.is_not(None)
    return connection.scalar(select(payments_table.c.payment_id).where(begun).limit(1)) is not None


def is_chosen(connection: Connection, row: Row[Any]) -> bool:
    """Whether the payer has chosen a day for the same bill himself, and that is still to be charged."""
    same = [schedules_table.c[name] == getattr(row, name) for name in ("bid", "account_number", "invoice_number")]
    in_force = schedules_table.c.state.in_([state.value for state in schedules.IN_FORCE])
    chosen = select(schedules_table.c.schedule_id).where(*same, schedules_table.c.enrolment == "", in_force)
    return connection.scalar(chosen.limit(1)) is not None


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


def _charge_again(connection: Connection, payment_id: UUID, card_ending: str, now: datetime) -> None:
    """Abandoned -> charging: nothing had left, or the gateway was asked and holds nothing. The card may be another."""
    mine = payments_table.c.payment_id == str(payment_id)
    given_up = mine & (payments_table.c.state == PaymentState.ABANDONED.value)
    look = now + timedelta(minutes=LOOK_AFTER_MIN)
    begun = {"charging_at": now, "settled_at": None, "next_look_at": look, "card_ending": card_ending}
    again = update(payments_table).where(given_up).values(state=PaymentState.CHARGING.value, **begun)
    if connection.execute(again).rowcount != 1:
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
    reopen(connection, row, why, next_at, now)


def reopen(connection: Connection, row: Row[Any], why: str, next_at: datetime, now: datetime) -> None:
    """Its payment came to nothing, and no money moved. What the enrolment has become meanwhile holds for it."""
    back = {"why": why, "next_at": next_at}
    is_back = schedules.change(connection, UUID(row.schedule_id), _TAKEN, ScheduleState.OPEN, **back)
    if is_back and row.enrolment:
        autopay.as_agreed_now(connection, row.bid, row.account_number, now)


def lost_sight(connection: Connection, row: Row[Any], why: str, next_at: datetime) -> None:
    """Nobody knows: the look-ups find out what became of the payment, and it is not charged meanwhile."""
    payments.lose_sight(connection, payment_id_of_schedule(UUID(row.schedule_id)), next_at)
    schedules.put_off(connection, UUID(row.schedule_id), why, next_at)
