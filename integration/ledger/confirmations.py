"""Confirmation numbers: short enough to be read aloud and written down, one payment's alone at its biller."""

from uuid import UUID, uuid5

from sqlalchemy import Connection, bindparam, select

from integration.ledger.prepared import Prepared
from integration.ledger.tables import payments

CONFIRMATION_DIGITS = 9
DRAWS_MAX = 100
_of_biller = payments.c.bid == bindparam("of_bid")
_TAKEN = Prepared(select(payments.c.payment_id).where(_of_biller, payments.c.confirmation == bindparam("drawn")))


def free(connection: Connection, bid: str, payment_id: UUID) -> str:
    """Nine digits drawn from the payment's id; the next draw where another payment of the biller has them."""
    for draw in range(DRAWS_MAX):
        number = uuid5(payment_id, f"confirmation:{draw}").int % 10**CONFIRMATION_DIGITS
        confirmation = f"{number:0{CONFIRMATION_DIGITS}d}"
        if _TAKEN.run(connection, {"of_bid": bid, "drawn": confirmation}).fetchone() is None:
            return confirmation
    raise AssertionError(f"no free confirmation number for {payment_id} in {DRAWS_MAX} draws")
