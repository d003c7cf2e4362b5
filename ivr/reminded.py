"""What a turn tells of a call that we started, and who is not called again: in the transaction of the turn."""

from datetime import datetime

from sqlalchemy import Connection

from integration.campaigns.attempts import Result
from integration.campaigns.kinds import Kind
from integration.ledger import call_news, consents
from integration.ledger.call_news import News
from integration.ledger.consents import ALL_TOPICS, Word
from ivr.call import Call, Event, Finished

HOW, WHO = "keypress", "the called"
TOLD_BY = {  # the turn that tells it
    "opted_out": Result.OPTED_OUT,
    "wrong_number": Result.WRONG_NUMBER,
    "call_later": Result.CALL_LATER,
    "promised": Result.PROMISED,
}


def record(connection: Connection, before: Call, event: Event, after: Call, now: datetime) -> None:
    """How far the call has come; the ledger keeps the best that was told of it. And who is not called again."""
    if after.stopped and after.turn == "opted_out":
        stop(connection, after, now)
    result = result_of(before, event, after)
    if result is not None and after.reminder is not None:
        call_news.tell(connection, after.reminder.ring, News(result), now)


def result_of(before: Call, event: Event, after: Call) -> Result | None:
    """What this turn shows of the called; None where it shows nothing new. Pure."""
    if after.turn in TOLD_BY and after.turn != before.turn:
        return TOLD_BY[after.turn]
    if isinstance(event, Finished) and event.word == "captured":
        return Result.PAID
    has_heard = before.turn == "remind" != after.turn and _is_notice(after)
    return Result.HUMAN if has_heard or (after.proved and not before.proved) else None


def _is_notice(call: Call) -> bool:
    return call.reminder is not None and call.reminder.kind == Kind.FREE_NOTICE


def stop(connection: Connection, call: Call, now: datetime) -> None:
    """Into the register: of the topic that we rang about, or where he calls himself, of all."""
    topic = call.reminder.topic if call.reminder else ALL_TOPICS
    detail = f"call {call.call_sid}"
    consents.note(connection, Word(call.biller.bid, call.stopped, topic, False, HOW, WHO, now, detail))
