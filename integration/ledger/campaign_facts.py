"""What the ledger knows of a biller's accounts besides their bills, for campaigns: read once, it stays small.

Payments and returns of the last weeks, last calls, marks: what grows with payers who act, not with the accounts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, false, func, select

from integration.billers import Biller
from integration.campaigns.attempts import Result
from integration.campaigns.audience import LOOKS_BACK_DAYS_MAX
from integration.clock import today_at
from integration.ledger import promises
from integration.ledger.account_marks import Mark, standing
from integration.ledger.lives import went_back, with_posting
from integration.ledger.tables import bill_files, calls, payments, planned_calls, return_files, returns
from integration.model import PaymentState
from integration.nacha.matching import TAKES_BACK

PAYMENTS_DAYS_MAX = 92  # a balance that is older than that is no reason to call
CONTACTS_DAYS_MAX = 365
DECEASED = ("R14", "R15")

Paid = tuple[datetime, int]  # captured at, cents


@dataclass(frozen=True, slots=True)
class Facts:
    """By account number. `paid` has the oldest payment first."""

    disputed: frozenset[str]
    arranged: frozenset[str]  # by a mark of the staff, or by a promise that still runs
    paid: Mapping[str, list[Paid]]
    returned_on: Mapping[str, date]
    deceased: frozenset[str]
    contacted_on: Mapping[str, date]
    wrong_numbers: frozenset[tuple[str, str]]  # account and E.164: whoever was rung there has no such account
    live_as_of: Mapping[int, datetime]  # by version of a bill file: when its balances were true


def facts(connection: Connection, biller: Biller, now: datetime) -> Facts:
    """As they stand now; days are the biller's own."""
    today = today_at(biller.zone, now)
    return replace(
        facts_of_the_law(connection, biller, now),
        returned_on=_returned_on(connection, biller.bid, today - timedelta(days=LOOKS_BACK_DAYS_MAX)),
        contacted_on=_contacted_on(connection, biller, now - timedelta(days=CONTACTS_DAYS_MAX)),
    )


def facts_of_the_law(connection: Connection, biller: Biller, now: datetime) -> Facts:
    """Without what only a campaign's audience looks at: asked again and again while calls are made."""
    today = today_at(biller.zone, now)
    marked = standing(connection, biller.bid, today)
    return Facts(
        disputed=marked[Mark.DISPUTE],
        arranged=marked[Mark.ARRANGEMENT] | promises.running(connection, biller.bid, today),
        live_as_of=_live_as_of(connection, biller.bid),
        wrong_numbers=_wrong_numbers(connection, biller.bid),
        paid=_paid(connection, biller.bid, now - timedelta(days=PAYMENTS_DAYS_MAX)),
        returned_on={},
        deceased=_deceased(connection, biller.bid),
        contacted_on={},
    )


def _live_as_of(connection: Connection, bid: str) -> dict[int, datetime]:
    mine = (bill_files.c.bid == bid) & (bill_files.c.state == "live")
    return dict(connection.execute(select(bill_files.c.version, bill_files.c.as_of).where(mine)).all())


def _paid(connection: Connection, bid: str, since: datetime) -> dict[str, list[Paid]]:
    """Captured, and not given back or sent back since."""
    mine = (payments.c.bid == bid) & (payments.c.state == PaymentState.CAPTURED.value)
    kept = func.coalesce(went_back(), false()).is_(False)
    query = with_posting().with_only_columns(
        payments.c.account_number, payments.c.captured_at, payments.c.amount_cents, maintain_column_froms=True
    )
    query = query.where(mine, payments.c.captured_at > since, kept).order_by(payments.c.captured_at)
    paid: defaultdict[str, list[Paid]] = defaultdict(list)
    for account_number, captured_at, cents in connection.execute(query):
        paid[account_number].append((captured_at, cents))
    return dict(paid)


def _returned_on(connection: Connection, bid: str, since: date) -> dict[str, date]:
    decided = returns.c.decision.in_([verdict.value for verdict in TAKES_BACK])
    query = (
        select(payments.c.account_number, func.max(return_files.c.created_on))
        .select_from(returns)
        .join(payments, payments.c.payment_id == returns.c.payment_id)
        .join(return_files, return_files.c.id == returns.c.file_id)
        .where(returns.c.bid == bid, return_files.c.created_on >= since, decided)
        .group_by(payments.c.account_number)
    )
    return dict(connection.execute(query).all())


def _deceased(connection: Connection, bid: str) -> frozenset[str]:
    """Rules.md 1.3: R14 and R15 stop all calls."""
    query = (
        select(payments.c.account_number)
        .join(returns, payments.c.payment_id == returns.c.payment_id)
        .where(returns.c.bid == bid, returns.c.code.in_(DECEASED))
    )
    return frozenset(connection.scalars(query))


def _wrong_numbers(connection: Connection, bid: str) -> frozenset[tuple[str, str]]:
    """Told in a call that we started; the same number may be right for another account."""
    wrong = (planned_calls.c.bid == bid) & (planned_calls.c.result == Result.WRONG_NUMBER.value)
    query = select(planned_calls.c.account_number, planned_calls.c.number).where(wrong)
    return frozenset((row.account_number, row.number) for row in connection.execute(query))


def _contacted_on(connection: Connection, biller: Biller, since: datetime) -> dict[str, date]:
    mine = (calls.c.bid == biller.bid) & (calls.c.account_number != "") & (calls.c.started_at > since)
    query = select(calls.c.account_number, func.max(calls.c.started_at)).where(mine).group_by(calls.c.account_number)
    return {account_number: today_at(biller.zone, at) for account_number, at in connection.execute(query)}
