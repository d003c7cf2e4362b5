"""The bill that stands for an account, as a call asks for it: one indexed query."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Date, Select, select
from sqlalchemy.sql.expression import bindparam

from integration.ledger.tables import bill_files, bills, live_versions
from integration.model import Bill, Line, Meter
from integration.money import Money

KeyedField = Literal["ACCOUNT_NO", "ACCOUNT_NO_CUSTOM"]
Row = tuple[Any, ...]  # one row of `bills`, text, whole numbers, flags and None, in the order of its columns

_CENTS = "_cents"
_OF_THE_ROW = ("version", "detail")  # columns that are not fields of a Bill
ROW_FIELDS = tuple(column.name.removesuffix(_CENTS) for column in bills.columns)
PLACE = {name: place for place, name in enumerate(ROW_FIELDS)}  # of a BIF field in a row
_DATES = tuple(column.name for column in bills.columns if isinstance(column.type, Date))


@dataclass(frozen=True, slots=True)
class StandingBill:
    """A bill, and the file it stands in. `as_of` (aware UTC) is when the file's balances were true."""

    bill: Bill
    as_of: datetime
    version: int
    file_name: str

    def as_json(self) -> dict[str, Any]:
        """Everything for a person: money in cents, days as ISO text."""
        told: dict[str, Any] = {"file": self.file_name, "version": self.version, "as_of": self.as_of.isoformat()}
        for name, value in asdict(self.bill).items():
            is_money = isinstance(getattr(self.bill, name), Money)
            told[f"{name}{_CENTS}" if is_money else name] = value["cents"] if is_money else _plain(value)
        return told


def find_bill(connection: Connection, bid: str, keyed_field: KeyedField, number: str) -> StandingBill | None:
    """Balance forward: the account's newest bill among the applied files; None when there is none.

    Bills of refused, held, kept and half-loaded files are never seen. Asks the same of the database either way.
    """
    found = connection.execute(_QUERIES[keyed_field], {"bid": bid, "number": number}).mappings().one_or_none()
    if found is None or not number:  # '' is the ACCOUNT_NO_CUSTOM of everybody who has none
        return None
    return _standing(found)


def find_numbered(connection: Connection, bid: str, account_number: str, invoice_number: str) -> StandingBill | None:
    """One bill of an account by its number, also where a newer one stands; of what came twice, what came last."""
    asked = {"bid": bid, "number": account_number}
    numbered = _query("ACCOUNT_NO").where(bills.c.invoice_number == invoice_number)
    found = connection.execute(numbered, asked).mappings().one_or_none()
    return _standing(found) if found else None


def row_of(bill: Bill, version: int) -> Row:
    """A bill as a row of `bills`: dates as ISO text, which both databases read."""
    return (
        version,
        bill.account_number,
        bill.bid,
        bill.account_number_custom,
        bill.invoice_number,
        bill.invoice_type,
        bill.bill_date.isoformat(),
        bill.due_date.isoformat(),
        bill.name,
        bill.service_address,
        bill.city,
        bill.state,
        bill.postal_code,
        bill.phone,
        bill.email,
        bill.language,
        bill.balance_due.cents,
        bill.past_due.cents,
        bill.current_charges.cents,
        bill.previous_balance.cents,
        bill.payments.cents,
        bill.adjustments.cents,
        None if bill.minimum_due is None else bill.minimum_due.cents,
        None if bill.disconnect_date is None else bill.disconnect_date.isoformat(),
        None if bill.expire_date is None else bill.expire_date.isoformat(),
        bill.autopay,
        None if bill.autopay_date is None else bill.autopay_date.isoformat(),
        bill.paperless,
        bill.block_code,
        bill.pdf_name,
        bill.message,
        _detail_of(bill),
        bill.partial,
        bill.notice_days,
    )


def bill_of(row: Row) -> Bill:
    """The inverse of `row_of`."""
    values = dict(zip(bills.columns.keys(), row, strict=True))
    return _bill_of(values | {name: _day_of(values[name]) for name in _DATES})


def detail_of(lines: Sequence[Sequence[object]], meters: Sequence[Sequence[object]]) -> str:
    """The column `detail`: the fields of each Line, its amount in cents, and of each Meter, in their order."""
    return json.dumps({"lines": lines, "meters": meters})


def detail_of_json(lines: Sequence[str], meters: Sequence[str]) -> str:
    """The same of lines and meters that are JSON already."""
    return f'{{"lines": [{", ".join(lines)}], "meters": [{", ".join(meters)}]}}'


def _standing(row: Mapping[Any, Any]) -> StandingBill:
    return StandingBill(_bill_of(row), row["as_of"], row["version"], row["file_name"])


def _day_of(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _detail_of(bill: Bill) -> str:
    lines = [
        (line.seq, line.service, line.description, line.quantity, line.unit, line.rate, line.amount.cents)
        for line in bill.lines
    ]
    meters = [(meter.serial, meter.previous_read, meter.current_read, meter.estimated) for meter in bill.meters]
    return detail_of(lines, meters)


def _bill_of(row: Mapping[Any, Any]) -> Bill:
    values: dict[str, Any] = {}
    for column in bills.columns:
        name, value = column.name, row[column.name]
        if name.endswith(_CENTS):
            values[name.removesuffix(_CENTS)] = None if value is None else Money(value)
        elif name not in _OF_THE_ROW:
            values[name] = value
    detail = json.loads(row["detail"])
    lines = tuple(Line(*(*words, Money(cents))) for *words, cents in detail["lines"])
    return Bill(**values, lines=lines, meters=tuple(Meter(*meter) for meter in detail["meters"]))


def _query(keyed_field: KeyedField) -> Select[Any]:
    account = bills.c.account_number if keyed_field == "ACCOUNT_NO" else bills.c.account_number_custom
    live = select(live_versions.c.version).where(live_versions.c.bid == bindparam("bid")).scalar_subquery()
    return (
        select(bills, bill_files.c.as_of, bill_files.c.file_name)
        .join(bill_files, bill_files.c.version == bills.c.version)
        .where(
            bills.c.bid == bindparam("bid"),
            account == bindparam("number"),
            bills.c.version <= live,
            bill_files.c.state == "live",
        )
        .order_by(bills.c.bill_date.desc(), bills.c.version.desc())
        .limit(1)
    )


_QUERIES = {"ACCOUNT_NO": _query("ACCOUNT_NO"), "ACCOUNT_NO_CUSTOM": _query("ACCOUNT_NO_CUSTOM")}
