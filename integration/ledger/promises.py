"""Promises to pay in SQL: one open promise an account, judged once on the day after."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from integration.ledger.tables import promises
from integration.ledger.upsert import insert_once
from integration.planned import Promise, PromiseState

DUE_MAX = 100


def make(connection: Connection, promise: Promise, now: datetime) -> None:
    """Note a promise, once; an open one of the same account gives way to it."""
    row = {
        "promise_id": str(promise.promise_id),
        "bid": promise.bid,
        "account_number": promise.account_number,
        "call_sid": promise.call_sid,
        "amount_cents": promise.amount.cents,
        "day": promise.day,
        "owed_cents": promise.owed.cents,
        "state": PromiseState.OPEN.value,
        "why": "",
        "made_at": now,
        "judged_at": None,
    }
    if not insert_once(connection, promises, row, key=["promise_id"]):
        return
    others = _open_of(promise.bid, promise.account_number) & (promises.c.promise_id != str(promise.promise_id))
    replaced = {"state": PromiseState.REPLACED.value, "judged_at": now, "why": "a newer promise was made"}
    connection.execute(update(promises).where(others).values(replaced))


def promised(connection: Connection, bid: str, account_number: str, today: date) -> date | None:
    """The day by which this account is to pay by its own word; None where there is no promise that still runs.

    Reminders ask this: until that day is over nobody is reminded of what he has promised to pay.
    """
    asked = {"of_bid": bid, "of_account": account_number, "today": today}
    day: date | None = connection.scalar(_promised(), asked)
    return day


@cache  # asked before each reminder; making it takes longer than running it
def _promised() -> Select[Any]:
    mine = (promises.c.bid == bindparam("of_bid")) & (promises.c.account_number == bindparam("of_account"))
    runs = (promises.c.state == PromiseState.OPEN.value) & (promises.c.day >= bindparam("today"))
    return select(promises.c.day).where(mine, runs).order_by(promises.c.day.desc()).limit(1)


def running(connection: Connection, bid: str, today: date) -> frozenset[str]:
    """The accounts of a biller with a promise that still runs: as `promised`, asked once for all of them."""
    mine = (promises.c.bid == bid) & (promises.c.state == PromiseState.OPEN.value) & (promises.c.day >= today)
    return frozenset(connection.scalars(select(promises.c.account_number).where(mine)))


def over(connection: Connection, bid: str, today: date) -> Sequence[Row[Any]]:
    """Open promises of a biller whose last day has passed, the oldest first."""
    mine = (promises.c.bid == bid) & (promises.c.state == PromiseState.OPEN.value) & (promises.c.day < today)
    return connection.execute(select(promises).where(mine).order_by(promises.c.day).limit(DUE_MAX)).all()


def judge(connection: Connection, promise_id: str, state: PromiseState, why: str, now: datetime) -> bool:
    """Kept or broken, and by what that is known; False: it was judged before."""
    mine = (promises.c.promise_id == promise_id) & (promises.c.state == PromiseState.OPEN.value)
    judged = {"state": state.value, "why": why, "judged_at": now}
    return connection.execute(update(promises).where(mine).values(judged)).rowcount == 1


def search(
    connection: Connection, *, bid: str | None, state: str | None, account: str | None, limit: int
) -> Sequence[Row[Any]]:
    """The next to be judged first; `account` is a number or the end of one."""
    found = select(promises).order_by(promises.c.day, promises.c.made_at).limit(limit)
    for column, wanted in ((promises.c.bid, bid), (promises.c.state, state)):
        found = found.where(column == wanted) if wanted else found
    found = found.where(promises.c.account_number.endswith(account, autoescape=True)) if account else found
    return connection.execute(found).all()


def _open_of(bid: str, account_number: str) -> Any:
    mine = (promises.c.bid == bid) & (promises.c.account_number == account_number)
    return mine & (promises.c.state == PromiseState.OPEN.value)
