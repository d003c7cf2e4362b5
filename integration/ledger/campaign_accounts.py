"""Every account of a biller as campaigns look at it: one pass over the bills that stand, with what else is known.

The bills stream in account order. Registers that grow with the accounts are asked a chunk at a time, so a million
accounts need no more memory than a thousand.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, select

from integration.billers import Biller
from integration.calling.numbers import NumberFacts, facts_of
from integration.calling.places import place_of
from integration.calling.question import DoNotCall
from integration.campaigns.accounts import Account
from integration.clock import today_at
from integration.ledger import number_facts as numbers
from integration.ledger.account_marks import Mark
from integration.ledger.campaign_facts import Facts, facts
from integration.ledger.planned_calls import attempts_of
from integration.ledger.register import NOTHING, registered
from integration.ledger.tables import accounts, bill_files, bills, live_versions, number_facts

CHUNK_ACCOUNTS = 2000
LANGUAGE_CHARS = 2

_place_of = lru_cache(1024)(place_of)


def stream(connection: Connection, biller: Biller, now: datetime) -> Iterator[Account]:
    """In account order, each account once: balance forward."""
    known = facts(connection, biller, now)
    rows = iter(connection.execution_options(yield_per=CHUNK_ACCOUNTS).execute(standing_bills(biller.bid)))
    while chunk := list(islice(rows, CHUNK_ACCOUNTS)):
        yield from _with_registers(connection, biller, [_account(row, biller, known) for row in chunk], now)


def of_accounts(connection: Connection, biller: Biller, account_numbers: Sequence[str], now: datetime) -> list[Account]:
    """Some of them, in account order."""
    query = standing_bills(biller.bid).where(bills.c.account_number.in_(account_numbers))
    known = facts(connection, biller, now)
    found = [_account(row, biller, known) for row in connection.execute(query)]
    return list(_with_registers(connection, biller, found, now))


def newest_version(connection: Connection, bid: str) -> int | None:
    """Of the biller's live bill files; None before the first."""
    return connection.scalar(select(live_versions.c.version).where(live_versions.c.bid == bid))


def standing_bills(bid: str) -> Select[Any]:
    """The newest bill of each account among the live files, as `bills.find_bill` has it, with its number's facts."""
    newer, of_newer = bills.alias("newer"), bill_files.alias("of_newer")
    live = select(live_versions.c.version).where(live_versions.c.bid == bid).scalar_subquery()
    overtaken = exists().where(
        newer.c.bid == bid,
        newer.c.account_number == bills.c.account_number,
        newer.c.version != bills.c.version,
        newer.c.version <= live,
        of_newer.c.version == newer.c.version,
        of_newer.c.state == "live",
        (newer.c.bill_date > bills.c.bill_date)
        | and_(newer.c.bill_date == bills.c.bill_date, newer.c.version > bills.c.version),
    )
    told = and_(number_facts.c.written == bills.c.phone, number_facts.c.edition == numbers.edition())
    asked = and_(accounts.c.bid == bid, accounts.c.account_number == bills.c.account_number)
    return (
        select(*_COLUMNS)
        .join(bill_files, bill_files.c.version == bills.c.version)
        .outerjoin(number_facts, told)
        .outerjoin(accounts, asked)
        .where(bills.c.bid == bid, bills.c.version <= live, bill_files.c.state == "live", ~overtaken)
        .order_by(bills.c.account_number)
    )


_COLUMNS = (
    bills.c.account_number,
    bills.c.phone,
    bills.c.state,
    bills.c.postal_code,
    bills.c.language,
    bills.c.bill_date,
    bills.c.due_date,
    bills.c.disconnect_date,
    bills.c.balance_due_cents,
    bills.c.past_due_cents,
    bills.c.block_code,
    bills.c.autopay,
    bill_files.c.as_of,
    accounts.c.owed_cents,
    accounts.c.past_due_cents.label("asked_past_due_cents"),
    accounts.c.block_code.label("asked_block_code"),
    accounts.c.asked_at,
    *numbers.COLUMNS,
)
_FACTS_FROM = len(_COLUMNS) - len(numbers.COLUMNS)


def _account(row: Row[Any], biller: Biller, known: Facts) -> Account:
    owed, past_due, true_at, code = _balance(row)
    account_number = row.account_number
    paid = known.paid.get(account_number, [])
    since = sum(cents for at, cents in paid if at > true_at)
    return Account(
        account_number=account_number,
        number=_facts(row),
        address=_place_of(row.state),
        postal_code=row.postal_code.partition("-")[0],
        language=row.language[:LANGUAGE_CHARS].lower(),
        bill_date=row.bill_date,
        due_date=row.due_date,
        disconnect_date=row.disconnect_date,
        owed_cents=owed - since,
        past_due_cents=max(0, past_due - since),
        autopay=row.autopay,
        block=None if code is None else biller.block_of(code),
        number_given_at=row.as_of,
        do_not_call=frozenset({DoNotCall.DECEASED}) if account_number in known.deceased else frozenset(),
        disputed=account_number in known.marked[Mark.DISPUTE],
        arranged=account_number in known.marked[Mark.ARRANGEMENT],
        returned_on=known.returned_on.get(account_number),
        paid_on=today_at(biller.zone, paid[-1][0]) if paid else None,
        contacted_on=known.contacted_on.get(account_number),
    )


def _balance(row: Row[Any]) -> tuple[int, int, datetime, str | None]:
    """Owed, past due, since when that is true, and the code of a block: the later of the file and the books."""
    if row.asked_at is not None and row.asked_at > row.as_of:
        return row.owed_cents, row.asked_past_due_cents, row.asked_at, row.asked_block_code
    return row.balance_due_cents, row.past_due_cents, row.as_of, row.block_code or None


def _facts(row: Row[Any]) -> NumberFacts:
    if row.number is None:  # a bill of before the table of facts
        return facts_of(row.phone)
    return numbers.of_row(tuple(row)[_FACTS_FROM:])  # type: ignore[arg-type]


def _with_registers(
    connection: Connection, biller: Biller, chunk: list[Account], now: datetime
) -> Iterator[Account]:
    said = registered(connection, biller.bid, [account.number.number for account in chunk])
    called = attempts_of(connection, biller.bid, chunk, now)
    for account in chunk:
        words = said.get(account.number.number, NOTHING)
        account.said, account.do_not_call = words.said, account.do_not_call | words.do_not_call
        account.attempts = called.get(account.account_number, ())
        if account.attempts:
            account.contacted_on = _last_contact(account, biller, now)
        yield account


def _last_contact(account: Account, biller: Biller, now: datetime) -> date | None:
    """The later of a call from him and a call to him that was made."""
    made = [today_at(biller.zone, attempt.at) for attempt in account.attempts if attempt.at <= now]
    known = [] if account.contacted_on is None else [account.contacted_on]
    return max([*made, *known], default=None)
