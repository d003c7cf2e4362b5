"""The register of consent and opt-out: append-only; the last word on a topic stands (rules.md 2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from integration.ledger.tables import consents, mail_consents
from integration.mailboxes import is_mailbox

ALL_TOPICS = "all"
HOW_CHARS_MAX, WHO_CHARS_MAX = 40, 60
MAIL_TOPICS = (ALL_TOPICS, "email")


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: what a person, by his number, said about being called on a topic; `how` and `who` are its proof.

    A mailbox is entered likewise, with its address for a number.
    """

    bid: str
    number: str  # E.164, or an e-mail address
    topic: str
    says_yes: bool
    how: str
    who: str
    at: datetime
    detail: str = ""


def note(connection: Connection, word: Word) -> None:
    """Add an entry. Nothing is ever changed or taken out."""
    note_all(connection, [word])


def note_all(connection: Connection, words: Sequence[Word]) -> None:
    """Add entries, in their order."""
    for table, theirs in (
        (consents, [word for word in words if not is_mailbox(word.number)]),
        (mail_consents, [word for word in words if is_mailbox(word.number)]),
    ):
        if theirs:
            connection.execute(insert(table), [_row(word) for word in theirs])


def _row(word: Word) -> dict[str, Any]:
    return {
        "bid": word.bid,
        **_whose(word.number),
        "topic": word.topic,
        "says": "yes" if word.says_yes else "no",
        "how": word.how,
        "who": word.who,
        "at": word.at,
        "detail": word.detail,
    }


def _whose(number: str) -> dict[str, str]:
    return {"address": number.lower()} if is_mailbox(number) else {"number": number}


def of_mail(connection: Connection, bid: str, address: str | None = None) -> list[Word]:
    """The same as `of_biller`, of mailboxes."""
    mine = mail_consents.c.bid == bid
    if address is not None:
        mine &= mail_consents.c.address == address.lower()
    rows = connection.execute(select(mail_consents).where(mine).order_by(mail_consents.c.id))
    return [
        Word(row.bid, row.address, row.topic, row.says == "yes", row.how, row.who, row.at, row.detail) for row in rows
    ]


def of_anybody(connection: Connection, bid: str, number: str) -> list[Word]:
    """All words of one number, or of one mailbox."""
    return of_mail(connection, bid, number) if is_mailbox(number) else of_biller(connection, bid, number)


def of_biller(connection: Connection, bid: str, number: str | None = None) -> list[Word]:
    """All words of a biller's register, or of one number in it, in the order in which they were written down."""
    mine = consents.c.bid == bid
    return _words(connection, mine if number is None else mine & (consents.c.number == number))


def of_numbers(connection: Connection, bid: str, numbers: Sequence[str]) -> list[Word]:
    """The same, of some numbers."""
    return _words(connection, (consents.c.bid == bid) & consents.c.number.in_(numbers))


def _words(connection: Connection, which: ColumnElement[bool]) -> list[Word]:
    rows = connection.execute(select(consents).where(which).order_by(consents.c.id))
    return [
        Word(row.bid, row.number, row.topic, row.says == "yes", row.how, row.who, row.at, row.detail) for row in rows
    ]


def opted_out(connection: Connection, bid: str, number: str, topic: str = ALL_TOPICS) -> bool:
    """Whether the last word of this number on the topic, or on all topics, is no; of a mailbox, on all mail."""
    if is_mailbox(number):
        words = of_mail(connection, bid, number)
        return not all({word.topic: word.says_yes for word in words if word.topic in MAIL_TOPICS}.values())
    mine = (consents.c.bid == bid) & (consents.c.number == number) & consents.c.topic.in_({topic, ALL_TOPICS})
    said = connection.execute(select(consents.c.topic, consents.c.says).where(mine).order_by(consents.c.id))
    last = {row.topic: row.says for row in said}
    return "no" in last.values()
