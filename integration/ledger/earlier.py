"""What callers hear before a file is shown: the live file, and what some accounts owe by the bills that stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Select, String, and_, bindparam, func, select, true

from integration.ledger.standing import LIVE, is_corrected, live_version
from integration.ledger.tables import bill_files, bills, live_versions


@dataclass(frozen=True, slots=True)
class LiveFile:
    """The biller's newest applied file, and how many accounts have a bill in it."""

    version: int
    file_name: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Before:
    """What an account owes by the bill that stands, and the latest file that has a bill of it."""

    owed_cents: int
    newest_version: int


def live_file(connection: Connection, bid: str) -> LiveFile | None:
    """None before the biller's first file."""
    both = live_versions.join(bill_files, bill_files.c.version == live_versions.c.version)
    named = select(live_versions.c.version, bill_files.c.file_name).select_from(both)
    found = connection.execute(named.where(live_versions.c.bid == bid)).one_or_none()
    if found is None:
        return None
    counted = select(func.count()).select_from(bills).where(bills.c.version == found.version)
    return LiveFile(found.version, found.file_name, connection.execute(counted).scalar_one())


def accounts_of(connection: Connection, version: int, after: int, count: int) -> tuple[Sequence[str], int]:
    """The next accounts of a file in the order of writing, and where to go on; the first come after 0."""
    mine = (bills.c.version == version) & (bills.c.id > after)
    rows = connection.execute(
        select(bills.c.id, bills.c.account_number).where(mine).order_by(bills.c.id).limit(count)
    ).all()
    return [row.account_number for row in rows], rows[-1].id if rows else after


def standing(connection: Connection, bid: str, accounts: Sequence[str]) -> Mapping[str, Before]:
    """Those of these accounts that a bill stands for."""
    question = _one_by_one() if connection.dialect.name == "postgresql" else _together()
    rows = connection.execute(question, {"bid": bid, "accounts": accounts})
    return {account: Before(cents, version) for account, cents, version in rows}


_NEWEST_FIRST = (bills.c.bill_date.desc(), bills.c.version.desc())


@cache
def _together() -> Select[Any]:
    """For SQLite, which goes by the index of accounts whatever it knows of them."""
    account = bills.c.account_number
    place = func.row_number().over(partition_by=account, order_by=_NEWEST_FIRST).label("place")
    newest = func.max(bills.c.version).over(partition_by=account).label("newest_version")
    found = _counting(account.in_(bindparam("accounts", expanding=True)))
    some = found.with_only_columns(account, bills.c.balance_due_cents, newest, place).subquery()
    return select(some.c.account_number, some.c.balance_due_cents, some.c.newest_version).where(some.c.place == 1)


@cache
def _one_by_one() -> Select[Any]:
    """For PostgreSQL, which takes a thousand accounts for all there are until it has counted the bills anew."""
    wanted = (
        func.unnest(bindparam("accounts", type_=ARRAY(String))).table_valued("account", name="wanted").render_derived()
    )
    newest = func.max(bills.c.version).over().label("newest_version")
    found = _counting(bills.c.account_number == wanted.c.account)
    one = found.with_only_columns(bills.c.balance_due_cents, newest).order_by(*_NEWEST_FIRST).limit(1).lateral()
    columns = (wanted.c.account, one.c.balance_due_cents, one.c.newest_version)
    return select(*columns).select_from(wanted).join(one, true())


def _counting(which: ColumnElement[bool]) -> Select[Any]:
    """Those of the biller's bills that count; the newest file of an account always has one."""
    live = live_version(bindparam("bid"))
    applied = and_(bills.c.bid == bindparam("bid"), bills.c.version <= live, bill_files.c.state == LIVE)
    both = bills.join(bill_files, bill_files.c.version == bills.c.version)
    return select(bills.c.version).select_from(both).where(applied, which, ~is_corrected(bills, live))
