"""One row of `bills` as plain values, and back. It knows no SQLAlchemy: a process that loads bills begins sooner so."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from integration.model import Bill, Line, Meter
from integration.money import Money

Row = tuple[Any, ...]  # text, whole numbers, flags and None, in the order of COLUMNS

COLUMNS = (
    "version",
    "account_number",
    "bid",
    "account_number_custom",
    "invoice_number",
    "invoice_type",
    "bill_date",
    "due_date",
    "name",
    "service_address",
    "city",
    "state",
    "postal_code",
    "phone",
    "email",
    "language",
    "balance_due_cents",
    "past_due_cents",
    "current_charges_cents",
    "previous_balance_cents",
    "payments_cents",
    "adjustments_cents",
    "minimum_due_cents",
    "disconnect_date",
    "expire_date",
    "autopay",
    "autopay_date",
    "paperless",
    "block_code",
    "pdf_name",
    "message",
    "detail",
    "partial",
    "notice_days",
)
CENTS = "_cents"
PLACE = {name.removesuffix(CENTS): place for place, name in enumerate(COLUMNS)}  # of a BIF field in a row
_DATES = ("bill_date", "due_date", "disconnect_date", "expire_date", "autopay_date")
_OF_THE_ROW = ("version", "detail")  # columns that are not fields of a Bill


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
    values = dict(zip(COLUMNS, row, strict=True))
    return bill_of_columns(values | {name: _day_of(values[name]) for name in _DATES})


def bill_of_columns(row: Mapping[Any, Any]) -> Bill:
    """The bill of a row that the database gave, by the names of its columns; its dates are dates."""
    values: dict[str, Any] = {}
    for name in COLUMNS:
        value = row[name]
        if name.endswith(CENTS):
            values[name.removesuffix(CENTS)] = None if value is None else Money(value)
        elif name not in _OF_THE_ROW:
            values[name] = value
    detail = json.loads(row["detail"])
    lines = tuple(Line(*(*words, Money(cents))) for *words, cents in detail["lines"])
    return Bill(**values, lines=lines, meters=tuple(Meter(*meter) for meter in detail["meters"]))


def detail_of(lines: Sequence[Sequence[object]], meters: Sequence[Sequence[object]]) -> str:
    """The column `detail`: the fields of each Line, its amount in cents, and of each Meter, in their order."""
    return json.dumps({"lines": lines, "meters": meters})


def detail_of_json(lines: Sequence[str], meters: Sequence[str]) -> str:
    """The same of lines and meters that are JSON already."""
    return f'{{"lines": [{", ".join(lines)}], "meters": [{", ".join(meters)}]}}'


def _day_of(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def _detail_of(bill: Bill) -> str:
    lines = [
        (line.seq, line.service, line.description, line.quantity, line.unit, line.rate, line.amount.cents)
        for line in bill.lines
    ]
    meters = [(meter.serial, meter.previous_read, meter.current_read, meter.estimated) for meter in bill.meters]
    return detail_of(lines, meters)
