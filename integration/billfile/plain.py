"""The rows of plain bills against which nothing can be said: the short way, which most bills take.

It tells of no mistake. Wherever a text cannot be read or a rule of `shape` may be broken there is no row, and the bill
goes the long way, which finds out the same and says it. Bills are read together, field by field: a step of Python's own
for each of thirty fields of each bill costs as much as libxml2 takes for the whole bill.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from integration.billfile.cut import PlainBill
from integration.billfile.forms import IDENTIFIER
from integration.billfile.kept import Kept, column_readings, detail_readings
from integration.billfile.layouts import Layout
from integration.billfile.shape import CENTS_OFF_MAX, IDENTIFIERS, MANDATORY, WORDS, bill_readers
from integration.billfile.skeleton import Places, Skeleton
from integration.ledger.rows import PLACE, Row, detail_of_json

# Texts that hardly ever come twice.
NAMES = ("account_number", "invoice_number", "account_number_custom")
OWN = (*NAMES, "name", "service_address", "phone", "email", "pdf_name", "message")
OWN_AMOUNTS = ("balance_due", "current_charges")
NOTHING: tuple[str, ...] = ()  # the texts of a field that bills of a skeleton do not have
PARTS = ("previous_balance", "payments", "adjustments", "current_charges")
LINE = ("seq", "service", "description", "quantity", "unit", "rate", "amount")
METER = ("serial", "previous_read", "current_read", "estimated")
CONSTANT = ("version", "bid", "detail")

_PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT = (PLACE[name] for name in PARTS)
_BALANCE, _PAST_DUE = PLACE["balance_due"], PLACE["past_due"]

Texts = tuple[str, ...]  # of one bill, in the order of its skeleton
Column = Sequence[Any]  # of one field, a value for each bill


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where each text of a skeleton goes: to a reading, to its column as it is, or into the JSON of the detail."""

    places: tuple[int, ...]  # of each field's text, in the order of the shaper's columns
    detail: str
    detail_places: tuple[int, ...]
    detail_readings: tuple[Kept, ...]
    told: tuple[int, ...]  # places of the amounts that make the total


class PlainShaper:
    """As Shaper, for the same file; rows instead of bills."""

    def __init__(self, bid: str, layout: Layout, created: date, version: int) -> None:
        readings = column_readings(layout, created)
        self._columns: dict[str, Often | OwnTexts | OwnAmounts] = {name: Often(each) for name, each in readings.items()}
        self._columns |= {name: OwnTexts(name, bill_readers(layout)[name]) for name in OWN}
        self._columns |= {name: OwnAmounts(readings[name], layout.plain_money) for name in OWN_AMOUNTS}
        self._lines, self._meters = detail_readings(layout)
        self._begin = (version, bid)
        given = (*CONSTANT, *self._columns)
        self._in_order = itemgetter(*(given.index(name) for name in PLACE))
        self._plans: dict[Skeleton, Plan] = {}

    def rows_of(self, bills: Sequence[object]) -> list[Row | None]:
        """A row for each bill, or None where a bill is not plain or must go the long way."""
        rows: list[Row | None] = [None] * len(bills)
        alike: defaultdict[Skeleton, list[int]] = defaultdict(list)
        texts = {}
        for at, bill in enumerate(bills):
            if isinstance(bill, PlainBill):
                alike[bill.skeleton].append(at)
                texts[at] = bill.match.groups()
        for skeleton, places in alike.items():
            plan = self._plans.get(skeleton) or self._plan(skeleton)
            for at, row in zip(places, self._together(plan, [texts[at] for at in places]), strict=True):
                rows[at] = row
        return rows

    def _together(self, plan: Plan, texts: Sequence[Texts]) -> list[Row | None]:
        """Rows of bills of one skeleton; where one has a text that cannot be read, each is read by itself."""
        try:
            return self._read(plan, texts)
        except ValueError:
            return [None] if len(texts) == 1 else [row for one in texts for row in self._together(plan, [one])]

    def _read(self, plan: Plan, texts: Sequence[Texts]) -> list[Row | None]:
        count = len(texts)
        written = [*zip(*texts, strict=True), NOTHING]  # the last is of the fields that these bills do not have
        read = [each.read(written[at], count) for each, at in zip(self._columns.values(), plan.places, strict=True)]
        constant = [(value,) * count for value in self._begin]
        columns = self._in_order((*constant, _details(plan, written, count), *read))
        rows = list(zip(*columns, strict=True))
        return [row if sure else None for row, sure in zip(rows, _are_sure(columns, plan, written), strict=True)]

    def _plan(self, skeleton: Skeleton) -> Plan:
        place, nowhere = dict(skeleton.fields), skeleton.texts
        lines = [(self._lines[field], at) for places in skeleton.lines for field, at in _sorted(places, LINE)]
        meters = [(self._meters[field], at) for places in skeleton.meters for field, at in _sorted(places, METER)]
        detail = detail_of_json(
            [_form(places, LINE, self._lines) for places in skeleton.lines],
            [_form(places, METER, self._meters) for places in skeleton.meters],
        )
        self._plans[skeleton] = plan = Plan(
            tuple(place.get(name, nowhere) for name in self._columns),
            detail,
            tuple(at for _, at in lines + meters),
            tuple(reading for reading, _ in lines + meters),
            tuple(place[name] for name in PARTS if name in place),
        )
        return plan


