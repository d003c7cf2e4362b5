"""What is said of one bill and where each value came from: the bill file, the live balance, or the biller's rule.

As callers hear it: after a live answer its balance, past due part, block and due date win over an older file's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from integration.bill_terms import AnyTerm, By, terms_of
from integration.billers.biller import Biller
from integration.ledger.bills import StandingBill
from integration.ledger.tables import accounts, bill_files
from integration.money import Money

LIVE = {  # a value of the bill -> the live answer's column
    "balance_due_cents": "owed_cents",
    "past_due_cents": "past_due_cents",
    "block_code": "block_code",
    "due_date": "due_date",
}
OF_THE_FILE = frozenset({"file", "version", "as_of"})


@dataclass(frozen=True, slots=True)
class Sourced:
    """One value, where it is from in words, and since when (aware UTC; None for a rule, which always holds)."""

    name: str
    value: Any
    source: str  # bill_file | live_balance | biller_rule | off
    place: str  # the file and its version, the question that was asked, or the rule's key
    at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """For `sources` of `bills show --json`."""
        return {"value": self.value, "from": self.source, "place": self.place, "at": self.at and self.at.isoformat()}


def sources_of(connection: Connection, biller: Biller, standing: StandingBill) -> Iterator[Sourced]:
    """Every value of the bill, then the five terms that hold for it."""
    told = {name: value for name, value in standing.as_json().items() if name not in OF_THE_FILE}
    live = _live(connection, biller.bid, standing)
    loaded_at = connection.scalar(select(bill_files.c.loaded_at).where(bill_files.c.version == standing.version))
    file = f"{standing.file_name}, version {standing.version}"
    for name, value in told.items():
        newer = live.get(LIVE.get(name, ""))
        if newer is not None:
            shown = newer.isoformat() if isinstance(newer, date) else newer
            yield Sourced(name, shown, "live_balance", "GetAccountBalance", live["asked_at"])
        else:
            yield Sourced(name, value, "bill_file", file, loaded_at)
    for name, term in terms_of(biller, standing.bill):
        yield _term(name, term, file, loaded_at)


def _live(connection: Connection, bid: str, standing: StandingBill) -> dict[str, Any]:
    """What Cayenta said last; nothing where the file is newer."""
    mine = (accounts.c.bid == bid) & (accounts.c.account_number == standing.bill.account_number)
    row = connection.execute(select(accounts).where(mine)).mappings().one_or_none()
    return dict(row) if row is not None and row["asked_at"] > standing.as_of else {}


def _term(name: str, term: AnyTerm, file: str, loaded_at: datetime | None) -> Sourced:
    is_the_bills = term.by is By.BILL
    source = {By.BILL: "bill_file", By.BILLER: "biller_rule", By.NOBODY: "off"}[term.by]
    place = f"{file}: {term.name}" if is_the_bills else term.name
    return Sourced(f"term_{name}", _plain(term.value), source, place, loaded_at if is_the_bills else None)


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
