"""How far the sending of a notice has come, where we send it ourselves: by text or by e-mail.

A notice twice is bearable, a notice lost is not: without it a bank payment has no proof (rules.md 2.5). So it waits
until its way has surely taken it, and what its way will not take becomes a letter, which a person sends.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from integration.ledger.bills import find_bill
from integration.ledger.notices import LETTER, QUEUED, Notice, posted_to, read, to_send
from integration.ledger.tables import audit, authorizations, notices, payments, texts
from integration.ledger.texts import TextState

WORDS = "bank_notice"  # the key of a notice's words among texts
WHO = "ivr work"  # sent it, or made it a letter


@dataclass(frozen=True, slots=True)
class ByText:
    """A notice, and how its text stands: `state` is None where none was put yet, `result` the text's own."""

    notice: Notice
    state: TextState | None
    result: str


def texts_to_move(connection: Connection, silent_since: datetime) -> list[ByText]:
    """Notices by text of which something can be done, the oldest first: no text yet, or one whose end is known.

    A text that the phone company has had since `silent_since` without any news has arrived as far as can be known.
    """
    states = (TextState.DELIVERED.value, TextState.FAILED.value)
    taken = (texts.c.state == TextState.SENT.value) & (texts.c.settled_at <= silent_since)
    its_text = (
        (texts.c.cause == notices.c.payment_id) & (texts.c.words == WORDS) & (texts.c.number == notices.c.sent_to)
    )
    ended = or_(texts.c.text_id.is_(None), texts.c.state.in_(states), taken)
    with_texts = to_send().outerjoin(texts, its_text).add_columns(texts.c.state.label("text"), texts.c.result)
    found = connection.execute(with_texts.where(notices.c.way == "text", ended).order_by(notices.c.id)).mappings()
    return [_by_text(row) for row in found]


def _by_text(row: RowMapping) -> ByText:
    notice = Notice(**{each.name: row[each.name] for each in fields(Notice)})
    return ByText(notice, TextState(row["text"]) if row["text"] else None, row["result"] or "")


def mails_due(connection: Connection, now: datetime) -> list[Notice]:
    """Notices by e-mail that may be tried now, the oldest first."""
    is_due = or_(notices.c.next_at.is_(None), notices.c.next_at <= now)
    return read(connection, to_send().where(notices.c.way == "email", is_due).order_by(notices.c.id))


def begin(connection: Connection, notice: Notice, *, next_at: datetime) -> bool:
    """Commit this before the mail leaves; False when somebody else has taken it up.

    From here until its end is written down nobody knows whether it left, and that is what people are told of it.
    """
    mine = (notices.c.id == notice.id) & (notices.c.state == QUEUED) & (notices.c.tries == notice.tries)
    begun = {
        "tries": notice.tries + 1,
        "next_at": next_at,
        "trouble": "its sending was begun; nobody knows how it ended",
    }
    return connection.execute(update(notices).where(mine).values(begun)).rowcount == 1


def note_trouble(connection: Connection, notice: Notice, trouble: str) -> None:
    """What befell the try that was begun; it is tried again when it was said that it would be."""
    mine = (notices.c.id == notice.id) & (notices.c.state == QUEUED)
    connection.execute(update(notices).where(mine).values(trouble=trouble))


def make_letter(connection: Connection, notice: Notice, why: str, now: datetime) -> None:
    """Its way does not take it: from here on it is a person's to send."""
    mine = (notices.c.id == notice.id) & (notices.c.state == QUEUED) & (notices.c.way == notice.way)
    letter = {"way": LETTER, "sent_to": _address(connection, notice), "trouble": why, "next_at": None}
    if connection.execute(update(notices).where(mine).values(letter)).rowcount == 1:
        told = {"at": now, "who": WHO, "what": "notice made a letter", "bid": notice.bid, "subject": notice.payment_id}
        connection.execute(insert(audit).values(**told, detail=f"{notice.way}: {why}"))


def _address(connection: Connection, notice: Notice) -> str:
    """As the account's bill has it now; the payer's name alone where no bill stands any more."""
    account = select(payments.c.account_number).where(payments.c.payment_id == notice.payment_id)
    found = find_bill(connection, notice.bid, "ACCOUNT_NO", str(connection.scalar(account)))
    if found is not None:
        return posted_to(found.bill)
    payer = select(authorizations.c.payer).where(authorizations.c.payment_id == notice.payment_id)
    return str(connection.scalar(payer))
