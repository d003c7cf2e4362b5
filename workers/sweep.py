"""Rings every biller that has due rows: earlier rings may have been lost, with a job, a worker or all of Redis."""

from collections.abc import Collection

from integration.clock import Clock
from integration.ledger import backlog
from integration.ledger.database import Database
from integration.ports import Bell


def sweep(database: Database, bell: Bell, clock: Clock, credits_held: Collection[str] = ()) -> list[str]:
    """The billers that were rung. A ring too many finds nothing due; a ring too few would cost money's time."""
    with database.read() as connection:
        bids = backlog.due_billers(connection, clock.now(), credits_held)
    for bid in bids:
        bell.ring(bid)
    return bids
