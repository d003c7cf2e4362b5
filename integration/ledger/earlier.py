"""What callers hear before a file is shown: the live file, and what some accounts owe by the bills that stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from integration.ledger.standing import standing_of_some
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
    rows = connection.execute(_standing(), {"bid": bid, "accounts": accounts})
    return {account: Before(cents, version) for account, cents, version in rows}


@cache
def _standing() -> Select[Any]:
    some = bills.c.account_number.in_(bindparam("accounts", expanding=True))
    found = standing_of_some(bindparam("bid"), some)
    return select(found.c.account_number, found.c.balance_due_cents, found.c.newest_version)
