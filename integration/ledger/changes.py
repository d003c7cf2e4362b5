"""Changes put into the outbox: an order of its kind for each version, which takes the place of every older one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Row

from integration.changes import Change
from integration.ledger import orders, superseding
from integration.ledger.orders import Order
from integration.model import PostingState
from integration.money import ZERO

ASKED_FOR = "asked for by the account's holder"
BROUGHT = "brought by the biller in a conversion file"


@dataclass(frozen=True, slots=True)
class Told:
    """What the biller's system is told: from `effective` on, this is on or off for the account. Versions begin at 1."""

    bid: str
    account_number: str
    change: Change
    version: int
    active: bool
    effective: date

    @property
    def reference(self) -> str:
        """`E` and an id of account, kind and version: of this biller's, for account numbers are not unique."""
        name = f"urn:ivr:enrolment:{self.bid}:{self.account_number}:{self.change}:{self.version}"
        return orders.reference_of("E", uuid5(NAMESPACE_URL, name))


def tell(connection: Connection, told: Told, now: datetime, why: str) -> int:
    """Put it in the outbox, in the transaction that makes it true; its row's id.

    What is being sent is let end first (`depends_on`); after what may have arrived, it waits until that is certain.
    """
    older = superseding.unsettled(connection, told.bid, told.change, told.account_number)
    return tell_instead(connection, told, older, now, why)


def tell_instead(connection: Connection, told: Told, older: Sequence[Row[Any]], now: datetime, why: str) -> int:
    """As by `tell`, in the place of these, which are all that is unsettled of it."""
    behind, not_before = None, now
    for row in older:
        if row.state == PostingState.POSTING.value:
            behind = int(row.id)
            continue
        if row.state == PostingState.AMBIGUOUS.value:
            not_before = max(not_before, row.next_at)
        orders.cancel(connection, row.id, row.state, f"superseded by {told.reference}", now)
    number = orders.put(connection, _order(told, behind), now, why)
    superseding.put_off(connection, number, not_before)
    return number


def tell_first(connection: Connection, many: Sequence[Told], now: datetime, why: str) -> None:
    """Put versions in the outbox before which nothing is unsettled whose place they could take."""
    orders.put_first(connection, [_order(told, None) for told in many], now, why)


def _order(told: Told, behind: int | None) -> Order:
    return Order(
        op=told.change,
        business_key=f"{told.account_number}:{told.version}",
        reference=told.reference,
        bid=told.bid,
        account_number=told.account_number,
        amount=ZERO,
        way=None,
        effective=told.effective,
        active=told.active,
        depends_on=behind,
    )
