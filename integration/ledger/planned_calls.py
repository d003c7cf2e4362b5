"""Planned calls in SQL: written in chunks, so that no caller waits for a million rows, and counted against the caps.

What a dialler may do with them is told in `tables/campaigns.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, insert, or_, select

from integration.calling.question import Attempt
from integration.campaigns.accounts import Account
from integration.campaigns.attempts import Result
from integration.campaigns.slots import Candidate, Slot
from integration.ledger.days import bounds
from integration.ledger.stopped import as_it_stands, why_as_it_stands
from integration.ledger.tables import campaign_runs, campaigns, planned_calls
from integration.ledger.tables.base import Instant

CHUNK_CALLS = 2000  # a write transaction of some 25 ms
FEW_ACCOUNTS = 20  # so many are asked about without looking first whether there is anything at all
LOOKS_BACK = timedelta(days=31)  # no cap counts over more
WAITING, SUPPRESSED, HELD_OUT = "waiting", "suppressed", "held_out"
RUNG = ("calling", "done", "unsure")

OUTCOME = ("day", "account_number", "number", "language", "attempt", "state", "result", "why", "due_at", "intent_at",
           "ended_at", "call_sid")  # fmt: skip

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
    connection: Connection, bid: str, accounts: Sequence[Account], now: datetime, *, but: int = 0
) -> dict[str, tuple[Attempt, ...]]:
    """By account number, calls made or planned for the account or to its number; accounts without any are not in it.

    `but` is the planned call that asks about itself.
    """
    counted = {"of_bid": bid, "at_now": now, "since": now - LOOKS_BACK}
    if len(accounts) > FEW_ACCOUNTS and not connection.scalar(_any(), counted):
        return {}
    theirs = {
        "account_numbers": [account.account_number for account in accounts],
        "numbers": [account.number.number for account in accounts],
        "but": but,
    }
    made = connection.execute(_of_accounts(), counted | theirs).all()
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
        asked = {"of_bid": bid, "at_now": now, "since": now - LOOKS_BACK, "begins": begins, "ends": ends}
        counts[day] = connection.scalar(_on_a_day(), asked) or 0
    return counts


def outcomes(connection: Connection, campaign_id: int) -> Iterator[Row[Any]]:
    """What became of each attempt of a campaign, those that were not made too, in the order of the plan: OUTCOME.

    A dry run has none.
    """
    told = (campaign_runs.c.campaign_id == campaign_id) & campaign_runs.c.is_dry.is_(False)
    state, why = planned_calls.c.state, planned_calls.c.why
    now = {"state": as_it_stands(state).label("state"), "why": why_as_it_stands(state, why).label("why")}
    query = select(campaign_runs.c.day, *(now.get(name, planned_calls.c[name]) for name in OUTCOME[1:]))
    query = query.join(campaign_runs, campaign_runs.c.id == planned_calls.c.run_id)
    query = query.join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id).where(told)
    yield from connection.execute(query.order_by(planned_calls.c.id).execution_options(yield_per=CHUNK_CALLS))


def wrong_for(connection: Connection, bid: str, number: str) -> tuple[str, ...]:
    """The accounts of which somebody at this number (E.164) said, when he was called, that it is not theirs."""
    wrong = (planned_calls.c.bid == bid) & (planned_calls.c.result == Result.WRONG_NUMBER.value)
    query = select(planned_calls.c.account_number).distinct().where(wrong, planned_calls.c.number == number)
    return tuple(connection.scalars(query.order_by(planned_calls.c.account_number)))


_AT = func.coalesce(planned_calls.c.intent_at, planned_calls.c.due_at, type_=planned_calls.c.due_at.type)


# Making each of these takes longer than running it.


@cache
def _of_accounts() -> Select[Any]:
    either = or_(
        planned_calls.c.account_number.in_(bindparam("account_numbers", expanding=True)),
        planned_calls.c.number.in_(bindparam("numbers", expanding=True)),
    )
    return _counting().where(either, planned_calls.c.id != bindparam("but"))


@cache
def _any() -> Select[Any]:
    return _counting().with_only_columns(planned_calls.c.id, maintain_column_froms=True).limit(1)


@cache
def _on_a_day() -> Select[Any]:
    mine = _counting().with_only_columns(func.count(), maintain_column_froms=True)
    return mine.where(bindparam("begins", type_=Instant()) <= _AT, bindparam("ends", type_=Instant()) > _AT)


@cache
def _counting() -> Select[Any]:
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
        .where(planned_calls.c.bid == bindparam("of_bid"), planned_calls.c.due_at > bindparam("since"))
        .where(or_(planned_calls.c.state.in_(RUNG), _may_still_be_rung()))
    )


def _may_still_be_rung() -> ColumnElement[bool]:
    return and_(
        planned_calls.c.state == WAITING,
        campaign_runs.c.state == "active",
        campaign_runs.c.expires_at > bindparam("at_now"),
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
