"""Credits (row D4): what a biller gives an account that nobody has paid. The pump tells of them with setting 114 only.

Without it they stand in the outbox, held, and `ivr pump board` lists them; they go when the setting comes on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, Connection, and_, insert, not_

from integration.billers import Biller
from integration.errors import Refused
from integration.ledger import orders
from integration.ledger.orders import CREDIT, Order
from integration.ledger.tables import audit, outbox
from integration.model import PostingState
from integration.money import ZERO, Money

HELD = "held: advanced setting 114 (pump credits) is off for this biller"


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit. `number` is the biller's own for it: the same number twice is one credit."""

    bid: str
    number: str
    account_number: str
    amount: Money
    effective: date
    why: str


def are_held(biller: Biller) -> bool:
    """Whether this biller's credits wait (setting 114)."""
    return not biller.advanced_settings.pump_credits


def held_of(billers: Iterable[Biller]) -> frozenset[str]:
    """Of these billers, those whose credits wait, by id."""
    return frozenset(biller.bid for biller in billers if are_held(biller))


def give(connection: Connection, credit: Credit, *, who: str, now: datetime) -> str:
    """Put it in the outbox, once; its reference. Refused for nothing, and for a number that is another credit's."""
    if credit.amount <= ZERO:
        raise Refused(f"credit {credit.number}: found {credit.amount.plain()}; expected more than 0.00")
    order = _order(credit)
    try:
        orders.put(connection, order, now, f"given by {who}: {credit.why}")
    except ValueError as error:
        raise Refused(f"credit {credit.number} is there already, and is another one: {error}") from error
    told = {"at": now, "who": who, "what": "credit given", "bid": credit.bid, "subject": order.reference}
    connection.execute(insert(audit).values(told | {"detail": credit.why}))
    return order.reference


def held_rows(bids: Collection[str]) -> ColumnElement[bool]:
    """Credits of these billers that were never sent."""
    return and_(outbox.c.op == CREDIT, outbox.c.bid.in_(bids), outbox.c.state == PostingState.READY.value)


def not_held(bids: Collection[str]) -> ColumnElement[bool]:
    """Everything else; the same billers give the same clause, so that a statement with it is made once."""
    return _not_held(tuple(sorted(bids)))


@cache
def _not_held(bids: tuple[str, ...]) -> ColumnElement[bool]:
    return not_(held_rows(bids))


def _order(credit: Credit) -> Order:
    return Order(
        op=CREDIT,
        business_key=credit.number,
        reference=orders.reference_of("C", uuid5(NAMESPACE_URL, f"urn:ivr:credit:{credit.bid}:{credit.number}")),
        bid=credit.bid,
        account_number=credit.account_number,
        amount=credit.amount,
        way=None,
        effective=credit.effective,
        comments=credit.why,
    )
