"""A payment taken elsewhere comes in once: the payment, its posting and the answer are one transaction.

The idempotency key's row is written first. Of two requests that arrive together the second waits for the first one's
commit at the UNIQUE (bid, key), and then finds its answer, or nothing at all if the first was undone.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select, update

from integration.billers import Biller
from integration.errors import Refused
from integration.intake.taken import Taken
from integration.ledger import confirmations, receipts
from integration.ledger.payments import into_outbox
from integration.ledger.tables import intakes, payments
from integration.ledger.upsert import insert_once
from integration.model import PAYMENTS_NAMESPACE, PaymentState, Pays


@dataclass(frozen=True, slots=True)
class Brought:
    """A payment as it was brought: `key` is the idempotency key, `key_id` says whose API key it came with."""

    key: str
    key_id: str
    taken: Taken


class KeyUsed(Refused):
    """The idempotency key was used before, with another payment."""


def payment_id_of(bid: str, key: str) -> UUID:
    """The same biller and key always give the same payment."""
    return uuid5(PAYMENTS_NAMESPACE, f"intake:{bid}:{key}")


def bring(
    connection: Connection, brought: Brought, biller: Biller, now: datetime, *, check: Callable[[], None]
) -> tuple[bytes, bool]:
    """The answer, and whether the payment came in with this very request; a repeat gets the first one's bytes.

    `check` is asked only of what is new, and refuses by raising: a repeat stays right when its time has passed.
    Raises KeyUsed when the key stands for another payment.
    """
    if not _claim(connection, brought, biller.bid, now):
        return _known(connection, brought, biller.bid), False
    check()
    payment_id = payment_id_of(biller.bid, brought.key)
    _record(connection, payment_id, brought.taken, biller.bid, now)
    into_outbox(connection, payment_id, biller, now)
    (receipt,) = receipts.named(connection, str(payment_id), biller.bid)
    answer = json.dumps(receipt.as_json(), ensure_ascii=False)
    mine = (intakes.c.bid == biller.bid) & (intakes.c.key == brought.key)
    connection.execute(update(intakes).where(mine).values(payment_id=str(payment_id), answer=answer))
    return answer.encode(), True


def _claim(connection: Connection, brought: Brought, bid: str, now: datetime) -> bool:
    taken = brought.taken
    words = {"reference": taken.reference, "description": taken.description}
    row = {"bid": bid, "key": brought.key, "digest": taken.digest(), "key_id": brought.key_id, "at": now}
    return insert_once(connection, intakes, row | words, key=("bid", "key"))


def _known(connection: Connection, brought: Brought, bid: str) -> bytes:
    mine = (intakes.c.bid == bid) & (intakes.c.key == brought.key)
    row = connection.execute(select(intakes.c.digest, intakes.c.answer).where(mine)).one()
    if row.digest != brought.taken.digest():
        raise KeyUsed("this idempotency key was used with another payment; expected a new key, or the same payment")
    return str(row.answer).encode()


def _record(connection: Connection, payment_id: UUID, taken: Taken, bid: str, now: datetime) -> None:
    """The money moved when the taker says: that is the day on which the biller's books should have it."""
    row = {
        "payment_id": str(payment_id),
        "bid": bid,
        "account_number": taken.account_number,
        "invoice_number": "",
        "channel": taken.channel,
        "method": taken.way.value,
        "pays": Pays.OTHER.value,
        "amount_cents": taken.amount.cents,
        "fee_cents": taken.fee.cents,
        "state": PaymentState.CAPTURED.value,
        "confirmation": confirmations.free(connection, bid, payment_id),
        "opened_at": taken.paid_at,
        "captured_at": taken.paid_at,
        "settled_at": now,
    }
    connection.execute(insert(payments).values(row))
