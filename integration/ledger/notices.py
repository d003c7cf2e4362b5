"""Written notices of bank payments: queued before the charge leaves, sent once it went through.

`ivr work` sends texts and e-mails (`notice_sends`) and marks each as sent; a way that turns out not to reach the payer
is changed to a letter. Letters are listed for people.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, insert, select, update

from integration.errors import Refused
from integration.ledger.authorizations import Authorization
from integration.ledger.tables import audit, notices, payments
from integration.ledger.upsert import inserted
from integration.model import Bill, PaymentState

NoticeWay = Literal["letter", "text", "email"]
QUEUED, SENT = "queued", "sent"
LETTER: NoticeWay = "letter"
NATIONAL_DIGITS = 10  # of a number in North America


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `sent_to` is an address in lines, a number in E.164 or an e-mail address; instants are aware UTC.

    `tries` of sending it were begun; `trouble` says what stands, or stood, against its way, '' for nothing.
    """

    id: int
    payment_id: str
    confirmation: str
    bid: str
    way: str
    sent_to: str
    language: str
    words: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    sent_by: str
    keep_until: date
    tries: int
    next_at: datetime | None
    trouble: str

    def as_json(self) -> dict[str, Any]:
        """Everything that a letter needs."""
        told = {name: getattr(self, name) for name in _TOLD}
        instants = {name: getattr(self, name) for name in ("created_at", "sent_at", "next_at")}
        return told | {name: at.isoformat() if at else None for name, at in instants.items()}


_TOLD = (
    *("id", "payment_id", "confirmation", "bid", "way", "sent_to", "language", "words", "state", "sent_by"),
    *("tries", "trouble"),
)


def addressed(bill: Bill, wanted: NoticeWay) -> tuple[NoticeWay, str]:
    """The way that reaches this payer, and where to: as the biller wants it, else a letter.

    Only what the biller himself knows of the payer is used: whoever calls is not asked where his own notice goes.
    """
    if wanted == "email" and "@" in bill.email:
        return "email", bill.email
    number = _e164(bill.phone)
    if wanted == "text" and number:
        return "text", number
    return LETTER, posted_to(bill)


def posted_to(bill: Bill) -> str:
    """Where a letter goes, in lines."""
    town = " ".join(part for part in (bill.city, bill.state, bill.postal_code) if part)
    return "\n".join(line for line in (bill.name, bill.service_address, town) if line)


def _e164(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    national = digits.removeprefix("1") if len(digits) > NATIONAL_DIGITS else digits
    return f"+1{national}" if len(national) == NATIONAL_DIGITS else ""


def queue(connection: Connection, given: Authorization, way: NoticeWay, sent_to: str) -> None:
    """Queue the notice of an authorisation, in the transaction that keeps it."""
    row = {"payment_id": given.payment_id, "bid": given.bid, "language": given.language, "words": given.words}
    row |= {"way": way, "sent_to": sent_to, "state": QUEUED}
    inserted(connection, notices, row | {"created_at": given.at, "keep_until": given.keep_until})


def waiting(connection: Connection, way: NoticeWay | None = None, bid: str | None = None) -> list[Notice]:
    """Those to be sent, the oldest first: of a payment that did not go through nobody is told that it did."""
    return read(connection, _narrowed(to_send(), way, bid).order_by(notices.c.id))


def to_send() -> Select[Any]:
    """Asks for those that wait, of payments that went through."""
    return _told().where(notices.c.state == QUEUED, payments.c.state == PaymentState.CAPTURED.value)


def sent(connection: Connection, way: NoticeWay | None = None, bid: str | None = None) -> list[Notice]:
    """Those that were sent, the newest first."""
    found = _told().where(notices.c.state == SENT)
    return read(connection, _narrowed(found, way, bid).order_by(notices.c.sent_at.desc()))


def of(connection: Connection, payment_id: str) -> Notice | None:
    """The notice of a payment; None where it has none, as every card payment."""
    return next(iter(read(connection, _told().where(notices.c.payment_id == payment_id))), None)


def mark_sent(connection: Connection, notice_id: int, who: str, now: datetime) -> None:
    """Say that it was sent, once. Refused where it was sent before, or its payment did not go through."""
    found = read(connection, _told().where(notices.c.id == notice_id))
    if not found:
        raise Refused(f"there is no notice {notice_id}; `ivr notices list` tells those that wait")
    notice = found[0]
    if notice.state == SENT:
        raise Refused(f"notice {notice_id} was sent by {notice.sent_by} at {notice.sent_at:%Y-%m-%d %H:%M} UTC")
    if notice_id not in {each.id for each in waiting(connection, bid=notice.bid)}:
        raise Refused(f"notice {notice_id} is of a payment that did not go through: there is nothing to tell")
    mine = (notices.c.id == notice_id) & (notices.c.state == QUEUED)
    connection.execute(update(notices).where(mine).values(state=SENT, sent_at=now, sent_by=who))
    told = {"at": now, "who": who, "what": "notice sent", "bid": notice.bid, "subject": notice.payment_id}
    connection.execute(insert(audit).values(**told, detail=notice.way))


def _told() -> Select[Any]:
    return select(notices, payments.c.confirmation).select_from(notices.join(payments))


def _narrowed(found: Select[Any], way: NoticeWay | None, bid: str | None) -> Select[Any]:
    found = found.where(notices.c.way == way) if way else found
    return found.where(notices.c.bid == bid) if bid else found


def read(connection: Connection, found: Select[Any]) -> list[Notice]:
    """What `to_send` or a narrower question finds."""
    return [Notice(**row) for row in connection.execute(found).mappings()]
