"""What is chosen for another day, in the books: on offer with the card, agreed to, called off; and promises."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from integration.ledger import promises, schedules
from integration.model import Pays
from integration.money import Money
from integration.planned import Plan, Promise, ScheduleState, promise_id_of
from integration.site import Site
from ivr.call import Call, Event, Finished, Paid
from ivr.scenes.common import owed_of
from ivr.scenes.later.consent import consent_record, fee_of

WHO, WHY = "payer", "by telephone"
Record = Callable[[Connection], None]


def record(connection: Connection, before: Call, event: Event, after: Call, now: datetime) -> None:
    """In the transaction of a turn: the card that was taken, a promise; an offer that the caller turned away from."""
    if isinstance(event, Paid) and after.turn == "agree_later":
        schedules.offer(connection, plan_of(after, event.token_sealed), now)
    elif before.turn == "agree_later" and after.turn not in ("agree_later", "book_later"):
        schedules.drop(connection, before.schedule_id(), now)
    elif after.turn == "promised" and before.turn != "promised":
        promises.make(connection, promise_of(after), now)


def book(site: Site, call: Call) -> tuple[Finished, Record]:
    """Booked, with the reference number that stands with it since the card was taken."""
    with site.database.read() as connection:
        row = schedules.find_by_id(connection, call.schedule_id())
    if row is None or row.state not in (ScheduleState.OFFERED, ScheduleState.OPEN):
        raise ValueError(
            f"call {call.call_sid} agrees to scheduled payment {call.schedule_id()}, which is not on offer"
        )
    now = site.clock.now()

    def write(connection: Connection) -> None:
        schedules.agree(connection, call.schedule_id(), consent_record(call), call.biller, now)

    return Finished("booked", confirmation=row.reference), write


def cancel(site: Site, call: Call) -> Finished:
    """Cancelled | too_late. What was cancelled before is cancelled."""
    schedule_id, now = UUID(owed_of(call).planned[call.plan].schedule_id), site.clock.now()
    with site.database.write() as connection:
        if schedules.cancel(connection, schedule_id, who=WHO, why=WHY, now=now):
            return Finished("cancelled")
        row = schedules.find_by_id(connection, schedule_id)
    is_cancelled = row is not None and row.state == ScheduleState.CANCELLED
    return Finished("cancelled" if is_cancelled else "too_late")


def plan_of(call: Call, token_sealed: str) -> Plan:
    """What the payer chose in this call."""
    owed = owed_of(call)
    return Plan(
        schedule_id=call.schedule_id(),
        bid=call.biller.bid,
        account_number=owed.account_number,
        invoice_number=owed.invoice_number,
        call_sid=call.call_sid,
        attempt=call.attempt,
        pays=Pays(call.pays),
        amount=Money(call.amount),
        fee=Money(fee_of(call)),
        day=date.fromisoformat(call.day),
        card_ending=call.card_ending,
        token_sealed=token_sealed,
    )


def promise_of(call: Call) -> Promise:
    """What the payer promised in this turn."""
    owed = owed_of(call)
    return Promise(
        promise_id=promise_id_of(call.call_sid, call.number),
        bid=call.biller.bid,
        account_number=owed.account_number,
        call_sid=call.call_sid,
        amount=Money(call.amount),
        day=date.fromisoformat(call.day),
        owed=Money(owed.owed),
    )
