"""Batches whose time has come are closed: each once, however many clocks run, and late where none ran."""

import structlog

from integration.clock import Clock
from integration.ledger import batches
from integration.ledger.batches import Batch
from integration.ledger.database import Database

_log = structlog.get_logger(__name__)


def close_due(database: Database, clock: Clock) -> list[Batch]:
    """Those that this call closed; each biller's in a transaction of its own."""
    with database.read() as connection:
        bids = batches.due_billers(connection, clock.now())
    closed = []
    for bid in bids:
        with database.write() as connection:
            batch = batches.close_due(connection, bid, clock.now())
        if batch is not None:
            _log.info("batch_closed", bid=bid, number=batch.number)
            closed.append(batch)
    return closed
