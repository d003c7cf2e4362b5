"""A call that we started, as its first request finds it: which planned call it is, who answers, what is said first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from integration.billers import Biller
from integration.campaigns.attempts import Result
from integration.campaigns.kinds import Kind
from integration.dialling.news import answered_by, news_of
from integration.first_names import first_name
from integration.ledger import call_news, rings
from integration.ledger.bills import find_bill
from integration.ledger.call_news import News
from integration.ledger.database import Database
from integration.ledger.rings import Ring
from ivr.call import Call, Reminder
from ivr.scenes.reminding.answers import FAX, MACHINE
from ivr.webhook import Forbidden, Knock

_NO_PERSON = {Result.MACHINE: MACHINE, Result.FAX: FAX}


@dataclass(frozen=True)
class Ringing:
    """The planned calls of one site. Forbidden for a planned call of another number than the one that is rung."""

    database: Database

    def taken_up(self, knock: Knock, biller: Biller, ring_id: int, now: datetime) -> tuple[Call, News]:
        """The call at its beginning, and what is known of it now."""
        with self.database.read() as connection:
            ring = _fitting(connection, knock, ring_id)
            reminder = _reminder(ring, _first_name(connection, ring, biller))
        result = answered_by(knock.only("AnsweredBy"))
        call = Call(
            knock.call_sid,
            knock.caller,
            knock.line,
            ring.language,
            "",
            now.isoformat(),
            why=_NO_PERSON.get(result, ""),
            keyed=ring.account_number,
            told_keys=True,
            reminder=reminder,
            biller=biller,
        )
        return call, News(result, sid=knock.call_sid)

    def ended(self, knock: Knock, ring_id: int, now: datetime) -> None:
        """A status callback: late, doubled and permuted ones end in the same state."""
        with self.database.read() as connection:
            _fitting(connection, knock, ring_id)
        news = news_of(knock.only("CallStatus"), knock.call_sid, knock.only("AnsweredBy"))
        with self.database.write() as connection:
            call_news.tell(connection, ring_id, news, now)


def _fitting(connection: Connection, knock: Knock, ring_id: int) -> Ring:
    ring = rings.find(connection, ring_id)
    if ring is None or ring.number != knock.caller or ring.call_sid not in ("", knock.call_sid):
        raise Forbidden("no planned call of ours to that number")
    return ring


def _first_name(connection: Connection, ring: Ring, biller: Biller) -> str:
    """As the bill has it now; a notice for everybody asks for nobody."""
    if biller.reminders.names == "none" or ring.definition.kind is Kind.FREE_NOTICE:
        return ""
    standing = find_bill(connection, ring.bid, "ACCOUNT_NO", ring.account_number)
    return first_name(standing.bill.name, biller.reminders.names) if standing else ""


def _reminder(ring: Ring, name: str) -> Reminder:
    definition = ring.definition
    notice = " ".join(definition.message.get(ring.language, "").split())
    return Reminder(ring.id, definition.kind.value, definition.about, ring.account_number, notice, name)
