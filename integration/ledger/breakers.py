"""A biller whose system came to nothing several times in a row is left to rest for a growing while, then probed once.

What a person or a contradiction stopped is a hold and waits for a person (`holds`); a rest ends by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Connection, bindparam, select

from integration.ledger.tables import Instant, breakers
from integration.ledger.upsert import insert_or_change
from integration.timings import Timings, step

BAD_RUN_MAX = 3  # so many sends in a row that came to nothing, or to nobody knows what: more would only be more work
_FOUND = select(breakers).where(breakers.c.bid == bindparam("of_bid"))
_LOCKED = _FOUND.with_for_update()
_RESTING = select(breakers.c.bid).where(
    breakers.c.run >= BAD_RUN_MAX, breakers.c.rests_until > bindparam("now", type_=Instant())
)


@dataclass(frozen=True, slots=True)
class Breaker:
    """How many sends in a row came to nothing or are unsure, and until when the biller's system is left alone."""

    run: int = 0
    rests_until: datetime | None = None

    def may_claim(self, most: int, now: datetime) -> int:
        """How many postings may be taken up: none while it rests, one as a probe, else `most`."""
        if self.run < BAD_RUN_MAX or self.rests_until is None:
            return most
        return 0 if now < self.rests_until else 1

    def after(self, *, is_bad: bool, timings: Timings, now: datetime) -> Self:
        """With one more ending; a good one forgets all the bad ones."""
        run = self.run + 1 if is_bad else 0
        rest_s = step(timings.rest_s, run - BAD_RUN_MAX) if run >= BAD_RUN_MAX else 0.0
        return type(self)(run, now + timedelta(seconds=rest_s))


def of(connection: Connection, bid: str, *, locked: bool = False) -> Breaker:
    """As it stands; `locked` until the transaction ends, so that two do not both take up the one probe."""
    row = connection.execute(_LOCKED if locked else _FOUND, {"of_bid": bid}).first()
    return Breaker() if row is None else Breaker(row.run, row.rests_until)


def resting(connection: Connection, now: datetime) -> Sequence[str]:
    """The billers that are left alone now."""
    return connection.scalars(_RESTING, {"now": now}).all()


def put(connection: Connection, bid: str, breaker: Breaker, now: datetime) -> None:
    """Keep it."""
    values = {"bid": bid, "run": breaker.run, "rests_until": breaker.rests_until or now}
    insert_or_change(connection, breakers, values, key=("bid",), change=("run", "rests_until"))
