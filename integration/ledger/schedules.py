"""Scheduled payments in SQL. Every change is a compare-and-set on the state; whatever ends one erases its token."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, insert, select, update

from integration.billers import Biller
from integration.ledger.tables import audit, payments, schedules
from integration.money import Money
from integration.planned import Plan, ScheduleState, charged_from

REFERENCE_DIGITS = 8  # one less than a confirmation number has: nobody takes it for a payment's
DRAWS_MAX = 100
OFFER_H_MAX = 1  # whoever has not agreed by then has hung up
TAKEN_UP_MIN = 10  # so long nobody else takes up what a worker has in hand
DUE_MAX = 100
IN_FORCE = (ScheduleState.OPEN, ScheduleState.TAKEN)


@dataclass(frozen=True, slots=True)
class Standing:
    """A scheduled payment as its payer hears of it. `total` is with the fee."""

    schedule_id: str
    day: date
    amount: Money
    total: Money
    card_ending: str


def offer(connection: Connection, plan: Plan, now: datetime) -> str:
    """Keep what was chosen, and the card; nothing is agreed to yet. The reference number; a repeat gets the same."""
    known = find_by_id(connection, plan.schedule_id)
    if known is not None:
        return str(known.reference)
    told = asdict(plan)
    amount, fee = told.pop("amount"), told.pop("fee")
    row = {
        **told,
        "schedule_id": str(plan.schedule_id),
        "pays": plan.pays.value,
        "amount_cents": amount["cents"],
        "fee_cents": fee["cents"],
        "state": ScheduleState.OFFERED.value,
        "reference": _free_reference(connection, plan),
        "opened_at": now,
        "next_at": now + timedelta(hours=OFFER_H_MAX),
    }
    connection.execute(insert(schedules).values(**row))
    return str(row["reference"])


def _free_reference(connection: Connection, plan: Plan) -> str:
    for draw in range(DRAWS_MAX):
        number = uuid5(plan.schedule_id, f"reference:{draw}").int % 10**REFERENCE_DIGITS
        reference = f"{number:0{REFERENCE_DIGITS}d}"
        taken = select(schedules.c.schedule_id).where(schedules.c.bid == plan.bid, schedules.c.reference == reference)
        if connection.execute(taken).first() is None:
            return reference
    raise AssertionError(f"no free reference for {plan.schedule_id} in {DRAWS_MAX} draws")


def agree(connection: Connection, schedule_id: UUID, consent: str, biller: Biller, now: datetime) -> bool:
    """Offered -> open, with the words that were agreed to (JSON); False: it was not on offer any more."""
    row = find_by_id(connection, schedule_id)
    if row is None:
        return False
    agreed = {"consent": consent, "agreed_at": now, "next_at": charged_from(biller, row.day)}
    return change(connection, schedule_id, (ScheduleState.OFFERED,), ScheduleState.OPEN, **agreed)


def drop(connection: Connection, schedule_id: UUID, now: datetime) -> bool:
    """What was on offer was not agreed to."""
    return end(connection, schedule_id, (ScheduleState.OFFERED,), ScheduleState.DROPPED, "not agreed to", now)


def cancel(connection: Connection, schedule_id: UUID, *, who: str, why: str, now: datetime) -> bool:
    """Open -> cancelled, with who and why; False: it has ended, or a worker has it in hand."""
    if not end(connection, schedule_id, (ScheduleState.OPEN,), ScheduleState.CANCELLED, why, now):
        return False
    row = find_by_id(connection, schedule_id)
    bid = row.bid if row is not None else ""
    told = {"at": now, "who": who, "what": "scheduled payment cancelled", "bid": bid, "subject": str(schedule_id)}
    connection.execute(insert(audit).values(**told, detail=why))
    return True


def end(
    connection: Connection,
    schedule_id: UUID,
    from_states: Sequence[ScheduleState],
    state: ScheduleState,
    why: str,
    now: datetime,
) -> bool:
    """Its last state: the token goes, and nobody takes it up again."""
    ended = {"token_sealed": "", "next_at": None, "ended_at": now, "why": why}
    return change(connection, schedule_id, from_states, state, **ended)


def put_off(connection: Connection, schedule_id: UUID, why: str, next_at: datetime) -> None:
    """Try again later; `why` is what came in between."""
    mine = schedules.c.schedule_id == str(schedule_id)
    waits = mine & schedules.c.state.in_([state.value for state in IN_FORCE])
    connection.execute(update(schedules).where(waits).values(why=why, next_at=next_at))


def change(
    connection: Connection,
    schedule_id: UUID,
    from_states: Sequence[ScheduleState],
    state: ScheduleState,
    **values: object,
) -> bool:
    """Compare and set: True when this call made the change."""
    mine = schedules.c.schedule_id == str(schedule_id)
    fitting = mine & schedules.c.state.in_([each.value for each in from_states])
    return connection.execute(update(schedules).where(fitting).values(state=state.value, **values)).rowcount == 1


def due(connection: Connection, now: datetime) -> Sequence[str]:
    """Those to be taken up now, the longest waiting first; offers that nobody took up are among them."""
    waiting = [state.value for state in (*IN_FORCE, ScheduleState.OFFERED)]
    found = select(schedules.c.schedule_id).where(schedules.c.state.in_(waiting), schedules.c.next_at <= now)
    return connection.scalars(found.order_by(schedules.c.next_at).limit(DUE_MAX)).all()


def take_up(connection: Connection, schedule_id: UUID, now: datetime) -> Row[Any] | None:
    """Lend it to one worker for TAKEN_UP_MIN, with its payment's state and amount; None: it is another's now."""
    waiting = [state.value for state in (*IN_FORCE, ScheduleState.OFFERED)]
    mine = (schedules.c.schedule_id == str(schedule_id)) & schedules.c.state.in_(waiting)
    lent = {"next_at": now + timedelta(minutes=TAKEN_UP_MIN), "tries": schedules.c.tries + 1}
    if connection.execute(update(schedules).where(mine, schedules.c.next_at <= now).values(lent)).rowcount != 1:
        return None
    found = _with_payment().where(schedules.c.schedule_id == str(schedule_id))
    return connection.execute(found).one()


def _with_payment() -> Any:
    beside = (
        payments.c.state.label("payment_state"),
        payments.c.amount_cents.label("payment_cents"),
        payments.c.decline_code,
        payments.c.confirmation,
    )
    return select(schedules, *beside).select_from(schedules.outerjoin(payments))


def find_by_id(connection: Connection, schedule_id: UUID) -> Row[Any] | None:
    """The row, if there is one."""
    return connection.execute(select(schedules).where(schedules.c.schedule_id == str(schedule_id))).first()


def named(connection: Connection, name: str, bid: str | None = None) -> Sequence[Row[Any]]:
    """By reference number or id, with its payment; two billers may have given the same reference."""
    found = _with_payment().where((schedules.c.reference == name) | (schedules.c.schedule_id == name))
    rows: Sequence[Row[Any]] = connection.execute(found.where(schedules.c.bid == bid) if bid else found).all()
    return rows


def search(
    connection: Connection, *, bid: str | None, state: str | None, account: str | None, limit: int
) -> Sequence[Row[Any]]:
    """The next to be charged first, with their payments; `account` is a number or the end of one."""
    found = _with_payment().order_by(schedules.c.day, schedules.c.opened_at).limit(limit)
    for column, wanted in ((schedules.c.bid, bid), (schedules.c.state, state)):
        found = found.where(column == wanted) if wanted else found
    found = found.where(schedules.c.account_number.endswith(account, autoescape=True)) if account else found
    rows: Sequence[Row[Any]] = connection.execute(found).all()
    return rows


def standing(connection: Connection, bid: str, account_number: str) -> tuple[Standing, ...]:
    """Those of an account that are still to be charged or are being charged, the next one first."""
    mine = (schedules.c.bid == bid) & (schedules.c.account_number == account_number)
    in_force = mine & schedules.c.state.in_([state.value for state in IN_FORCE])
    rows = connection.execute(select(schedules).where(in_force).order_by(schedules.c.day, schedules.c.opened_at))
    return tuple(
        Standing(
            row.schedule_id,
            row.day,
            Money(row.amount_cents),
            Money(row.amount_cents + row.fee_cents),
            row.card_ending,
        )
        for row in rows
    )
