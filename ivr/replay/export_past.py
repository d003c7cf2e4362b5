"""Our earlier payments on the accounts of a call, each as it stood when the call came."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from integration.ledger.bills import find_bill
from integration.ledger.tables import outbox, outbox_events, payments
from integration.model import PaymentState, PostingState
from integration.money import Money
from integration.owing import LAG_HOURS_MAX
from integration.site import Site
from ivr.replay.export_recorded import Recorded


@dataclass(frozen=True, slots=True)
class Earlier:
    """One payment at the time of the call. `posting` is '' unless it was captured; `keyed` is the caller's number."""

    keyed: str
    account: str
    amount: Money
    way: str
    state: PaymentState
    at: datetime
    posting: str


def earlier_payments(site: Site, call: Recorded, keyed: Collection[str], since: datetime) -> list[Earlier]:
    """Those that may have borne on what was told: all that were not safely posted, and those since `since`."""
    with site.database.read() as connection:
        return [each for number in keyed for each in _of_account(connection, call, number, since)]


def lately(call: Recorded) -> datetime:
    """How far back a posting may still be missing in a live balance."""
    return call.started_at - timedelta(hours=LAG_HOURS_MAX)


def account_of(connection: Connection, call: Recorded, keyed: str) -> str:
    """The account number under what was keyed: the same, unless this biller's payers key another one."""
    found = find_bill(connection, call.biller.bid, call.biller.account.keyed, keyed)
    return found.bill.account_number if found else keyed


def _of_account(connection: Connection, call: Recorded, keyed: str, since: datetime) -> Iterator[Earlier]:
    number = account_of(connection, call, keyed)
    posting = (outbox.c.payment_id == payments.c.payment_id) & (outbox.c.op == "payment")
    query = select(payments, outbox.c.id.label("outbox_id")).select_from(payments.outerjoin(outbox, posting))
    before = query.where(
        payments.c.bid == call.biller.bid,
        payments.c.account_number == number,
        payments.c.opened_at < call.started_at,
    )
    for row in connection.execute(before.order_by(payments.c.opened_at)):
        state = _state(row, call.started_at)
        posted = _posting(connection, row, call.started_at) if state is PaymentState.CAPTURED else ""
        at = row.captured_at if state is PaymentState.CAPTURED else row.opened_at
        if state is not None and (posted != PostingState.POSTED or at > since):
            yield Earlier(keyed, number, Money(row.amount_cents), row.method, state, at, posted)


def _state(row: Row[Any], now: datetime) -> PaymentState | None:
    """What the payment was then; None for what bears on nothing: declined, abandoned, only begun."""
    if row.captured_at is not None and row.captured_at <= now:
        return PaymentState.CAPTURED
    if row.state in {PaymentState.DECLINED, PaymentState.ABANDONED} and row.settled_at and row.settled_at <= now:
        return None
    return PaymentState.UNKNOWN if row.charging_at is not None and row.charging_at <= now else None


def _posting(connection: Connection, row: Row[Any], now: datetime) -> str:
    events = select(outbox_events.c.to_state).where(
        outbox_events.c.outbox_id == row.outbox_id, outbox_events.c.at <= now
    )
    last = connection.scalar(events.order_by(outbox_events.c.id.desc()).limit(1))
    return str(last or PostingState.READY)
