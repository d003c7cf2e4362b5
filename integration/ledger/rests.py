"""Billers whose Cayenta did not answer callers lately, so that balances come from the bill file for a while.

Each process judges for itself; what it found is kept here, where `ivr doctor` and /metrics can tell it.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from integration.ledger.tables import rests
from integration.ledger.upsert import insert_or_change


def put(connection: Connection, bid: str, until: datetime | None) -> None:
    """Nobody asks before `until`; None: it answers again."""
    if until is None:
        connection.execute(delete(rests).where(rests.c.bid == bid))
    else:
        insert_or_change(connection, rests, {"bid": bid, "until": until}, key=("bid",), change=("until",))


def resting(connection: Connection, now: datetime) -> dict[str, datetime]:
    """By biller, until when nobody asks; a biller that is asked is not in it."""
    found = connection.execute(select(rests.c.bid, rests.c.until).where(rests.c.until > now))
    return {row.bid: row.until for row in found}
