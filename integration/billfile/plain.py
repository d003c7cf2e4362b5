"""The rows of plain bills against which nothing can be said: the short way, which most bills take.

It tells of no mistake. Wherever a text cannot be read or a rule of `shape` may be broken there is no row, and the bill
goes the long way, which finds out the same and says it. Bills are read together, field by field: a step of Python's own
for each of thirty fields of each bill costs as much as libxml2 takes for the whole bill.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from integration.billfile.columns import Column, Often, OwnAmounts, OwnJson, OwnTexts, Reader
from integration.billfile.cut import PlainBill
from integration.billfile.kept import column_readings, detail_readings
from integration.billfile.layouts import Layout
from integration.billfile.shape import CENTS_OFF_MAX, bill_readers
from integration.billfile.skeleton import Places, Skeleton, Take, taker
from integration.ledger.rows import PLACE, Row, detail_of_json

# Texts that hardly ever come twice.
NAMES = ("account_number", "invoice_number", "account_number_custom")
OWN = (*NAMES, "name", "service_address", "phone", "email", "pdf_name", "message")
OWN_AMOUNTS = ("balance_due", "current_charges", "previous_balance")
OWN_OF_METERS = ("serial", "previous_read", "current_read")
PARTS = ("previous_balance", "payments", "adjustments", "current_charges")
LINE = ("seq", "service", "description", "quantity", "unit", "rate", "amount")
METER = ("serial", "previous_read", "current_read", "estimated")
CONSTANT = ("version", "bid", "detail")

_PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT = (PLACE[name] for name in PARTS)
_BALANCE, _PAST_DUE = PLACE["balance_due"], PLACE["past_due"]

Texts = tuple[str, ...]  # of one field of many bills


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """The column `detail` of bills that have the same fields in as many lines and meters, `%s` for each."""

    form: str
    readers: tuple[Reader, ...]

    def read(self, texts: Sequence[Texts], count: int) -> Column:
        """For so many bills, of the texts of each `%s`."""
        columns = [reader.read(column) for reader, column in zip(self.readers, texts, strict=True)]
        return [*map(self.form.__mod__, zip(*columns, strict=True))] if columns else (self.form,) * count


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where the texts of a skeleton go: each to its column, an empty one to a field it has not, or to the detail."""

    take: Take
    detail: Detail
    take_detail: Take


