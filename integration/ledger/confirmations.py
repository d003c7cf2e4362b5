"""Confirmation numbers: short enough to be read aloud and written down, one payment's alone at its biller."""

from uuid import UUID, uuid5

from sqlalchemy import Connection, select

from integration.ledger.tables import payments

CONFIRMATION_DIGITS = 9
DRAWS_MAX = 100


def free(connection: Connection, bid: str, payment_id: UUID) -> str:
    """Nine digits drawn from the payment's id; the next draw where another payment of the biller has them."""
    for draw in range(DRAWS_MAX):
        number = uuid5(payment_id, f"confirmation:{draw}").int % 10**CONFIRMATION_DIGITS
        confirmation = f"{number:0{CONFIRMATION_DIGITS}d}"
        taken = select(payments.c.payment_id).where(payments.c.bid == bid, payments.c.confirmation == confirmation)
        if connection.execute(taken).first() is None:
            return confirmation
    raise AssertionError(f"no free confirmation number for {payment_id} in {DRAWS_MAX} draws")
