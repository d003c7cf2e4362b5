"""The row of a plain bill against which nothing can be said: the short way, which most bills take.

It tells of no mistake. Wherever a text cannot be read or a rule of `shape` may be broken there is no row, and the bill
goes the long way, which finds out the same and says it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from integration.billfile.cut import PlainBill
from integration.billfile.layouts import Layout
from integration.billfile.shape import (
    AMOUNTS,
    CENTS_OFF_MAX,
    DATES,
    DUE_AFTER_MAX,
    DUE_BEFORE_MAX,
    FLAGS,
    INVOICE_TYPES,
    MANDATORY,
    bill_readers,
    line_readers,
    meter_readers,
)
from integration.billfile.skeleton import Places, Skeleton
from integration.ledger.bills import PLACE, Row, detail_of_json, row_of
from integration.model import Bill
from integration.money import ZERO

KEPT_MAX = 16_384  # texts of one kind whose reading is remembered
REPEATING = frozenset({*DATES, *AMOUNTS, *FLAGS, "city", "state", "postal_code", "language", "block_code"})
PARTS = ("previous_balance", "payments", "adjustments", "current_charges")
COUNTED = frozenset({"quantity", "rate", "serial", "previous_read", "current_read"})  # hardly ever the same again
LINE = ("seq", "service", "description", "quantity", "unit", "rate", "amount")
METER = ("serial", "previous_read", "current_read", "estimated")

_PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT = (PLACE[name] for name in PARTS)
_BALANCE, _PAST_DUE, _DUE, _TYPE = (
    PLACE[name] for name in ("balance_due", "past_due", "due_date", "invoice_type")
)
_MANDATORY = tuple(PLACE[name] for name in MANDATORY)
_DETAIL = PLACE["detail"]
_NO_LINE = ("0", '""', '""', '""', '""', '""', "0")
_NO_METER = ('""', '""', '""', "false")

Read = Callable[[str], Any]
Steps = tuple[tuple[int, Read, int], ...]  # the place of a text, how it is read, the place of its value


class Kept(dict[str, Any]):
    """Readings that are remembered: a file says the same few days, towns and amounts again and again."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) >= KEPT_MAX:
            self.clear()
        self[text] = value = self._read(text)
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where each text of a skeleton goes."""

    values: Steps
    lines: tuple[Steps, ...]
    meters: tuple[Steps, ...]
    told: tuple[int, ...]  # places of the amounts that make the total


class PlainShaper:
    """As Shaper, for the same file; rows instead of bills."""

    def __init__(self, bid: str, layout: Layout, created: date, version: int) -> None:
        self._due_first = (created - DUE_BEFORE_MAX).isoformat()
        self._due_last = (created + DUE_AFTER_MAX).isoformat()
        self._values = {name: _to_column(name, read) for name, read in bill_readers(layout).items()}
        self._lines = {name: _to_json(name, read) for name, read in line_readers(layout).items()}
        self._meters = {name: _to_json(name, read) for name, read in meter_readers(layout).items()}
        nothing = Bill(bid, "", "", "", created, created, ZERO)
        self._blank = list(row_of(nothing, version))
        for place in _MANDATORY:
            self._blank[place] = None
        self._plans: dict[Skeleton, Plan] = {}

    def row_of(self, bill: PlainBill) -> Row | None:
        """The row, or None where the bill must go the long way."""
        plan = self._plans.get(bill.skeleton) or self._plan(bill.skeleton)
        parts, row = bill.parts, self._blank.copy()
        try:
            for place, read, column in plan.values:
                if text := parts[place]:
                    row[column] = read(text)
            if plan.lines or plan.meters:
                lines = [_filled(_NO_LINE, steps, parts) for steps in plan.lines]
                meters = [_filled(_NO_METER, steps, parts) for steps in plan.meters]
                row[_DETAIL] = detail_of_json(lines, meters)
        except ValueError:
            return None
        return tuple(row) if self._is_sure(row, plan, parts) else None

    def _is_sure(self, row: list[Any], plan: Plan, parts: list[str]) -> bool:
        if any(row[place] is None for place in _MANDATORY) or row[_TYPE] not in INVOICE_TYPES:
            return False
        balance = row[_BALANCE]
        if not self._due_first <= row[_DUE] <= self._due_last or row[_PAST_DUE] > max(balance, 0):
            return False
        made = row[_PREVIOUS] - row[_PAYMENTS] + row[_ADJUSTMENTS] + row[_CURRENT]
        return -CENTS_OFF_MAX <= made - balance <= CENTS_OFF_MAX or not any(parts[at].strip() for at in plan.told)

    def _plan(self, skeleton: Skeleton) -> Plan:
        self._plans[skeleton] = plan = Plan(
            _steps(skeleton.fields, self._values, PLACE),
            tuple(_steps(places, self._lines, _at(LINE)) for places in skeleton.lines),
            tuple(_steps(places, self._meters, _at(METER)) for places in skeleton.meters),
            tuple(place for field, place in skeleton.fields if field in PARTS),
        )
        return plan


def _at(fields: tuple[str, ...]) -> dict[str, int]:
    return {field: at for at, field in enumerate(fields)}


def _steps(places: Places, readers: Mapping[str, Read], columns: Mapping[str, int]) -> Steps:
    return tuple((place, readers[field], columns[field]) for field, place in places)


def _filled(nothing: Sequence[str], steps: Steps, parts: list[str]) -> str:
    """One line or meter as JSON."""
    values = list(nothing)
    for place, read, column in steps:
        if text := parts[place]:
            values[column] = read(text)
    return f"[{', '.join(values)}]"


def _to_column(name: str, read: Read) -> Read:
    """The reader of a field, giving what its column holds."""
    if name in DATES:
        return Kept(lambda text: read(text).isoformat()).__getitem__
    if name in AMOUNTS:
        return Kept(lambda text: read(text).cents).__getitem__
    return Kept(read).__getitem__ if name in REPEATING else read


def _to_json(name: str, read: Read) -> Read:
    """The reader of a field of a line or meter, giving JSON."""
    if name == "amount":
        return lambda text: str(read(text).cents)
    if name in COUNTED:
        return lambda text: json.dumps(read(text))
    return Kept(lambda text: json.dumps(read(text))).__getitem__
