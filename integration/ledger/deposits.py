"""The deposit list: what one batch comes to, at its close and with all that came right in it since."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from integration.ledger import corrections
from integration.ledger.batches import Batch
from integration.ledger.corrections import Correction
from integration.ledger.figures import Figures, Line, added, figures
from integration.money import Money


@dataclass(frozen=True, slots=True)
class Deposit:
    """One batch as its list. `now` are the outbox's own figures, which `lines` must equal to the cent."""

    batch: Batch
    now: Figures
    corrections: tuple[Correction, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """By operation and tender: as written at the close and since; as they stand while the batch is open."""
        if self.batch.at_close is None:
            return self.now.lines
        return added([*self.batch.at_close.lines, *(one.line for one in self.corrections)])

    @property
    def is_equal(self) -> bool:
        """Whether what was written adds up to what the outbox holds."""
        return self.lines == self.now.lines

    def as_json(self) -> dict[str, Any]:
        """Cents, and instants as ISO text UTC. `unsure_at_close` is null while the batch is open."""
        batch = self.batch
        at_close = batch.at_close
        count, cents, fee_cents = Figures(self.lines).total
        return {
            "batch": batch.number,
            "day": batch.day.isoformat(),
            "opened_at": batch.opened_at.isoformat(),
            "closes_at": batch.closes_at.isoformat(),
            "closed_at": batch.closed_at.isoformat() if batch.closed_at else None,
            "closed_by": batch.closed_by or None,
            "why": batch.why or None,
            "lines": [asdict(line) for line in self.lines],
            "count": count,
            "cents": cents,
            "fee_cents": fee_cents,
            "at_close": [asdict(line) for line in at_close.lines] if at_close else None,
            "unsure_at_close": [asdict(one) for one in at_close.unsure] if at_close else None,
            "corrections": [_told(one) for one in self.corrections],
            "unsure": [asdict(one) for one in self.now.unsure],
        }


def deposit(connection: Connection, batch: Batch) -> Deposit:
    """The list of this batch."""
    return Deposit(batch, figures(connection, batch.id), tuple(corrections.of(connection, batch.id)))


def in_words(line: Line) -> str:
    """`payment card: 3, 30.06 and fees of 7.50`."""
    amount, fees = Money(line.cents).plain(), Money(line.fee_cents).plain()
    kind = f"{line.op} {line.way}".rstrip()
    return f"{kind}: {line.count}, {amount} and fees of {fees}"


def _told(one: Correction) -> dict[str, Any]:
    return {"reference": one.reference, "at": one.at.isoformat(), "why": one.why} | asdict(one.line)