class Often:
    """A field whose texts come again and again."""

    def __init__(self, reading: Kept) -> None:
        self._reading = reading

    def read(self, texts: Sequence[str], count: int) -> Column:
        """As the reading has each; ValueError where one cannot be read."""
        first = texts[0] if texts else ""
        if texts.count(first) == len(texts):  # as days, types and flags mostly are
            return (self._reading[first],) * count
        return [*map(self._reading.__getitem__, texts)]


class OwnAmounts:
    """An amount that hardly ever comes twice: mostly its digits are its cents."""

    def __init__(self, reading: Kept, plain: str) -> None:
        self._often = Often(reading)
        self._alike = re.compile(rf"(?:{plain}<)+", re.ASCII).fullmatch

    def read(self, texts: Sequence[str], count: int) -> Column:
        """As the reading has each; ValueError where one cannot be read."""
        if self._alike(joined := "<".join((*texts, ""))):
            return [*map(int, joined.replace(".", "").split("<")[:count])]
        return self._often.read(texts, count)


class OwnTexts:
    """A field whose texts hardly ever come twice: they are looked at together, and mostly stay as they are."""

    def __init__(self, name: str, read: Callable[[str], str]) -> None:
        most = (IDENTIFIERS | WORDS)[name]
        self._text = read
        self._characters_max = most
        self._is_mandatory = name in MANDATORY
        self._alike = re.compile(rf"(?:{IDENTIFIER}{{1,{most}}}<)+").fullmatch if name in IDENTIFIERS else _are_plain

    def read(self, texts: Sequence[str], count: int) -> Column:
        """As the field's reader gives each; ValueError where one cannot be read."""
        if not texts:
            if self._is_mandatory:
                raise ValueError("a value: it is mandatory")
            return ("",) * count
        if max(map(len, texts)) <= self._characters_max and self._alike("<".join(texts) + "<"):
            return texts
        if self._is_mandatory and not all(texts):
            raise ValueError("a value: it is mandatory")
        return [self._text(text) if text else text for text in texts]


def _are_plain(joined: str) -> bool:
    """Whether words, each with a `<` behind it, which is in none of them, read as they are."""
    return (
        joined.isascii()
        and joined.isprintable()
        and not ("  " in joined or " <" in joined or "< " in joined or joined.startswith(" "))
    )


def _details(plan: Plan, written: Sequence[Sequence[str]], count: int) -> Column:
    """The column `detail`."""
    if not plan.detail_places:
        return (plan.detail,) * count
    told = zip(plan.detail_readings, plan.detail_places, strict=True)
    columns = [map(reading.__getitem__, written[at]) for reading, at in told]
    return [*map(plan.detail.__mod__, zip(*columns, strict=True))]


def _are_sure(columns: Sequence[Column], plan: Plan, written: Sequence[Sequence[str]]) -> Iterator[bool]:
    """For each bill whether its amounts agree; the same rules are in `shape`, with words."""
    amounts = (columns[at] for at in (_BALANCE, _PAST_DUE, _PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT))
    for at, (balance, past_due, previous, paid, adjusted, current) in enumerate(zip(*amounts, strict=True)):
        off = abs(previous - paid + adjusted + current - balance) > CENTS_OFF_MAX
        yield past_due <= max(balance, 0) and not (off and any(written[place][at].strip() for place in plan.told))


def _sorted(places: Places, fields: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(places, key=lambda place: fields.index(place[0]))


def _form(places: Places, fields: Sequence[str], readings: Mapping[str, Kept]) -> str:
    """One line or meter as JSON, with `%s` for each text that it has."""
    told = dict(places)
    return f"[{', '.join('%s' if field in told else str(readings[field]['']) for field in fields)}]"
