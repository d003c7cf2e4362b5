"""Readings that are remembered: a file says the same few days, towns and amounts a million times over.

Each is a mapping from a text to what the ledger holds; asking for a text that cannot be read raises ValueError.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from json.encoder import encode_basestring_ascii
from typing import Any

from integration.billfile.layouts import Layout
from integration.billfile.shape import (
    AMOUNTS,
    DATES,
    DUE_AFTER_MAX,
    DUE_BEFORE_MAX,
    INVOICE_TYPES,
    MANDATORY,
    bill_readers,
    line_readers,
    meter_readers,
)
from integration.ledger.rows import PLACE, row_of
from integration.model import Bill
from integration.money import ZERO

KEPT_MAX = 16_384  # texts of one kind
OFTEN_NOTHING = ("previous_balance", "payments", "adjustments", "current_charges", "past_due")  # read as one kind

Read = Callable[[str], Any]


class Kept(dict[str, Any]):
    """A reader and what it has read. `nothing` is the value of an empty text, where one may be empty."""

    def __init__(self, read: Read, nothing: Any = None, *, may_be_empty: bool = True) -> None:
        super().__init__()
        self._read = read
        self._nothing = {"": nothing} if may_be_empty else {}
        self.update(self._nothing)

    def __missing__(self, text: str) -> Any:
        value = self._read(text)
        if len(self) >= KEPT_MAX:
            self.clear()
            self.update(self._nothing)
        self[text] = value
        return value


def column_readings(layout: Layout, created: date) -> Mapping[str, Kept]:
    """For each field of a bill, what its column holds; a due date or a type that is not expected is not read."""
    nothing = row_of(Bill("", "", "", "", created, created, ZERO), 0)
    readers = dict(bill_readers(layout)) | {name: _cents(layout.amounts.read) for name in AMOUNTS}
    readers |= {name: _iso(layout.read_date) for name in DATES}
    readers["due_date"] = _due(layout.read_date, created)
    readers["invoice_type"] = _expected(readers["invoice_type"])
    readings = {
        name: Kept(read, nothing[PLACE[name]], may_be_empty=name not in MANDATORY) for name, read in readers.items()
    }
    return readings | dict.fromkeys(OFTEN_NOTHING, readings[OFTEN_NOTHING[0]])


def detail_readings(layout: Layout) -> tuple[Mapping[str, Kept], Mapping[str, Kept]]:
    """For each field of a line, and of a meter, its JSON."""
    lines = dict(line_readers(layout)) | {"amount": _cents(layout.amounts.read)}
    return _json(lines), _json(meter_readers(layout))


def _json(readers: Mapping[str, Read]) -> Mapping[str, Kept]:
    nothing = {"seq": "0", "amount": "0", "estimated": "false"}
    return {name: Kept(_dumped(read), nothing.get(name, '""')) for name, read in readers.items()}


def _dumped(read: Read) -> Read:
    def dumped(text: str) -> str:
        value = read(text)
        if isinstance(value, str):
            return encode_basestring_ascii(value)
        return json.dumps(value) if isinstance(value, bool) else str(value)

    return dumped


def _cents(read: Read) -> Read:
    return lambda text: read(text).cents


def _iso(read: Read) -> Read:
    return lambda text: read(text).isoformat()


def _due(read: Read, created: date) -> Read:
    def due(text: str) -> str:
        day: date = read(text)
        if not created - DUE_BEFORE_MAX <= day <= created + DUE_AFTER_MAX:
            raise ValueError("a day near the file's own")
        return day.isoformat()

    return due


def _expected(read: Read) -> Read:
    def kind(text: str) -> str:
        found: str = read(text)
        if found not in INVOICE_TYPES:
            raise ValueError("a type that is known")
        return found

    return kind
