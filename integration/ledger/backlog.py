"""What the outbox holds, counted: whom the sweep rings, and what `pump status` shows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Connection, Select, func, select

from integration.ledger import account_credits, breakers, holds
from integration.ledger.due import IS_DUE
from integration.ledger.tables import outbox
from integration.model import PostingState

SHOWN = (
    PostingState.READY,
    PostingState.POSTING,
    PostingState.AMBIGUOUS,
    PostingState.REVIEW,
    PostingState.POSTED,
    PostingState.CANCELLED,
)


@dataclass(slots=True)
class Backlog:
    """One biller's postings by state; `oldest_ready` is when the oldest row that waits to be sent was made."""

    counts: dict[PostingState, int] = field(default_factory=lambda: dict.fromkeys(PostingState, 0))
    oldest_ready: datetime | None = None
    held: str | None = None

    def told(self, now: datetime) -> dict[str, int | str | None]:
        """As `pump status --json` says it; `oldest_ready_s` in whole seconds."""
        waits_s = int((now - self.oldest_ready).total_seconds()) if self.oldest_ready else None
        counts = {state.value: self.counts[state] for state in SHOWN}
        return counts | {"oldest_ready_s": waits_s, "held": self.held}


def due_billers(connection: Connection, now: datetime, credits_held: Collection[str] = ()) -> list[str]:
    """The billers that have due rows, are not held and do not rest, by id; some billers' credits are (setting 114)."""
    stopped = {*holds.held(connection), *breakers.resting(connection, now)}
    due = connection.scalars(_due(account_credits.not_held(credits_held)), {"now": now})
    return [bid for bid in due if bid not in stopped]


@cache
def _due(besides: ColumnElement[bool]) -> Select[str]:
    """Made once: the sweep asks it twice a minute, and making it takes longer than running it."""
    return select(outbox.c.bid).where(IS_DUE, besides).distinct().order_by(outbox.c.bid)


def backlogs(connection: Connection, credits_held: Collection[str] = ()) -> dict[str, Backlog]:
    """By biller; one that has neither rows nor a hold is not in it. A credit that is held makes nobody wait."""
    found: dict[str, Backlog] = {}
    by_state = select(outbox.c.bid, outbox.c.state, func.count().label("rows")).group_by(outbox.c.bid, outbox.c.state)
    for row in connection.execute(by_state):
        found.setdefault(row.bid, Backlog()).counts[PostingState(row.state)] = row.rows
    ready = (outbox.c.state == PostingState.READY.value) & account_credits.not_held(credits_held)
    oldest = select(outbox.c.bid, func.min(outbox.c.created_at).label("since")).where(ready).group_by(outbox.c.bid)
    for row in connection.execute(oldest):
        found[row.bid].oldest_ready = row.since
    for bid, why in holds.held(connection).items():
        found.setdefault(bid, Backlog()).held = why
    return found
