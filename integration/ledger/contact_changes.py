"""New phone numbers and e-mail addresses, taken down for the biller's staff (rows D9 and D10): never pumped.

Cayenta takes neither from us. A person changes it there and says so here, once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from integration.errors import Refused
from integration.ledger.tables import audit, contact_changes

Kind = Literal["phone", "email"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller wants changed. `value` is the new number, '' where the staff have to ask; `caller` who called."""

    bid: str
    account_number: str
    kind: Kind
    value: str
    caller: str
    call_sid: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of the list. The numbers are whole: whoever makes the change needs them. Instants are aware UTC."""

    id: int
    bid: str
    account_number: str
    kind: str
    value: str
    caller: str
    call_sid: str
    at: datetime
    done_at: datetime | None
    done_by: str
    note: str


def take_down(connection: Connection, wanted: Wanted, now: datetime) -> None:
    """Put it on the list of the biller's staff."""
    row = {
        "bid": wanted.bid,
        "account_number": wanted.account_number,
        "kind": wanted.kind,
        "value": wanted.value,
        "caller": wanted.caller,
        "call_sid": wanted.call_sid,
        "at": now,
    }
    connection.execute(insert(contact_changes).values(row))


def listed(connection: Connection, bids: Collection[str], *, done_too: bool = False) -> Sequence[Taken]:
    """All of these billers that wait to be made, the oldest first; it is whole, without a limit."""
    found = select(contact_changes).where(contact_changes.c.bid.in_(list(bids))).order_by(contact_changes.c.id)
    if not done_too:
        found = found.where(contact_changes.c.done_at.is_(None))
    return [Taken(**row._asdict()) for row in connection.execute(found)]


def tick_off(connection: Connection, number: int, *, who: str, note: str, now: datetime) -> Taken:
    """Say that it is made. Refused where there is none of that number, and where somebody has said so before."""
    mine = contact_changes.c.id == number
    row = connection.execute(select(contact_changes).where(mine).with_for_update()).first()
    if row is None:
        raise Refused(f"there is no contact change {number}; `ivr contacts list` tells which there are")
    if row.done_at is not None:
        raise Refused(f"contact change {number} was made by {row.done_by} at {row.done_at.isoformat()}")
    connection.execute(update(contact_changes).where(mine).values(done_at=now, done_by=who, note=note))
    told = {"at": now, "who": who, "what": "contact changed by hand", "bid": row.bid, "subject": str(number)}
    connection.execute(insert(audit).values(told | {"detail": note}))
    return Taken(**row._asdict())
