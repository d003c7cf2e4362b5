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
from integration.billfile.skeleton import Places, Skeleton
from integration.ledger.rows import PLACE, Row, detail_of_json

# Texts that hardly ever come twice.
NAMES = ("account_number", "invoice_number", "account_number_custom")
OWN = (*NAMES, "name", "service_address", "phone", "email", "pdf_name", "message")
OWN_AMOUNTS = ("balance_due", "current_charges", "previous_balance")
OWN_OF_METERS = ("serial", "previous_read", "current_read")
NOTHING: tuple[str, ...] = ()  # the texts of a field that bills of a skeleton do not have
PARTS = ("previous_balance", "payments", "adjustments", "current_charges")
LINE = ("seq", "service", "description", "quantity", "unit", "rate", "amount")
METER = ("serial", "previous_read", "current_read", "estimated")
CONSTANT = ("version", "bid", "detail")

_PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT = (PLACE[name] for name in PARTS)
_BALANCE, _PAST_DUE = PLACE["balance_due"], PLACE["past_due"]

Texts = tuple[str, ...]  # of one bill, in the order of its skeleton


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where each text of a skeleton goes: to a reading, to its column as it is, or into the JSON of the detail."""

    places: tuple[int, ...]  # of each field's text, in the order of the shaper's columns
    detail: str
    detail_places: tuple[int, ...]
    detail_readers: tuple[Reader, ...]
    told: tuple[int, ...]  # places of the amounts that make the total


class PlainShaper:
    """As Shaper, for the same file; rows instead of bills."""

    def __init__(self, bid: str, layout: Layout, created: date, version: int) -> None:
        readings = column_readings(layout, created)
        self._columns: dict[str, Reader] = {name: Often(each) for name, each in readings.items()}
        self._columns |= {name: OwnTexts(name, bill_readers(layout)[name]) for name in OWN}
        self._columns |= {name: OwnAmounts(readings[name], layout.plain_money) for name in OWN_AMOUNTS}
        lines, meters = detail_readings(layout)
        self._nothing = {name: each[""] for name, each in (*lines.items(), *meters.items())}
        self._rows: dict[str, Reader] = {name: Often(each) for name, each in (*lines.items(), *meters.items())}
        self._rows |= {name: OwnJson(meters[name]) for name in OWN_OF_METERS if name in meters}
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
        lines = [told for places in skeleton.lines for told in _sorted(places, LINE)]
        meters = [told for places in skeleton.meters for told in _sorted(places, METER)]
        detail = detail_of_json(
            [self._form(places, LINE) for places in skeleton.lines],
            [self._form(places, METER) for places in skeleton.meters],
        )
        self._plans[skeleton] = plan = Plan(
            tuple(place.get(name, nowhere) for name in self._columns),
            detail,
            tuple(at for _, at in lines + meters),
            tuple(self._rows[field] for field, _ in lines + meters),
            tuple(place[name] for name in PARTS if name in place),
        )
        return plan

    def _form(self, places: Places, fields: Sequence[str]) -> str:
        """One line or meter as JSON, with `%s` for each text that it has."""
        told = dict(places)
        return f"[{', '.join('%s' if field in told else self._nothing[field] for field in fields)}]"


def _details(plan: Plan, written: Sequence[Sequence[str]], count: int) -> Column:
    """The column `detail`."""
    if not plan.detail_places:
        return (plan.detail,) * count
    told = zip(plan.detail_readers, plan.detail_places, strict=True)
    columns = [reader.read(written[at], count) for reader, at in told]
    return [*map(plan.detail.__mod__, zip(*columns, strict=True))]


def _are_sure(columns: Sequence[Column], plan: Plan, written: Sequence[Sequence[str]]) -> Iterator[bool]:
    """For each bill whether its amounts agree; the same rules are in `shape`, with words."""
    amounts = (columns[at] for at in (_BALANCE, _PAST_DUE, _PREVIOUS, _PAYMENTS, _ADJUSTMENTS, _CURRENT))
    for at, (balance, past_due, previous, paid, adjusted, current) in enumerate(zip(*amounts, strict=True)):
        off = abs(previous - paid + adjusted + current - balance) > CENTS_OFF_MAX
        yield past_due <= max(balance, 0) and not (off and any(written[place][at].strip() for place in plan.told))


def _sorted(places: Places, fields: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(places, key=lambda place: fields.index(place[0]))
