"""Texts that came in: what they meant, and whether they were answered; a repeated request is answered alike."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from integration.ledger.tables import texts_in
from integration.ledger.upsert import insert_once


class Word(StrEnum):
    """What a text that comes in can mean to us."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Came:
    """One text from outside; `sid` is the phone company's name for it. Its own words are kept nowhere."""

    sid: str
    bid: str
    number: str
    word: Word
    language: str
    answered: bool
    at: datetime


def keep(connection: Connection, came: Came) -> bool:
    """Write it down; False where it was there already."""
    row = {
        "sid": came.sid,
        "bid": came.bid,
        "number": came.number,
        "word": came.word.value,
        "language": came.language,
        "answered": came.answered,
        "at": came.at,
    }
    return insert_once(connection, texts_in, row, key=["sid"])


def known(connection: Connection, sid: str) -> Came | None:
    """The text of this name, where it came before."""
    row = connection.execute(select(texts_in).where(texts_in.c.sid == sid)).first()
    return Came(row.sid, row.bid, row.number, Word(row.word), row.language, row.answered, row.at) if row else None


def answered_since(connection: Connection, bid: str, number: str, word: Word, since: datetime) -> bool:
    """Whether such a text from this number was answered since then."""
    mine = (texts_in.c.bid == bid) & (texts_in.c.number == number) & (texts_in.c.word == word.value)
    answered = texts_in.c.answered.is_(True) & (texts_in.c.at >= since)
    return connection.execute(select(texts_in.c.sid).where(mine, answered).limit(1)).first() is not None
