"""What a caller asked for beside paying, written in the transaction of the turn that tells him it is done."""

from datetime import date, datetime

from sqlalchemy import Connection

from integration.changes import Change
from integration.ledger import contact_changes, enrolments
from integration.ledger.contact_changes import Kind, Wanted
from integration.ledger.enrolments import Card, Wish
from ivr.call import Call, Event, Paid
from ivr.scenes.enrolling.consent import as_agreed

CHANNEL = "phone"


def record(connection: Connection, before: Call, event: Event, after: Call, now: datetime) -> None:
    """What the caller has just confirmed; called where the turn that tells him so is committed."""
    match after.changed:
        case "phone" | "email" as kind:
            contact_changes.take_down(connection, _wanted(before, kind), now)
        case changed:
            enrolments.enrol(connection, _wish(before, event, after, changed), now)


def _wanted(call: Call, kind: Kind) -> Wanted:
    number = call.new_phone if kind == "phone" else ""
    return Wanted(call.biller.bid, _account(call), kind, number, call.caller, call.call_sid)


def _wish(before: Call, event: Event, after: Call, changed: str) -> Wish:
    kind, _, turned = changed.partition("_")
    card = Card(event.token_sealed, event.card_ending) if isinstance(event, Paid) else None
    return Wish(
        bid=before.biller.bid,
        account_number=_account(before),
        change=Change(kind),
        active=turned == "on",
        effective=date.fromisoformat(after.today()),
        channel=CHANNEL,
        call_sid=before.call_sid,
        card=card,
        consent=as_agreed(before) if card else "",
    )


def _account(call: Call) -> str:
    if call.owed is None:
        raise ValueError(f"call {call.call_sid} changes an account of which nobody has asked")
    return call.owed.account_number