class PlainShaper:
    """As Shaper, for the same file; rows instead of bills."""

    def __init__(self, bid: str, layout: Layout, created: date, version: int) -> None:
        readings = column_readings(layout, created)
        self._columns: dict[str, Reader] = {name: Often(each) for name, each in readings.items()}
        self._columns |= {name: OwnTexts(name, bill_readers(layout)[name]) for name in OWN}
        self._columns |= {name: OwnAmounts(readings[name], layout.amounts.plain) for name in OWN_AMOUNTS}
        lines, meters = detail_readings(layout)
        self._nothing = dict.fromkeys((*LINE, *METER), '""')  # a layout may know fewer of them
        self._nothing |= {name: each[""] for name, each in (*lines.items(), *meters.items())}
        self._rows: dict[str, Reader] = {name: Often(each) for name, each in (*lines.items(), *meters.items())}
        self._rows |= {name: OwnJson(meters[name]) for name in OWN_OF_METERS if name in meters}
        self._begin = (version, bid)
        self._told = [list(self._columns).index(name) for name in PARTS]
        given = (*CONSTANT, *self._columns)
        self._in_order = itemgetter(*(given.index(name) for name in PLACE))
        self._plans: dict[Skeleton, Plan] = {}
        self._details: dict[str, Detail] = {}

    def rows_of(self, bills: Sequence[object]) -> list[Row | None]:
        """A row for each bill, or None where a bill is not plain or must go the long way."""
        plain = [bill for bill in bills if isinstance(bill, PlainBill)]
        rows = iter(self._together(plain))
        if len(plain) == len(bills):
            return [*rows]
        return [next(rows) if isinstance(bill, PlainBill) else None for bill in bills]

    def _together(self, bills: Sequence[PlainBill]) -> list[Row | None]:
        """Their rows; where one has a text that cannot be read, each half of them is read by itself."""
        if not bills:
            return []
        try:
            return self._read(bills)
        except ValueError:
            half = len(bills) // 2
            return [*self._together(bills[:half]), *self._together(bills[half:])] if half else [None]

    def _read(self, bills: Sequence[PlainBill]) -> list[Row | None]:
        plans = [self._plans.get(bill.skeleton) or self._plan(bill.skeleton) for bill in bills]
        written, details = _alike(plans[0], bills) if plans.count(plans[0]) == len(plans) else _unlike(plans, bills)
        read = [each.read(column) for each, column in zip(self._columns.values(), written, strict=True)]
        constant = [(value,) * len(bills) for value in self._begin]
        columns = self._in_order((*constant, details, *read))
        rows = list(zip(*columns, strict=True))
        sure = _are_sure(columns, [written[at] for at in self._told])
        return [row if is_sure else None for row, is_sure in zip(rows, sure, strict=True)]

    def _plan(self, skeleton: Skeleton) -> Plan:
        place, nowhere = dict(skeleton.fields), len(skeleton.used)
        told = [field for places in skeleton.lines for field in _sorted(places, LINE)]
        told += [field for places in skeleton.meters for field in _sorted(places, METER)]
        form = detail_of_json(
            [self._form(places, LINE) for places in skeleton.lines],
            [self._form(places, METER) for places in skeleton.meters],
        )
        detail = self._details.setdefault(form, Detail(form, tuple(self._rows[field] for field, _ in told)))
        self._plans[skeleton] = plan = Plan(
            taker([place.get(name, nowhere) for name in self._columns]),
            detail,
            taker([at for _, at in told]),
        )
        return plan

    def _form(self, places: Places, fields: Sequence[str]) -> str:
        """One line or meter as JSON, with `%s` for each text that it has."""
        told = dict(places)
        return f"[{', '.join('%s' if field in told else self._nothing[field] for field in fields)}]"


def _alike(plan: Plan, bills: Sequence[PlainBill]) -> tuple[Sequence[Texts], Column]:
    """The texts of each column, and the column `detail`, of bills of one skeleton."""
    texts = [*zip(*(bill.texts for bill in bills), strict=True)]
    details = plan.detail.read(plan.take_detail(texts), len(bills))
    return plan.take((*texts, ("",) * len(bills))), details


def _unlike(plans: Sequence[Plan], bills: Sequence[PlainBill]) -> tuple[Sequence[Texts], Column]:
    """The same of bills of several."""
    by_detail: defaultdict[Detail, list[int]] = defaultdict(list)
    for at, plan in enumerate(plans):
        by_detail[plan.detail].append(at)
    details = [""] * len(bills)
    for detail, places in by_detail.items():
        texts = zip(*(plans[at].take_detail(bills[at].texts) for at in places), strict=True)
        for at, value in zip(places, detail.read([*texts], len(places)), strict=True):
            details[at] = value
    texts = zip(*(plan.take((*bill.texts, "")) for plan, bill in zip(plans, bills, strict=True)), strict=True)
    return [*texts], details


def _are_sure(columns: Sequence[Column], told: Sequence[Sequence[str]]) -> Iterator[bool]:
    """For each bill whether its amounts agree; the same rules are in `shape`, with words. `told` are texts of PARTS."""
    amounts = (columns[at] for at in (_BALANCE, _PAST_DUE, _PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT))
    for at, (balance, past_due, previous, paid, adjusted, current) in enumerate(zip(*amounts, strict=True)):
        off = abs(previous - paid + adjusted + current - balance) > CENTS_OFF_MAX
        yield past_due <= max(balance, 0) and not (off and any(texts[at].strip() for texts in told))


def _sorted(places: Places, fields: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(places, key=lambda place: fields.index(place[0]))
