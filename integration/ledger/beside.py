"""What is paid on one account while somebody else is about to pay on it: a second call, a payment of a chosen day."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, or_, select

from integration.ledger.prepared import Prepared
from integration.ledger.tables import payments
from integration.ledger.tables.base import Instant
from integration.model import PaymentState

CHANNEL_OF_NOTHING_OWED = "cloudstore"  # bought ad hoc: it pays no bill

_is_under_way = or_(*(payments.c.state == state.value for state in (PaymentState.CHARGING, PaymentState.UNKNOWN)))
_came = and_(
    payments.c.state == PaymentState.CAPTURED.value, payments.c.captured_at > bindparam("since", type_=Instant())
)
_BESIDE = Prepared(
    select(payments.c.payment_id)
    .where(
        payments.c.bid == bindparam("bid"),
        payments.c.account_number == bindparam("account"),
        payments.c.payment_id != bindparam("this"),
        payments.c.channel != CHANNEL_OF_NOTHING_OWED,
        or_(_is_under_way, _came),
    )
    .limit(1)
)


def is_paid_beside(connection: Connection, bid: str, account_number: str, payment_id: UUID, since: datetime) -> bool:
    """Whether another payment of this account is being charged, or came in after `since`, when its balance was told.

    Asked once this one is charging, and that committed: of two that begin together at least one sees the other.
    """
    asked = {"bid": bid, "account": account_number, "this": str(payment_id), "since": since}
    return _BESIDE.run(connection, asked).fetchone() is not None
