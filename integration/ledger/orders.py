"""What is put into the outbox: one order for each thing that a biller's system must be told, once."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from integration.changes import CHANGES
from integration.ledger.outbox import FOREVER, note
from integration.ledger.tables import outbox, outbox_events
from integration.ledger.upsert import inserted
from integration.model import PostingState, Way
from integration.money import Money

PAYMENT = "payment"
VOID = "void"
RETURN = "return"
CREDIT = "credit"
REFERENCE_CHARACTERS_MAX = 20  # REFERENCE_NO
COMMENTS_CHARACTERS_MAX = 200
REFERENCES_AT_ONCE = 500  # asked for in one statement
_BUSINESS_KEY = ("bid", "op", "business_key")
_of_payment = (outbox.c.payment_id == bindparam("paid")) & (outbox.c.op == bindparam("what"))
_OWN = select(outbox).where(_of_payment).with_for_update()
_STANDING = select(outbox.c.reference).where(_of_payment, outbox.c.state != PostingState.CANCELLED.value)


@dataclass(frozen=True, slots=True)
class Order:
    """One row to be. `business_key` is what makes two orders the same one; `depends_on` the row that comes first."""

    op: str
    business_key: str
    reference: str
    bid: str
    account_number: str
    amount: Money
    way: Way | None
    effective: date
    payment_id: UUID | None = None
    invoice_type: str = ""
    comments: str = ""
    depends_on: int | None = None
    active: bool | None = None  # of a change


def reference_of(prefix: str, identity: UUID) -> str:
    """REFERENCE_NO: the operation's letter and the first characters of the id in base32 (95 bits of it)."""
    return (prefix + b32encode(identity.bytes).decode("ascii"))[:REFERENCE_CHARACTERS_MAX]


def payment_order(
    payment_id: UUID, *, bid: str, account_number: str, amount: Money, way: Way, effective: date, invoice_type: str
) -> Order:
    """AddARItem for a captured payment: the bill amount, never the fee."""
    return Order(
        op=PAYMENT,
        business_key=str(payment_id),
        reference=reference_of("P", payment_id),
        bid=bid,
        account_number=account_number,
        amount=amount,
        way=way,
        effective=effective,
        payment_id=payment_id,
        invoice_type=invoice_type,
    )


def put(connection: Connection, order: Order, now: datetime, detail: str) -> int:
    """Put it in the outbox, in the transaction that makes it true; its row's id, the same however often it is put.

    Raises ValueError when it is there already with another account or amount.
    """
    new = inserted(connection, outbox, _values(order, now), key=_BUSINESS_KEY)
    if new is None:
        return _standing_order(connection, order)
    note(connection, new[0], ("", PostingState.READY), detail, now, token="")
    return int(new[0])


def put_first(connection: Connection, new: Sequence[Order], now: datetime, detail: str) -> None:
    """Put many at once, of which none can be there yet, as by `put`; a clash with one that is undoes them all."""
    if not new:
        return
    connection.execute(insert(outbox), [_values(order, now) for order in new])
    event = {"token": "", "at": now, "from_state": "", "to_state": PostingState.READY.value, "detail": detail}
    for start in range(0, len(new), REFERENCES_AT_ONCE):
        references = [order.reference for order in new[start : start + REFERENCES_AT_ONCE]]
        numbers = connection.scalars(select(outbox.c.id).where(outbox.c.reference.in_(references)))
        connection.execute(insert(outbox_events), [event | {"outbox_id": number} for number in numbers])


def _values(order: Order, now: datetime) -> dict[str, object]:
    """Of its row, before anybody has taken it in hand."""
    return {
        "bid": order.bid,
        "op": order.op,
        "business_key": order.business_key,
        "account_number": order.account_number,
        "amount_cents": order.amount.cents,
        "payment_id": str(order.payment_id) if order.payment_id else None,
        "reference": order.reference,
        "way": order.way.value if order.way else "",
        "effective": order.effective,
        "invoice_type": order.invoice_type,
        "comments": order.comments[:COMMENTS_CHARACTERS_MAX],
        "depends_on": order.depends_on,
        "active": order.active,
        "state": PostingState.READY.value,
        "lease_until": now,
        "next_at": now,
        "created_at": now,
    }


def _standing_order(connection: Connection, order: Order) -> int:
    same = (outbox.c.bid == order.bid, outbox.c.op == order.op, outbox.c.business_key == order.business_key)
    row = connection.execute(select(outbox).where(*same)).one()
    if (row.account_number, row.amount_cents) != (order.account_number, order.amount.cents):
        raise ValueError(
            f"{order.op} {order.business_key} is in the outbox with {row.amount_cents} cents for account ending"
            f" {row.account_number[-4:]}; now {order.amount.cents} cents for account ending {order.account_number[-4:]}"
        )
    return int(row.id)


