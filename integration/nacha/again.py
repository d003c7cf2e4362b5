"""Returns that wait are decided again, until their payment is in the biller's books or its undoing has ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from integration.billers import Biller
from integration.clock import Clock
from integration.ledger import orders, returns
from integration.ledger.database import Database
from integration.ledger.returns import Decided, Waiting
from integration.nacha.items import Item
from integration.nacha.matching import TAKES_BACK, Decision, KnownPayment, Verdict, decide

_VOIDED_MEANWHILE = Decision(Verdict.VOIDED, "the payment was voided meanwhile: there is nothing left to take back")


def decide_again(biller: Biller, database: Database, clock: Clock) -> int:
    """Put the biller's waiting returns right by what the ledger knows now; how many are decided otherwise."""
    with database.read() as connection:
        if not any(_otherwise(connection, biller.bid)):
            return 0
    with database.write() as connection:
        returns.alone(connection, biller.bid)
        changed = list(_otherwise(connection, biller.bid))
        for one, decided in changed:
            decision = ordered(connection, biller, decided, one.day, clock.now())
            returns.change(connection, one.file_id, one.item.line, decision)
    return len(changed)


def decide_all(items: list[tuple[Item, Verdict | None]], known: dict[str, KnownPayment]) -> Iterator[Decided]:
    """Each item, in order: a payment that one takes back is returned already for what follows.

    With each item goes the verdict that it had before, None for a new one. `known` is by confirmation number.
    """
    for item, before in items:
        payment = known.get(item.individual_id)
        if payment and before in TAKES_BACK:
            payment = replace(payment, returned_as="")  # by this very item
        decision = decide(item, payment)
        if payment and decision.verdict in TAKES_BACK:
            known[item.individual_id] = replace(payment, returned_as=item.code)
        yield Decided(item, decision, payment.payment_id if payment else None)


def ordered(connection: Connection, biller: Biller, decided: Decided, day: date, now: datetime) -> Decision:
    """The decision, and where it is to post and the biller opted in, the order to his books in the same transaction.

    A return that was decided while he had not opted in is never posted later: his own people have written it.
    """
    item, decision = decided.item, decided.decision
    if decision.verdict is not Verdict.POST or not biller.returns.post or decided.payment_id is None:
        return decision
    order = orders.send_back(connection, UUID(decided.payment_id), trace=item.trace, code=item.code, day=day, now=now)
    return decision if order else _VOIDED_MEANWHILE


def _otherwise(connection: Connection, bid: str) -> Iterator[tuple[Waiting, Decided]]:
    waiting = returns.waiting(connection, bid)
    confirmations = sorted({one.item.individual_id for one in waiting})
    known = returns.known_payments(connection, bid, confirmations)
    items: list[tuple[Item, Verdict | None]] = [(one.item, one.decision.verdict) for one in waiting]
    for one, decided in zip(waiting, decide_all(items, known), strict=True):
        if decided.decision != one.decision:
            yield one, decided
