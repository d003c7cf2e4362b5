"""Automatic payments: which bills of enrolled accounts are to be charged, and how each becomes a scheduled payment.

From there on it is charged as any scheduled payment is. An enrolment that ends takes with it what nobody has begun to
charge; one that gets another card gives that card to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from integration.changes import Change
from integration.ledger import schedules
from integration.ledger.standing import is_corrected, is_followed, live_version
from integration.ledger.tables import bill_files, bills, enrolments
from integration.ledger.tables import schedules as schedules_table
from integration.model import Bill, Pays
from integration.money import ZERO
from integration.planned import Plan, ScheduleState, schedule_id_of_bill

LEFT = "the account left automatic payments"
FIRST_ATTEMPT = 1
_AUTOPAY = enrolments.c.kind == Change.AUTOPAY.value
_IS_CHARGED = enrolments.c.active & (enrolments.c.token_sealed != "")  # an older version keeps no token


@dataclass(frozen=True, slots=True)
class Days:
    """Bills whose own day of collection is not after `today`, and bills due until `last_due`."""

    today: date
    last_due: date


def enrolled(connection: Connection, bid: str, days: Days) -> Sequence[Row[Any]]:
    """The enrolments with a card whose account has a bill to look at; whether it is to be charged is asked of each.

    However old that is: a bill that nobody has looked at on its day must not be forgotten. One that is planned already,
    or that has been corrected or followed by a newer one, is none.
    """
    near = or_(bills.c.autopay_date <= days.today, bills.c.due_date <= days.last_due)
    of_account = (bills.c.bid == enrolments.c.bid) & (bills.c.account_number == enrolments.c.account_number)
    live = live_version(bid)
    stands = ~is_corrected(bills, live) & ~is_followed(bills, live)
    waits = near & (bills.c.balance_due_cents > 0) & ~_is_planned() & stands
    has_bill = select(bills.c.version).where(of_account, waits).exists()
    mine = (enrolments.c.bid == bid) & _AUTOPAY & _IS_CHARGED & (enrolments.c.effective <= days.today)
    found = select(enrolments).where(mine, has_bill).order_by(enrolments.c.account_number)
    rows: Sequence[Row[Any]] = connection.execute(found).all()
    return rows


def _is_planned() -> Any:
    names = ("bid", "account_number", "invoice_number")
    of_bill = [schedules_table.c[name] == bills.c[name] for name in names]
    automatic = schedules_table.c.enrolment != ""
    return select(schedules_table.c.schedule_id).where(*of_bill, automatic).exists()


def is_covered(connection: Connection, enrolment: Row[Any], invoice_number: str) -> bool:
    """Whether the bill came after the account enrolled: it was agreed that the next bill is the first.

    A card that took another's place goes on where that one was.
    """
    since = _enrolled_since(connection, enrolment)
    numbered = (bills.c.account_number == enrolment.account_number) & (bills.c.invoice_number == invoice_number)
    both = bills.join(bill_files, bill_files.c.version == bills.c.version)
    mine = numbered & (bills.c.bid == enrolment.bid) & (bill_files.c.state == "live")
    came = connection.scalar(select(func.min(bill_files.c.loaded_at)).select_from(both).where(mine))
    return came is not None and since < came


def _enrolled_since(connection: Connection, enrolment: Row[Any]) -> datetime:
    """When the unbroken run of versions began of which this one is the last."""
    of_account = (enrolments.c.bid == enrolment.bid) & (enrolments.c.account_number == enrolment.account_number)
    mine = of_account & _AUTOPAY
    left = select(func.coalesce(func.max(enrolments.c.version), 0)).where(mine, enrolments.c.active.is_(False))
    began = select(func.min(enrolments.c.at)).where(mine, enrolments.c.version > left.scalar_subquery())
    at: datetime = connection.execute(began).scalar_one()
    return at


def plan(connection: Connection, enrolment: Row[Any], bill: Bill, day: date, now: datetime) -> bool:
    """Have the bill charged on `day`, once for ever; False: it is planned already, nothing is due, or the payer left.

    Locks the enrolment, so that whoever leaves meanwhile finds the payment and calls it off.
    """
    if bill.balance_due <= ZERO or not _still_stands(connection, enrolment):
        return False
    planned = _plan_of(connection, enrolment, bill, day)
    if schedules.find_by_id(connection, planned.schedule_id) is not None:
        return False
    schedules.offer(connection, planned, now)
    agreed = {"consent": enrolment.consent, "agreed_at": enrolment.at, "enrolment": enrolment.reference}
    offered, opened = (ScheduleState.OFFERED,), ScheduleState.OPEN
    return schedules.change(connection, planned.schedule_id, offered, opened, next_at=now, **agreed)


def _still_stands(connection: Connection, enrolment: Row[Any]) -> bool:
    mine = (enrolments.c.id == enrolment.id) & _IS_CHARGED
    return connection.execute(select(enrolments.c.id).where(mine).with_for_update()).first() is not None


def _plan_of(connection: Connection, enrolment: Row[Any], bill: Bill, day: date) -> Plan:
    under = select(func.max(schedules_table.c.attempt)).where(schedules_table.c.call_sid == enrolment.reference)
    return Plan(
        schedule_id=schedule_id_of_bill(bill.bid, bill.account_number, bill.invoice_number),
        bid=bill.bid,
        account_number=bill.account_number,
        invoice_number=bill.invoice_number,
        call_sid=enrolment.reference,
        attempt=(connection.scalar(under) or 0) + FIRST_ATTEMPT,
        pays=Pays.ALL,
        amount=bill.balance_due,
        fee=ZERO,  # none was agreed to
        day=day,
        card_ending=enrolment.card_ending,
        token_sealed=enrolment.token_sealed,
    )


def leave(connection: Connection, bid: str, account_number: str, now: datetime) -> None:
    """What is planned and not begun is called off, and its card is not kept."""
    ended = {"state": ScheduleState.CANCELLED.value, "token_sealed": "", "next_at": None, "ended_at": now, "why": LEFT}
    connection.execute(update(schedules_table).where(_open(bid, account_number)).values(ended))


def charge_instead(connection: Connection, bid: str, account_number: str, token_sealed: str, ending: str) -> None:
    """What is planned and not begun is charged to this card."""
    card = {"token_sealed": token_sealed, "card_ending": ending}
    connection.execute(update(schedules_table).where(_open(bid, account_number)).values(card))


def as_agreed_now(connection: Connection, bid: str, account_number: str, now: datetime) -> None:
    """What was begun and came to nothing is planned again: who left meanwhile is obeyed, and so is a new card.

    Waits for whoever changes the enrolment just now, and keeps others out until the transaction ends.
    """
    mine = (enrolments.c.bid == bid) & (enrolments.c.account_number == account_number) & _AUTOPAY
    connection.execute(select(enrolments.c.id).where(mine).with_for_update()).all()
    newest = select(enrolments).where(mine).order_by(enrolments.c.version.desc()).limit(1)
    row = connection.execute(newest).one()
    if row.active and row.token_sealed:
        charge_instead(connection, bid, account_number, row.token_sealed, row.card_ending)
    else:
        leave(connection, bid, account_number, now)


def _open(bid: str, account_number: str) -> Any:
    mine = (schedules_table.c.bid == bid) & (schedules_table.c.account_number == account_number)
    return mine & (schedules_table.c.enrolment != "") & (schedules_table.c.state == ScheduleState.OPEN.value)
