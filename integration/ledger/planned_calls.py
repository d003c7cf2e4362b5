"""Planned calls in SQL: written in chunks, so that no caller waits for a million rows, and counted against the caps.

What a dialler may do with them is told in `tables/campaigns.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select

from integration.calling.question import Attempt
from integration.campaigns.accounts import Account
from integration.campaigns.slots import Candidate, Slot
from integration.ledger.days import bounds
from integration.ledger.tables import campaign_runs, campaigns, planned_calls

CHUNK_CALLS = 2000  # a write transaction of some 25 ms
LOOKS_BACK = timedelta(days=31)  # no cap counts over more
WAITING, SUPPRESSED, HELD_OUT = "waiting", "suppressed", "held_out"
RUNG = ("calling", "done", "unsure")

PlannedRow = dict[str, object]


def rows_of(run_id: int, bid: str, slots: Iterable[Slot], state: str) -> Iterator[PlannedRow]:
    """The plan's calls as rows, each the first attempt."""
    for second, candidate in slots:
        yield _row(run_id, bid, candidate, state, datetime.fromtimestamp(second, UTC))


def held_out_rows(run_id: int, bid: str, held_out: Iterable[Candidate]) -> Iterator[PlannedRow]:
    """Those who are not rung, so that they can be laid beside those who are."""
    return (_row(run_id, bid, candidate, HELD_OUT, None) for candidate in held_out)


def chunks(rows: Iterable[PlannedRow]) -> Iterator[list[PlannedRow]]:
    """So many as one transaction takes."""
    left = iter(rows)
    while chunk := list(islice(left, CHUNK_CALLS)):
        yield chunk


def write(connection: Connection, rows: Sequence[PlannedRow]) -> None:
    """One chunk."""
    connection.execute(insert(planned_calls), rows)


def attempts_of(
    connection: Connection, bid: str, accounts: Sequence[Account], now: datetime
) -> dict[str, tuple[Attempt, ...]]:
    """By account number, calls made or planned for the account or to its number; accounts without any are not in it."""
    if not connection.scalar(
        _counting(bid, now).with_only_columns(planned_calls.c.id, maintain_column_froms=True).limit(1)
    ):
        return {}
    account_numbers = [account.account_number for account in accounts]
    numbers = [account.number.number for account in accounts]
    either = or_(planned_calls.c.account_number.in_(account_numbers), planned_calls.c.number.in_(numbers))
    made = connection.execute(_counting(bid, now).where(either)).all()
    by_account, by_number = _by(made, "account_number"), _by(made, "number")
    found = {
        account.account_number: by_account.get(account.account_number, {}) | by_number.get(account.number.number, {})
        for account in accounts
    }
    return {account_number: tuple(each.values()) for account_number, each in found.items() if each}


def taken(connection: Connection, bid: str, zone: ZoneInfo, days: Iterable[date], now: datetime) -> dict[date, int]:
    """How many calls are made or planned on each of these days of the biller's."""
    counts = {}
    for day in days:
        begins, ends = bounds(day, zone)
        mine = _counting(bid, now).with_only_columns(func.count(), maintain_column_froms=True)
        counts[day] = connection.scalar(mine.where(begins <= _AT, ends > _AT)) or 0
    return counts


_AT = func.coalesce(planned_calls.c.intent_at, planned_calls.c.due_at, type_=planned_calls.c.due_at.type)


def _counting(bid: str, now: datetime) -> Select[Any]:
    """Calls that count against the caps: those made, and those that may still be made."""
    return (
        select(
            planned_calls.c.id,
            planned_calls.c.account_number,
            planned_calls.c.number,
            planned_calls.c.talked,
            _AT.label("at"),
        )
        .join(campaign_runs, campaign_runs.c.id == planned_calls.c.run_id)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .where(planned_calls.c.bid == bid, planned_calls.c.due_at > now - LOOKS_BACK)
        .where(or_(planned_calls.c.state.in_(RUNG), _may_still_be_rung(now)))
    )


def _may_still_be_rung(now: datetime) -> ColumnElement[bool]:
    return and_(
        planned_calls.c.state == WAITING,
        campaign_runs.c.state == "active",
        campaign_runs.c.expires_at > now,
        campaigns.c.state.in_(("active", "paused")),
    )


def _by(rows: Iterable[Row[Any]], column: str) -> dict[str, dict[int, Attempt]]:
    found: dict[str, dict[int, Attempt]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), {})[row.id] = Attempt(row.at, row.talked)
    return found


def _row(run_id: int, bid: str, candidate: Candidate, state: str, due_at: datetime | None) -> PlannedRow:
    _from, _order, account_number, number, language = candidate
    return {
        "run_id": run_id,
        "bid": bid,
        "account_number": account_number,
        "attempt": 1,
        "number": number,
        "language": language,
        "due_at": due_at,
        "state": state,
    }
