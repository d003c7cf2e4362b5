"""What a batch comes to: count, cents and fees by operation and tender, and what nobody is sure of in it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Integer, Select, case, func, select

from integration.ledger.tables import outbox, payments
from integration.model import PostingState

TAKES_BACK = ("void", "return")  # operations whose money goes the other way
WITH_FEE = ("payment", "void")  # a fee is charged with its payment, and goes back with it
_SETTLED = (PostingState.POSTED.value, PostingState.CANCELLED.value)


@dataclass(frozen=True, slots=True)
class Line:
    """One operation by one tender. Cents are below zero where the money went back."""

    op: str
    way: str
    count: int
    cents: int
    fee_cents: int


@dataclass(frozen=True, slots=True)
class Unsure:
    """A posting that may have arrived, or was refused: it counts only once it is settled as posted."""

    reference: str
    op: str
    way: str
    state: str
    cents: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A batch in numbers: what is posted, and by name what is not settled."""

    lines: tuple[Line, ...] = ()
    unsure: tuple[Unsure, ...] = ()

    @property
    def total(self) -> tuple[int, int, int]:
        """Count, cents and fee cents of all lines."""
        return tuple(sum(numbers) for numbers in zip((0, 0, 0), *map(_numbers, self.lines), strict=True))

    def as_text(self) -> str:
        """JSON, as a closed batch keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The same figures again."""
        told = json.loads(text)
        return cls(tuple(Line(**line) for line in told["lines"]), tuple(Unsure(**one) for one in told["unsure"]))


def figures(connection: Connection, batch_id: int) -> Figures:
    """As they stand now in the outbox."""
    mine = outbox.c.batch_id == batch_id
    lines = connection.execute(sums(mine, outbox.c.state == PostingState.POSTED.value))
    unsure = connection.execute(select(outbox).where(mine, outbox.c.state.not_in(_SETTLED)).order_by(outbox.c.id))
    return Figures(
        tuple(Line(row.op, row.way, row.rows, int(row.cents), int(row.fee_cents)) for row in lines),
        tuple(Unsure(row.reference, row.op, row.way, row.state, _sign(row.op) * row.amount_cents) for row in unsure),
    )


def sums(*which: ColumnElement[bool]) -> Select[Any]:
    """Rows, cents and fee cents of these postings, by operation and tender."""
    sign = case((outbox.c.op.in_(TAKES_BACK), -1), else_=1)
    fee = case((outbox.c.op.in_(WITH_FEE), func.coalesce(payments.c.fee_cents, 0)), else_=0)
    columns = (
        func.count(type_=Integer).label("rows"),
        func.sum(sign * outbox.c.amount_cents).label("cents"),
        func.sum(sign * fee).label("fee_cents"),
    )
    beside = outbox.outerjoin(payments, payments.c.payment_id == outbox.c.payment_id)
    grouped = select(outbox.c.op, outbox.c.way, *columns).select_from(beside).where(*which)
    return grouped.group_by(outbox.c.op, outbox.c.way).order_by(outbox.c.op, outbox.c.way)


def added(lines: Iterable[Line]) -> tuple[Line, ...]:
    """One line for each operation and tender, in their order; a correction that counts nothing makes none."""
    found: dict[tuple[str, str], Line] = {}
    for line in lines:
        key = (line.op, line.way)
        before = found.get(key, Line(*key, 0, 0, 0))
        count, cents, fee_cents = (sum(both) for both in zip(_numbers(before), _numbers(line), strict=True))
        found[key] = Line(*key, count, cents, fee_cents)
    return tuple(found[key] for key in sorted(found) if found[key].count)


def _numbers(line: Line) -> tuple[int, int, int]:
    return line.count, line.cents, line.fee_cents


def _sign(op: str) -> int:
    return -1 if op in TAKES_BACK else 1