def call_off(connection: Connection, payment_id: UUID, *, who: str, why: str, now: datetime) -> str:
    """A payment's money has gone back: its posting is cancelled where it never left, else a void follows it.

    Gives the reference of what takes it back, or '' where nothing is to be told. A posting that a worker holds, or that
    may have arrived, is let come to its end: the void waits for it, and is cancelled with it if it never was. One that
    a return takes back already is never voided too.
    """
    row = _posting(connection, payment_id)
    if row is None or row.state == PostingState.CANCELLED.value:  # of a channel that is never pumped, or called off
        return ""
    if returned := _standing(connection, payment_id, RETURN):
        return returned
    is_held = row.token and row.lease_until > now
    if row.state == PostingState.READY.value and row.sent_at is None and not is_held:
        cancel(connection, row.id, row.state, f"given back before it was sent: {why}", now)
        return ""
    order = Order(
        op=VOID,
        business_key=str(payment_id),
        reference=reference_of("V", payment_id),
        bid=row.bid,
        account_number=row.account_number,
        amount=Money(row.amount_cents),
        way=Way(row.way),
        effective=row.effective,
        payment_id=payment_id,
        invoice_type=row.invoice_type,
        comments=f"void of {row.reference}: {why}",
        depends_on=row.id,
    )
    put(connection, order, now, f"given back by {who}: {why}")
    return order.reference


def send_back(connection: Connection, payment_id: UUID, *, trace: str, code: str, day: date, now: datetime) -> str:
    """A payment's bank sent the money back, and its posting is in the books: AddReturnedCheck follows it.

    The amount is what was posted, without the fee. There is one return of a payment, so its business key is the
    payment's: the ledger itself refuses a second. Gives the return's reference; '' where the books do not hold the
    payment, or a void takes it back already.
    """
    row = _posting(connection, payment_id)
    if row is None or row.state != PostingState.POSTED.value or _standing(connection, payment_id, VOID):
        return ""
    order = Order(
        op=RETURN,
        business_key=str(payment_id),
        reference=_return_reference(connection, payment_id, trace + code),
        bid=row.bid,
        account_number=row.account_number,
        amount=Money(row.amount_cents),
        way=Way(row.way),
        effective=day,
        payment_id=payment_id,
        comments=code,
        depends_on=row.id,
    )
    put(connection, order, now, f"came back as {code}")
    return order.reference


def _return_reference(connection: Connection, payment_id: UUID, trace_and_code: str) -> str:
    """`R`, the trace number and the code (reliability.md 2.3).

    Banks begin their counts anew: where another payment's return has it, `R` and this payment's id.
    """
    reference = f"R{trace_and_code}"
    others = (outbox.c.reference == reference) & (outbox.c.payment_id != str(payment_id))
    is_taken = connection.execute(select(outbox.c.id).where(others)).first() is not None
    return reference_of("R", payment_id) if is_taken else reference


def _posting(connection: Connection, payment_id: UUID) -> Row[Any] | None:
    """A payment's own row, locked: what takes it back is decided by one at a time."""
    return connection.execute(_OWN, {"paid": str(payment_id), "what": PAYMENT}).first()


def _standing(connection: Connection, payment_id: UUID, op: str) -> str:
    """The reference of what takes a payment back, '' where there is none or it was cancelled."""
    return connection.scalars(_STANDING, {"paid": str(payment_id), "what": op}).first() or ""


def cancel_followers(connection: Connection, outbox_id: int, why: str, now: datetime) -> None:
    """What waited for a row that will never be posted has nothing to follow: it is cancelled with it.

    Not so a change: it only waits for its turn.
    """
    waiting = (outbox.c.depends_on == outbox_id) & (outbox.c.state == PostingState.READY.value)
    follows = outbox.c.op.not_in(CHANGES)
    for row in connection.execute(select(outbox.c.id, outbox.c.state).where(waiting, follows).with_for_update()):
        cancel(connection, row.id, row.state, why, now)


def cancel(connection: Connection, outbox_id: int, state: str, why: str, now: datetime) -> None:
    """It is never sent (again), and nothing that waited for it is; a worker that has it in hand finds that out."""
    change = {"state": PostingState.CANCELLED.value, "next_at": FOREVER, "why": why, "token": ""}
    connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(change))
    note(connection, outbox_id, (state, PostingState.CANCELLED), why, now, token="")
    cancel_followers(connection, outbox_id, why, now)
