"""Our other payments on the accounts of a call, each as it stood when the call came, or later in it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from integration.ledger.bills import find_bill
from integration.ledger.tables import outbox, outbox_events, payments
from integration.model import PaymentState, PostingState
from integration.money import Money
from integration.owing import LAG_HOURS_MAX
from integration.site import Site
from ivr.replay.export_recorded import Recorded


@dataclass(frozen=True, slots=True)
class Earlier:
    """One payment as it stood then. `posting` is '' unless it was captured; `keyed` is the caller's number."""

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
    for row in rows_of(connection, call, number, payments.c.opened_at < call.started_at):
        each = as_it_stood(connection, row, keyed, call.started_at)
        if each is not None and (each.posting != PostingState.POSTED or each.at > since):
            yield each


def rows_of(connection: Connection, call: Recorded, account: str, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Our payments on an account with their postings, the first one first."""
    posting = (outbox.c.payment_id == payments.c.payment_id) & (outbox.c.op == "payment")
    query = select(payments, outbox.c.id.label("outbox_id")).select_from(payments.outerjoin(outbox, posting))
    mine = query.where(payments.c.bid == call.biller.bid, payments.c.account_number == account, which)
    return connection.execute(mine.order_by(payments.c.opened_at)).all()


def as_it_stood(connection: Connection, row: Row[Any], keyed: str, then: datetime) -> Earlier | None:
    """One of them as it was `then`; None for what bore on nothing."""
    state = _state(row, then)
    if state is None:
        return None
    is_captured = state is PaymentState.CAPTURED
    posting = _posting(connection, row, then) if is_captured else ""
    at = row.captured_at if is_captured else row.opened_at
    return Earlier(keyed, row.account_number, Money(row.amount_cents), row.method, state, at, posting)


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
