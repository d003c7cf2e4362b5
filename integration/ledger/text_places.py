"""Where the account is served that a text is about: its hours hold beside those of the number."""

from sqlalchemy import Connection, select

from integration.calling.places import Place, place_of
from integration.ledger.bills import find_bill
from integration.ledger.tables import payments, schedules


def address_of(connection: Connection, bid: str, cause: str) -> Place | None:
    """By the bill that stands. None where a text is about no account that is known, or its bill names no state."""
    account_number = _account_of(connection, cause)
    found = find_bill(connection, bid, "ACCOUNT_NO", account_number) if account_number else None
    return place_of(found.bill.state) if found else None


def _account_of(connection: Connection, cause: str) -> str | None:
    """Of the payment, or of the payment on another day, that the text is about."""
    paid = select(payments.c.account_number).where(payments.c.payment_id == cause)
    planned = select(schedules.c.account_number).where(schedules.c.schedule_id == cause)
    return connection.scalar(paid.union_all(planned).limit(1))
