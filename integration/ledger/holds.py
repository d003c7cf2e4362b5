"""Billers whose pump stands still: their system refused our credentials, or contradicted us, or a person said so."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from integration.ledger.prepared import Prepared
from integration.ledger.tables import audit, holds
from integration.ledger.upsert import insert_or_change, inserted

_HELD = select(holds.c.bid, holds.c.why)
_IS_HELD = Prepared(select(holds.c.bid).where(holds.c.bid == bindparam("of_bid")))


def hold(connection: Connection, bid: str, *, why: str, who: str, now: datetime) -> None:
    """Stop posting for a biller until `resume`; holding again keeps the first instant and tells the newest why."""
    insert_or_change(connection, holds, {"bid": bid, "why": why, "since": now}, key=("bid",), change=("why",))
    told = {"at": now, "who": who, "what": "pump held", "bid": bid, "subject": bid, "detail": why}
    inserted(connection, audit, told)


def resume(connection: Connection, bid: str, *, who: str, now: datetime) -> bool:
    """Post again; False when the biller was not held."""
    if not connection.execute(delete(holds).where(holds.c.bid == bid)).rowcount:
        return False
    told = {"at": now, "who": who, "what": "pump resumed", "bid": bid, "subject": bid, "detail": ""}
    inserted(connection, audit, told)
    return True


def held(connection: Connection) -> dict[str, str]:
    """Why, by biller; a biller that is not held is not in it."""
    return {row.bid: row.why for row in connection.execute(_HELD)}


def is_held(connection: Connection, bid: str) -> bool:
    """Whether the biller's pump stands still."""
    return _IS_HELD.run(connection, {"of_bid": bid}).fetchone() is not None
