"""Texts as support looks for them: by day, number, state, and what they are about."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from integration.ledger.days import Zones, on_day
from integration.ledger.tables import texts

ENDING_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None is anything. `to` is a number or the end of one, `day` the biller's own date."""

    day: date | None = None
    to: str | None = None
    state: str | None = None
    about: str | None = None
    bid: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """One text. Of its number only the end is shown; `body` is '' before it left."""

    text_id: str
    bid: str
    number_ending: str
    topic: str
    words: str
    language: str
    cause: str
    asked_for: bool
    state: str
    body: str
    sid: str
    code: str
    result: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None

    def as_json(self) -> dict[str, object]:
        """One of `texts list --json`; instants are ISO text."""
        told = asdict(self)
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


def search(connection: Connection, wanted: Search, zones: Zones) -> list[Kept]:
    """The newest first."""
    query = select(texts).where(*_wanted(wanted, zones)).order_by(texts.c.created_at.desc()).limit(wanted.limit)
    return [_kept(row) for row in connection.execute(query)]


def the_text(connection: Connection, text_id: str) -> Kept | None:
    """One text by its id or by the phone company's name for it."""
    named = or_(texts.c.text_id == text_id, texts.c.sid == text_id)
    row = connection.execute(select(texts).where(named)).first() if text_id else None
    return _kept(row) if row else None


def _wanted(wanted: Search, zones: Zones) -> list[ColumnElement[bool]]:
    plain = {texts.c.state: wanted.state, texts.c.cause: wanted.about}
    found = [column == value for column, value in plain.items() if value is not None]
    found.append(texts.c.bid.in_(zones))
    if wanted.to is not None:
        found.append(texts.c.number.endswith(wanted.to, autoescape=True))
    if wanted.day is not None:
        found.append(on_day(texts.c.bid, texts.c.created_at, wanted.day, zones))
    return found


def _kept(row: Row[Any]) -> Kept:
    named = {name: getattr(row, name) for name in Kept.__slots__ if name != "number_ending"}
    return Kept(**named, number_ending=row.number[-ENDING_DIGITS:])
