"""The row of a plain bill against which nothing can be said: the short way, which most bills take.

It tells of no mistake. Wherever a text cannot be read or a rule of `shape` may be broken there is no row, and the bill
goes the long way, which finds out the same and says it. There is no loop over the fields here: a step of Python's own
for each of thirty fields costs as much as libxml2 takes for the whole bill.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import getitem, gt, itemgetter

from integration.billfile.cut import PlainBill
from integration.billfile.kept import Kept, column_readings, detail_readings
from integration.billfile.layouts import Layout
from integration.billfile.shape import CENTS_OFF_MAX, IDENTIFIERS, WORDS, bill_readers
from integration.billfile.skeleton import Places, Skeleton
from integration.ledger.rows import PLACE, Row, detail_of_json

# Texts that hardly ever come twice: these are looked at together, and stay as they are.
NAMES = ("account_number", "invoice_number", "account_number_custom")
OWN = (*NAMES, "name", "service_address", "phone", "email", "pdf_name", "message")
OWN_CHARACTERS_MAX = tuple((IDENTIFIERS | WORDS)[name] for name in OWN)
PARTS = ("previous_balance", "payments", "adjustments", "current_charges")
LINE = ("seq", "service", "description", "quantity", "unit", "rate", "amount")
METER = ("serial", "previous_read", "current_read", "estimated")
CONSTANT = ("version", "bid", "detail")

_IDENTIFIER = "[0-9A-Za-z._/-]"
_NAMED = re.compile(
    rf"\|{_IDENTIFIER}{{1,{IDENTIFIERS[NAMES[0]]}}}\|{_IDENTIFIER}{{1,{IDENTIFIERS[NAMES[1]]}}}"
    rf"\|{_IDENTIFIER}{{0,{IDENTIFIERS[NAMES[2]]}}}\|"
)
_PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT = (PLACE[name] for name in PARTS)
_BALANCE, _PAST_DUE = PLACE["balance_due"], PLACE["past_due"]

Taken = Callable[[Sequence[str]], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where each text of a skeleton goes: to a reading, to its column as it is, or into the JSON of the detail."""

    read: Taken
    own: Taken
    detail: str
    detail_texts: Taken
    detail_readings: tuple[Kept, ...]
    told: tuple[int, ...]  # places of the amounts that make the total


class PlainShaper:
    """As Shaper, for the same file; rows instead of bills."""

    def __init__(self, bid: str, layout: Layout, created: date, version: int) -> None:
        readings = column_readings(layout, created)
        self._fields = tuple(name for name in PLACE if name in readings and name not in OWN)
        self._readings = tuple(readings[name] for name in self._fields)
        self._lines, self._meters = detail_readings(layout)
        self._own = [bill_readers(layout)[name] for name in OWN]
        self._begin = (version, bid)
        given = (*CONSTANT, *self._fields, *OWN)
        self._in_order = itemgetter(*(given.index(name) for name in PLACE))
        self._plans: dict[Skeleton, Plan] = {}

    def row_of(self, bill: PlainBill) -> Row | None:
        """The row, or None where the bill must go the long way."""
        plan = self._plans.get(bill.skeleton) or self._plan(bill.skeleton)
        parts = (*bill.match.groups(), "")  # the last is for the fields that the bill does not have
        try:
            own = self._looked_at(plan.own(parts))
            detail = plan.detail % tuple(map(getitem, plan.detail_readings, plan.detail_texts(parts)))
            values = map(getitem, self._readings, plan.read(parts))
            row: Row = self._in_order((*self._begin, detail, *values, *own))
        except ValueError:
            return None
        return row if _is_sure(row, plan, parts) else None

    def _looked_at(self, texts: tuple[str, ...]) -> Sequence[str]:
        """Texts of OWN as their readers give them; ValueError where one cannot be read."""
        joined = f"|{'|'.join(texts)}|"
        if (
            _NAMED.match(joined)
            and joined.isascii()
            and joined.isprintable()
            and not ("  " in joined or " |" in joined or "| " in joined)
            and not any(map(gt, map(len, texts), OWN_CHARACTERS_MAX))
        ):
            return texts
        if not (texts[0] and texts[1]):
            raise ValueError("an account and a number")
        return [read(text) if text else text for read, text in zip(self._own, texts, strict=True)]

    def _plan(self, skeleton: Skeleton) -> Plan:
        place, nowhere = dict(skeleton.fields), skeleton.texts
        lines = [(self._lines[field], at) for places in skeleton.lines for field, at in _sorted(places, LINE)]
        meters = [(self._meters[field], at) for places in skeleton.meters for field, at in _sorted(places, METER)]
        detail = detail_of_json(
            [_form(places, LINE, self._lines) for places in skeleton.lines],
            [_form(places, METER, self._meters) for places in skeleton.meters],
        )
        self._plans[skeleton] = plan = Plan(
            _taken([place.get(name, nowhere) for name in self._fields]),
            _taken([place.get(name, nowhere) for name in OWN]),
            detail,
            _taken([at for _, at in lines + meters]),
            tuple(reading for reading, _ in lines + meters),
            tuple(place[name] for name in PARTS if name in place),
        )
        return plan


def _is_sure(row: Row, plan: Plan, parts: Sequence[str]) -> bool:
    """Whether the amounts agree; the same rules are in `shape`, with words."""
    balance = row[_BALANCE]
    if row[_PAST_DUE] > max(balance, 0):
        return False
    made = row[_PREVIOUS] - row[_PAYMENTS] + row[_ADJUSTMENTS] + row[_CURRENT]
    return abs(made - balance) <= CENTS_OFF_MAX or not any(parts[at].strip() for at in plan.told)


def _taken(places: Sequence[int]) -> Taken:
    """The texts at these places, as a tuple however many they are."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda parts: tuple(parts[at] for at in places)


def _sorted(places: Places, fields: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(places, key=lambda place: fields.index(place[0]))


def _form(places: Places, fields: Sequence[str], readings: Mapping[str, Kept]) -> str:
    """One line or meter as JSON, with `%s` for each text that it has."""
    told = dict(places)
    return f"[{', '.join('%s' if field in told else str(readings[field]['']) for field in fields)}]"
