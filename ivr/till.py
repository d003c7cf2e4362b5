"""What a turn does to the books, in its own transaction: intents before <Pay>, tokens after it, and callbacks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from integration.ledger import callbacks, payments
from integration.ledger.callbacks import Promise
from integration.ledger.payments import Intent
from integration.model import Pays, Way
from integration.money import Money
from ivr.call import Call, Event, Paid
from ivr.scenes.paying.lines import fee_of


def record(connection: Connection, before: Call, event: Event, after: Call, now: datetime) -> None:
    """Called between advance and the commit: what is written here stands or falls with the turn and its TwiML."""
    if isinstance(event, Paid):
        _card_taken(connection, before, event, after, now)
    if after.turn == "pay_card":
        payments.open_intent(connection, intent_of(after), now)
    if after.callback_part and not before.callback_part:
        callbacks.promise(connection, promise_of(after, now))


def _card_taken(connection: Connection, before: Call, paid: Paid, after: Call, now: datetime) -> None:
    payment_id = UUID(before.payment_id())
    if after.turn == "charge":
        payments.keep_token(connection, payment_id, paid.token_sealed, paid.card_ending)
    else:
        payments.abandon(connection, payment_id, now)  # nothing was charged: <Pay> only tokenises


def intent_of(call: Call) -> Intent:
    """What the payer agreed to in this call."""
    if call.owed is None:
        raise ValueError(f"call {call.call_sid} pays without having heard a balance")
    seen = call.owed.balance_seen
    return Intent(
        payment_id=UUID(call.payment_id()),
        bid=call.biller.bid,
        account_number=call.owed.account_number,
        invoice_number=call.owed.invoice_number,
        call_sid=call.call_sid,
        attempt=call.attempt,
        way=Way.CARD,
        pays=Pays(call.pays),
        amount=Money(call.amount),
        fee=Money(fee_of(call)),
        balance_seen=Money(seen) if seen is not None else None,
    )


def promise_of(call: Call, now: datetime) -> Promise:
    """Whom somebody is to call back, and about what: an account only where the caller has proved it."""
    return Promise(
        call_sid=call.call_sid,
        bid=call.biller.bid,
        account_number=call.owed.account_number if call.proved and call.owed else "",
        number=call.callback,
        day=date.fromisoformat(call.callback_day),
        part=call.callback_part,
        language=call.language,
        turn=call.left,
        asked_at=now,
    )
