"""Every account of a biller as campaigns look at it: one pass over the bills that stand, with what else is known.

The bills stream in account order. Registers that grow with the accounts are asked a chunk at a time, so a million
accounts need no more memory than a thousand.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from integration.billers import Biller
from integration.calling.numbers import NumberFacts, facts_of
from integration.calling.places import place_of
from integration.calling.question import DoNotCall
from integration.campaigns.accounts import Account
from integration.clock import today_at
from integration.ledger import campaign_facts
from integration.ledger import number_facts as numbers
from integration.ledger.campaign_facts import Facts
from integration.ledger.planned_calls import attempts_of
from integration.ledger.register import NOTHING, registered
from integration.ledger.standing import LIVE, is_corrected, is_followed, live_version
from integration.ledger.tables import accounts, bill_files, bills, live_versions, number_facts

CHUNK_ACCOUNTS = 2000
LANGUAGE_CHARS = 2
DECEASED, REASSIGNED = frozenset({DoNotCall.DECEASED}), frozenset({DoNotCall.REASSIGNED})
NOBODY = frozenset[DoNotCall]()

_place_of = lru_cache(1024)(place_of)


class Accounts:
    """A biller's accounts as they stand now; what is small is read at once, the rest as it is asked for.

    `known` is that small part where somebody read it before.
    """

    def __init__(self, connection: Connection, biller: Biller, now: datetime, known: Facts | None = None) -> None:
        self._connection = connection
        self._biller = biller
        self._now = now
        self._known = known or campaign_facts.facts(connection, biller, now)

    def all(self) -> Iterator[Account]:
        """In account order, each account once: balance forward."""
        streaming = self._connection.execution_options(yield_per=CHUNK_ACCOUNTS)
        for chunk in streaming.execute(standing_bills(self._biller.bid)).partitions():
            yield from self._whole(chunk)

    def some(self, account_numbers: Sequence[str], *, but: int = 0) -> dict[str, Account]:
        """Those of these numbers that have a bill; `but` is the planned call that asks about itself."""
        rows = self._connection.execute(_standing_some(self._biller.bid), {"account_numbers": account_numbers})
        found = self._whole(rows.all(), but)
        return {account.account_number: account for account in found}

    def names(self, account_numbers: Sequence[str]) -> dict[str, str]:
        """The name on the bill of each of these accounts, as the bill has it."""
        named = standing_bills(self._biller.bid).with_only_columns(
            bills.c.account_number, bills.c.name, maintain_column_froms=True
        )
        return dict(self._connection.execute(named.where(bills.c.account_number.in_(account_numbers))).tuples().all())

    def _whole(self, rows: Sequence[Any], but: int = 0) -> Iterator[Account]:
        chunk = [_account(row, self._biller, self._known) for row in rows]
        return _with_registers(self._connection, self._biller, chunk, self._now, but)


def with_bills(connection: Connection, bid: str, account_numbers: Sequence[str]) -> frozenset[str]:
    """Those of these accounts that have a bill among the live files."""
    asked = _standing_some(bid).with_only_columns(bills.c.account_number, maintain_column_froms=True)
    return frozenset(connection.scalars(asked, {"account_numbers": account_numbers}))


def newest_version(connection: Connection, bid: str) -> int | None:
    """Of the biller's live bill files; None before the first."""
    return connection.scalar(select(live_versions.c.version).where(live_versions.c.bid == bid))


@cache  # making it takes longer than running it for one account
def standing_bills(bid: str) -> Select[Any]:
    """The bill of each account that stands, with its number's facts."""
    live = live_version(bid)
    stands = and_(~is_corrected(bills, live), ~is_followed(bills, live))
    told = and_(number_facts.c.written == bills.c.phone, number_facts.c.edition == numbers.edition())
    asked = and_(accounts.c.bid == bid, accounts.c.account_number == bills.c.account_number)
    return (
        select(*_COLUMNS)
        .join(bill_files, bill_files.c.version == bills.c.version)
        .outerjoin(number_facts, told)
        .outerjoin(accounts, asked)
        .where(bills.c.bid == bid, bills.c.version <= live, bill_files.c.state == LIVE, stands)
        .order_by(bills.c.account_number)
    )


@cache
def _standing_some(bid: str) -> Select[Any]:
    return standing_bills(bid).where(bills.c.account_number.in_(bindparam("account_numbers", expanding=True)))


