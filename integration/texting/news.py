"""What the phone company tells of a text, and what that means for the text and for its number."""

from datetime import datetime

from sqlalchemy import Connection

from integration.calling.marks import ALL_TEXTS, Mark, Marked
from integration.ledger import consents, text_numbers, text_sends
from integration.ledger.consents import Word
from integration.ledger.text_sends import News, Waiting
from integration.ledger.texts import TextState

STATES = {
    "accepted": TextState.SENT,
    "scheduled": TextState.SENT,
    "queued": TextState.SENT,
    "sending": TextState.SENT,
    "sent": TextState.SENT,
    "delivered": TextState.DELIVERED,
    "read": TextState.DELIVERED,
    "undelivered": TextState.FAILED,
    "failed": TextState.FAILED,
    "canceled": TextState.FAILED,
}
OPTED_OUT = "21610"
MARKS = {
    "21614": Mark.LANDLINE,
    "30006": Mark.LANDLINE,
    "21211": Mark.UNREACHABLE,
    "21612": Mark.UNREACHABLE,
    "30003": Mark.UNREACHABLE,
    "30004": Mark.UNREACHABLE,
    "30005": Mark.UNREACHABLE,
}


def news_of(status: str, sid: str, code: str) -> News | None:
    """From the phone company's own words; None for a status that says nothing."""
    state = STATES.get(status)
    return News(state, f"{status}, error {code}" if code else status, sid, code) if state else None


def take_in(connection: Connection, row: Waiting, news: News, now: datetime) -> bool:
    """Write down what became of a text; False, and nothing else changes, when it is known better already.

    A number that cannot be reached is marked, and one where a text arrived is not marked any more; so the same news in
    any order end in the same register.
    """
    if not text_sends.tell(connection, row.text_id, news, now):
        return False
    if news.state is TextState.DELIVERED:
        text_numbers.unmark(connection, row.text.to)
    if news.state is TextState.FAILED:
        _mark(connection, row.text.bid, row.text.to, news.code, now)
    return True


def _mark(connection: Connection, bid: str, number: str, code: str, now: datetime) -> None:
    if code == OPTED_OUT:
        if not consents.opted_out(connection, bid, number, ALL_TEXTS):
            word = Word(bid, number, ALL_TEXTS, says_yes=False, how="text", who=f"error {code}", at=now)
            consents.note(connection, word)
    elif code in MARKS:
        text_numbers.mark(connection, number, Marked(MARKS[code], code, now))
