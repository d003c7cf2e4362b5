"""CloudStore payments: the pump never tells of them, people post them by hand and say so here, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from integration.errors import Refused
from integration.intake.taken import AD_HOC
from integration.ledger.days import Zones, on_day
from integration.ledger.receipts import Receipt
from integration.ledger.tables import audit, hand_postings, intakes, payments
from integration.ledger.upsert import insert_once
from integration.model import PaymentState


@dataclass(frozen=True, slots=True)
class ToPost:
    """One line of the report. Whole cents, aware UTC; the last three are empty until somebody has posted it.

    The account number is whole: whoever posts by hand needs it.
    """

    payment_id: str
    confirmation: str
    bid: str
    account_number: str
    amount_cents: int
    fee_cents: int
    method: str
    captured_at: datetime
    reference: str
    description: str
    who: str | None
    at: datetime | None
    note: str | None


def report(
    connection: Connection, bids: Zones, *, day: date | None = None, posted_too: bool = False
) -> Sequence[ToPost]:
    """Captured CloudStore payments of these billers, the oldest first; a day is the biller's, by when it was paid.

    It is whole, without a limit: its totals are compared with the store's own.
    """
    columns = [payments.c[name] for name in _OF_PAYMENT]
    columns += [intakes.c.reference, intakes.c.description]
    columns += [hand_postings.c.who, hand_postings.c.at, hand_postings.c.note]
    beside = payments.outerjoin(intakes, intakes.c.payment_id == payments.c.payment_id)
    beside = beside.outerjoin(hand_postings, hand_postings.c.payment_id == payments.c.payment_id)
    wanted = (payments.c.channel == AD_HOC) & (payments.c.state == PaymentState.CAPTURED.value)
    wanted &= payments.c.bid.in_(list(bids))
    if day is not None:
        wanted &= on_day(payments.c.bid, payments.c.captured_at, day, bids)
    if not posted_too:
        wanted &= hand_postings.c.payment_id.is_(None)
    found = select(*columns).select_from(beside).where(wanted)
    rows = connection.execute(found.order_by(payments.c.bid, payments.c.captured_at, payments.c.payment_id))
    return [ToPost(**row._asdict()) for row in rows]


_OF_PAYMENT = (
    "payment_id",
    "confirmation",
    "bid",
    "account_number",
    "amount_cents",
    "fee_cents",
    "method",
    "captured_at",
)


def mark(connection: Connection, payment: Receipt, *, who: str, note: str, now: datetime) -> None:
    """Say that a person has posted it. Refused for one that the pump posts, and for one that was posted by hand."""
    if payment.channel != AD_HOC or payment.state != PaymentState.CAPTURED.value:
        found = f"{payment.state}, by {payment.channel}"
        raise Refused(f"payment {payment.confirmation} is {found}; only captured cloudstore ones are posted by hand")
    row = {"payment_id": payment.payment_id, "bid": payment.bid, "who": who, "at": now, "note": note}
    if not insert_once(connection, hand_postings, row, key=("payment_id",)):
        mine = hand_postings.c.payment_id == payment.payment_id
        first = connection.execute(select(hand_postings).where(mine)).one()
        raise Refused(f"payment {payment.confirmation} was posted by hand by {first.who} at {first.at.isoformat()}")
    told = {"at": now, "who": who, "what": "payment posted by hand", "bid": payment.bid, "subject": payment.payment_id}
    connection.execute(insert(audit).values(told | {"detail": note}))