_OF_THE_BILL = (
    bills.c.account_number,
    bills.c.phone,
    bills.c.state,
    bills.c.postal_code,
    bills.c.language,
    bills.c.bill_date,
    bills.c.due_date,
    bills.c.disconnect_date,
    bills.c.autopay,
    bills.c.version,
    bills.c.notice_days,
    bills.c.email,
)
_OF_THE_BALANCE = (
    bills.c.balance_due_cents,
    bills.c.past_due_cents,
    bills.c.block_code,
    accounts.c.owed_cents,
    accounts.c.past_due_cents,
    accounts.c.block_code,
    accounts.c.asked_at,
)
_COLUMNS = (*_OF_THE_BILL, *_OF_THE_BALANCE, *numbers.COLUMNS)
_BALANCE_AT, _FACTS_AT = len(_OF_THE_BILL), len(_OF_THE_BILL) + len(_OF_THE_BALANCE)


def _account(row: Any, biller: Biller, known: Facts) -> Account:
    """By place: asking a row for its columns by name takes longer than all the rest."""
    (number, phone, state, postal_code, language, bill_date, due_date, shut_off, autopay, version, told_on, email) = (
        row[:_BALANCE_AT]
    )
    as_of = known.live_as_of[version]
    owed, past_due, true_at, code = _balance(as_of, *row[_BALANCE_AT:_FACTS_AT])
    paid = known.paid.get(number, ())
    since = sum(cents for at, cents in paid if at > true_at) if paid else 0
    facts = _facts(phone, row[_FACTS_AT:])
    return Account(
        account_number=number,
        number=facts,
        address=_place_of(state),
        postal_code=postal_code.partition("-")[0],
        language=language[:LANGUAGE_CHARS].lower(),
        bill_date=bill_date,
        due_date=due_date,
        disconnect_date=shut_off,
        owed_cents=owed - since,
        past_due_cents=max(0, past_due - since),
        autopay=autopay,
        block=None if code is None else biller.block_of(code),
        number_given_at=as_of,
        notice_days=told_on,
        do_not_call=_never(number, facts.number, known),
        disputed=number in known.disputed,
        arranged=number in known.arranged,
        returned_on=known.returned_on.get(number),
        paid_on=today_at(biller.zone, paid[-1][0]) if paid else None,
        contacted_on=known.contacted_on.get(number),
        email=email,
    )


def _never(account_number: str, number: str, known: Facts) -> frozenset[DoNotCall]:
    """Why the account is not to be called there, whatever was consented to."""
    if account_number in known.deceased:
        return DECEASED
    return REASSIGNED if known.wrong_numbers and (account_number, number) in known.wrong_numbers else NOBODY


def _balance(
    as_of: datetime, owed: int, past_due: int, code: str, *asked: Any
) -> tuple[int, int, datetime, str | None]:
    """Owed, past due, since when that is true, and the code of a block: the later of the file and the books."""
    asked_owed, asked_past_due, asked_code, asked_at = asked
    if asked_at is not None and asked_at > as_of:
        return asked_owed, asked_past_due, asked_at, asked_code
    return owed, past_due, as_of, code or None


def _facts(phone: str, told: Any) -> NumberFacts:
    """Those that the table has, or worked out now, of a bill that is older than the table."""
    return facts_of(phone) if told[0] is None else numbers.of_row(told)


def _with_registers(
    connection: Connection, biller: Biller, chunk: list[Account], now: datetime, but: int
) -> Iterator[Account]:
    said = registered(connection, biller.bid, [account.number.number for account in chunk])
    called = attempts_of(connection, biller.bid, chunk, now, but=but)
    for account in chunk:
        words = said.get(account.number.number, NOTHING)
        account.said = words.said
        if words.do_not_call:
            account.do_not_call |= words.do_not_call
        account.attempts = called.get(account.account_number, ())
        if account.attempts:
            account.contacted_on = _last_contact(account, biller, now)
        yield account


def _last_contact(account: Account, biller: Biller, now: datetime) -> date | None:
    """The later of a call from him and a call to him that was made."""
    made = [today_at(biller.zone, attempt.at) for attempt in account.attempts if attempt.at <= now]
    known = [] if account.contacted_on is None else [account.contacted_on]
    return max([*made, *known], default=None)
