"""What the ledger tells of payments that came back: the list, what a rate is made of, what may be presented again."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from integration.clock import today_at
from integration.ledger.days import bounds
from integration.ledger.tables import payments, return_files, returns
from integration.model import PaymentState, Way
from integration.money import Money
from integration.nacha.matching import CORRECTIONS, TAKES_BACK, Verdict
from integration.nacha.reasons import REASONS
from integration.nacha.retry import Answer, may_retry


@dataclass(frozen=True, slots=True)
class Kept:
    """A decided item as it stands in the ledger, with its file. `payment_id` is '' where no payment has its number."""

    bid: str
    file: str
    received_at: datetime
    line: int
    code: str
    amount: Money
    confirmation: str
    payment_id: str
    trace: str
    original_trace: str
    decision: Verdict
    why: str

    def as_json(self) -> dict[str, Any]:
        """One element of `ivr returns list --json`."""
        told = asdict(self) | {"amount_cents": self.amount.cents, "received_at": self.received_at.isoformat()}
        del told["amount"]
        return told


def newest(connection: Connection, bid: str, decision: Verdict | None, limit: int) -> list[Kept]:
    """The biller's items, the newest file first, each file in its own order; of one verdict, where it is given."""
    mine = returns.c.bid == bid
    if decision is not None:
        mine &= returns.c.decision == decision.value
    both = select(returns, return_files.c.file_name, return_files.c.received_at).join(return_files)
    ordered = both.where(mine).order_by(returns.c.file_id.desc(), returns.c.line)
    return [_kept(row) for row in connection.execute(ordered.limit(limit))]


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        bid=row.bid,
        file=row.file_name,
        received_at=row.received_at,
        line=row.line,
        code=row.code,
        amount=Money(row.amount_cents),
        confirmation=row.individual_id,
        payment_id=row.payment_id or "",
        trace=row.trace,
        original_trace=row.original_trace,
        decision=Verdict(row.decision),
        why=row.why,
    )


@dataclass(frozen=True, slots=True)
class CameBack:
    """A payment that its payer's bank sent back for want of funds, by its last return.

    `presented_again` counts the presentments after the first: every one that came back did so with a trace of its own.
    """

    confirmation: str
    account_number: str
    code: str
    amount: Money
    returned_on: date
    captured_at: datetime
    presented_again: int

    def may_retry(self, zone: ZoneInfo, today: date) -> Answer:
        """Counted from the capture: the settlement came later, so the 180 days end no later than the rule's."""
        settled_on = today_at(zone, self.captured_at)
        return may_retry(self.code, presented_again=self.presented_again, settled_on=settled_on, today=today)


def for_want_of_funds(connection: Connection, bid: str) -> list[CameBack]:
    """The biller's payments whose return took them back with a code that may be presented again, the newest first."""
    codes = [code for code, reason in REASONS.items() if reason.may_present_again]
    ours = and_(returns.c.bid == bid, returns.c.code.in_(codes), returns.c.decision.in_(_values(*TAKES_BACK)))
    columns = (returns.c.code, returns.c.amount_cents, return_files.c.created_on)
    payer = (payments.c.confirmation, payments.c.account_number, payments.c.captured_at, payments.c.payment_id)
    both = select(*columns, *payer, _traces().label("traces")).select_from(returns.join(return_files).join(payments))
    rows = connection.execute(both.where(ours).order_by(returns.c.id.desc()))
    return [
        CameBack(
            row.confirmation,
            row.account_number,
            row.code,
            Money(row.amount_cents),
            row.created_on,
            row.captured_at,
            row.traces - 1,
        )
        for row in rows
    ]


def _traces() -> ColumnElement[int]:
    """How many entries of the payment came back, whichever of them took it back."""
    again = returns.alias()
    came_back = again.c.decision.in_(_values(*TAKES_BACK, Verdict.ALREADY_RETURNED))
    count = select(func.count(again.c.original_trace.distinct()))
    return count.where(again.c.payment_id == payments.c.payment_id, came_back).scalar_subquery()


def bank_debits(connection: Connection, bid: str, first: date, last: date, zone: ZoneInfo) -> list[date]:
    """The biller's own day of each payment that was taken from a bank account in these days."""
    begins, ends = bounds(first, zone)[0], bounds(last, zone)[1]
    at = payments.c.captured_at
    taken = and_(
        payments.c.bid == bid, payments.c.method == Way.BANK.value, payments.c.state == PaymentState.CAPTURED.value
    )
    rows = connection.scalars(select(at).where(taken, at >= begins, at < ends))
    return [today_at(zone, captured_at) for captured_at in rows]


def bank_returns(connection: Connection, bid: str, first: date, last: date) -> list[tuple[date, str]]:
    """The bank's day and the R-code of each return of a payment of ours; one that was told twice is there once."""
    ours = and_(
        returns.c.bid == bid, returns.c.payment_id.is_not(None), returns.c.decision.not_in(_values(*_UNCOUNTED))
    )
    query = select(return_files.c.created_on, returns.c.code).join_from(returns, return_files)
    rows = connection.execute(query.where(ours, return_files.c.created_on.between(first, last)))
    return [(row.created_on, row.code) for row in rows]


_UNCOUNTED = (Verdict.ALREADY_RETURNED, *CORRECTIONS)


def _values(*verdicts: Verdict) -> list[str]:
    return [verdict.value for verdict in verdicts]
