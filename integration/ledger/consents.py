"""The register of consent and opt-out: append-only; the last word on a topic stands (rules.md 2.1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from integration.ledger.tables import consents

ALL_TOPICS = "all"


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: what a person, by his number, said about being called on a topic; `how` and `who` are its proof."""

    bid: str
    number: str  # E.164
    topic: str
    says_yes: bool
    how: str
    who: str
    at: datetime
    detail: str = ""


def note(connection: Connection, word: Word) -> None:
    """Add an entry. Nothing is ever changed or taken out."""
    row = {
        "bid": word.bid,
        "number": word.number,
        "topic": word.topic,
        "says": "yes" if word.says_yes else "no",
        "how": word.how,
        "who": word.who,
        "at": word.at,
        "detail": word.detail,
    }
    connection.execute(insert(consents), row)


def of_biller(connection: Connection, bid: str, number: str | None = None) -> list[Word]:
    """All words of a biller's register, or of one number in it, in the order in which they were written down."""
    mine = consents.c.bid == bid
    if number is not None:
        mine &= consents.c.number == number
    rows = connection.execute(select(consents).where(mine).order_by(consents.c.id))
    return [
        Word(row.bid, row.number, row.topic, row.says == "yes", row.how, row.who, row.at, row.detail) for row in rows
    ]


def opted_out(connection: Connection, bid: str, number: str, topic: str = ALL_TOPICS) -> bool:
    """Whether the last word of this number on the topic, or on all topics, is no."""
    mine = (consents.c.bid == bid) & (consents.c.number == number) & consents.c.topic.in_({topic, ALL_TOPICS})
    said = connection.execute(select(consents.c.topic, consents.c.says).where(mine).order_by(consents.c.id))
    last = {row.topic: row.says for row in said}
    return "no" in last.values()
