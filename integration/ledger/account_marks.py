"""What a person says of an account and no bill file does: it is in dispute, or under an arrangement. Append-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from integration.ledger.tables import account_marks


class Mark(StrEnum):
    """What is said."""

    DISPUTE = "dispute"
    ARRANGEMENT = "arrangement"


@dataclass(frozen=True, slots=True)
class Word:
    """`until` is its last day on the biller's wall; None: until somebody says otherwise."""

    bid: str
    account_number: str
    mark: Mark
    holds: bool
    until: date | None
    who: str
    why: str
    at: datetime


def note(connection: Connection, words: Iterable[Word]) -> None:
    """Add words. Nothing is ever changed or taken out."""
    rows = [
        {
            "bid": word.bid,
            "account_number": word.account_number,
            "mark": word.mark.value,
            "holds": word.holds,
            "until": word.until,
            "who": word.who,
            "why": word.why,
            "at": word.at,
        }
        for word in words
    ]
    if rows:
        connection.execute(insert(account_marks), rows)


def holds(connection: Connection, bid: str, account_number: str, mark: Mark, today: date) -> bool:
    """Whether the mark holds on this account today."""
    mine = (account_marks.c.bid == bid) & (account_marks.c.account_number == account_number)
    last = select(account_marks.c.holds, account_marks.c.until).where(mine, account_marks.c.mark == mark.value)
    row = connection.execute(last.order_by(account_marks.c.id.desc()).limit(1)).first()
    return row is not None and row.holds and (row.until is None or row.until >= today)


def standing(connection: Connection, bid: str, today: date) -> dict[Mark, frozenset[str]]:
    """The accounts on which each mark holds today: by the last word on each."""
    columns = (account_marks.c.account_number, account_marks.c.mark, account_marks.c.holds, account_marks.c.until)
    mine = select(*columns).where(account_marks.c.bid == bid).order_by(account_marks.c.id)
    last = {(row.mark, row.account_number): row for row in connection.execute(mine)}
    holding = {key for key, row in last.items() if row.holds and (row.until is None or row.until >= today)}
    return {mark: frozenset(account for each, account in holding if each == mark) for mark in Mark}
