"""What a turn does to the books, in its own transaction: intents before <Pay>, tokens after it, and callbacks."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from integration.ledger import bill_links, callbacks, connector_charges, payments, texts
from integration.ledger.bill_links import BillLink
from integration.ledger.callbacks import Promise
from integration.ledger.payments import Intent
from integration.ledger.texts import Text
from integration.model import Pays, Way
from integration.money import Money
from ivr import authorized, plans, reminded, wishes
from ivr.call import Call, Event, Keyed, Paid, Recorded
from ivr.scenes.paying.charged import Charged, by_connector, charged
from ivr.scenes.paying.lines import fee_of

TAKES = frozenset({"pay_card", "pay_bank"})  # the turns that take what is paid with now
BILL_LINK = "bill_link"  # the words of the text with the link to a bill's image
PAY_LINK = "pay_link"
LINKS = frozenset({"autopay_bank", PAY_LINK, BILL_LINK})  # texts that tell of no payment
RECEIPT_TOPIC = "receipt"  # what texts are about that tell of a payment just made


def record(connection: Connection, before: Call, event: Event, after: Call, now: datetime) -> None:
    """Called between advance and the commit: what is written here stands or falls with the turn and its TwiML."""
    if after.later:
        plans.record(connection, before, event, after, now)
    elif isinstance(event, Paid) and before.turn in TAKES:
        _taken(connection, before, event, after, now)
    if before.turn == "authorize":
        _answered(connection, before, event, after, now)
    if isinstance(event, Recorded) and event.name:
        authorized.keep_recording(connection, before, event.name)
    if after.turn in TAKES:
        payments.open_intent(connection, intent_of(after), now)
    if after.turn == "text_sent" and before.turn != "text_sent":
        _put_text(connection, after, now)
    if after.turn == "change_told" and before.turn != after.turn:
        wishes.record(connection, before, event, after, now)
    if after.callback_part and not before.callback_part:
        callbacks.promise(connection, promise_of(after, now))
    if after.reminder is not None or after.stopped:
        reminded.record(connection, before, event, after, now)


def record_first(connection: Connection, call: Call, now: datetime) -> None:
    """The same for a call's first turn."""
    if call.stopped:
        reminded.stop(connection, call, now)


def _put_text(connection: Connection, after: Call, now: datetime) -> None:
    """The text, and the link in it where it has one to a bill."""
    texts.put(connection, text_of(after, now))
    if after.text_about == BILL_LINK:
        bill_links.put(connection, link_of(after, now))


def _taken(connection: Connection, before: Call, paid: Paid, after: Call, now: datetime) -> None:
    payment_id = UUID(before.payment_id())
    if by_connector(before, paid):
        _charged(connection, before, paid, payment_id, now)
    elif after.turn in {"charge", "authorize"}:
        payments.keep_token(connection, payment_id, paid.token_sealed, paid.card_ending)
    else:
        payments.abandon(connection, payment_id, now)  # nothing was charged: <Pay> only tokenises


def _charged(connection: Connection, before: Call, paid: Paid, payment_id: UUID, now: datetime) -> None:
    """The connector's word for it; one that does not settle it leaves the charge to be looked up."""
    found = charged(paid)
    if found is Charged.NO:
        connector_charges.given_up(connection, payment_id, now)
        return
    connector_charges.told(connection, payment_id, paid.card_ending, now)
    match found:
        case Charged.YES:
            payments.capture(connection, payment_id, paid.charge_id, before.biller, now)
        case Charged.DECLINED:
            payments.decline(connection, payment_id, paid.error, now)


def _answered(connection: Connection, before: Call, event: Event, after: Call, now: datetime) -> None:
    """A yes is kept before the charge leaves; whatever else leads away ends the payment, and its token goes."""
    if after.turn in {"charge", "record_yes"} and isinstance(event, Keyed):
        authorized.keep(connection, before, event.confidence, now)
    elif after.turn != "authorize":
        payments.abandon(connection, UUID(before.payment_id()), now)


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
        way=Way(call.way),
        pays=Pays(call.pays),
        amount=Money(call.amount),
        fee=Money(fee_of(call)),
        balance_seen=Money(seen) if seen is not None else None,
        charges_itself=call.charged_by_connector(),
    )


def text_of(call: Call, now: datetime) -> Text:
    """What the caller asked to have by text, a payment's number or a link: never the account, never the balance."""
    about_payment = call.text_about not in LINKS
    link_id = link_of(call, now).link_id() if call.text_about == BILL_LINK else ""
    return Text(
        bid=call.biller.bid,
        to=call.text_to,
        topic=RECEIPT_TOPIC,
        words=call.text_about,
        language=call.language,
        why=call.payment_id() if about_payment else call.call_sid,
        at=now,
        values=_of_payment(call) if about_payment else _of_link(call, link_id),
        asked_for=True,
        apart=link_id,
    )


def link_of(call: Call, now: datetime) -> BillLink:
    """The link to the image of the bill that was read."""
    if call.owed is None:
        raise ValueError(f"call {call.call_sid} asks for a bill of which nobody has asked")
    expires_at = now + timedelta(hours=call.biller.images.link_hours)
    owed = call.owed
    return BillLink(call.biller.bid, owed.account_number, owed.invoice_number, call.call_sid, now, expires_at)


def _of_link(call: Call, link_id: str) -> dict[str, str | int]:
    texts = call.biller.texts
    page = texts.pay_link if call.text_about == PAY_LINK else texts.autopay_bank_link
    return {"link_id": link_id} if link_id else {"link": page or ""}


def _of_payment(call: Call) -> dict[str, str | int]:
    return {"amount": call.amount + fee_of(call), "confirmation": call.confirmation}


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
