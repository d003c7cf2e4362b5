"""How far each text has come: a state is only ever raised to one of a higher rank.

So news of a text may come late, twice and in any order. The one way back is to `ready`, by whoever knows that the phone
company has nothing of it.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from integration.ledger.tables import texts
from integration.ledger.texts import Text, TextState

RANKS = (  # what stands later is known better
    TextState.READY,
    TextState.SENDING,
    TextState.UNSURE,
    TextState.SENT,
    TextState.FAILED,
    TextState.DELIVERED,
)
_OPEN = (TextState.READY, TextState.SENDING, TextState.UNSURE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that is not settled. `sent_at`, `body` are those of the last attempt; `looks` were made since then."""

    text_id: UUID
    text: Text
    state: TextState
    attempts: int
    looks: int
    sent_at: datetime | None
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class News:
    """What became of a text: `sid` and `code` are the phone company's, '' where it told none."""

    state: TextState
    result: str
    sid: str = ""
    code: str = ""


def billers_due(connection: Connection, now: datetime) -> list[str]:
    """The billers that have a text to be sent or looked up, by id."""
    return list(connection.scalars(select(texts.c.bid).where(_is_due(now)).distinct().order_by(texts.c.bid)))


def next_due(connection: Connection, bid: str, now: datetime) -> Waiting | None:
    """The biller's text that has waited longest: a ready one is to be sent, any other to be looked up.

    What a person on the line has asked for goes first: a receipt does not wait behind a campaign of thousands.
    """
    mine = select(texts).where(texts.c.bid == bid, _is_due(now))
    in_turn = (texts.c.asked_for.desc(), texts.c.next_at, texts.c.created_at)
    row = connection.execute(mine.order_by(*in_turn).limit(1)).first()
    return _waiting(row) if row else None


def find(connection: Connection, text_id: UUID) -> Waiting | None:
    """One text, whatever its state."""
    row = connection.execute(select(texts).where(texts.c.text_id == str(text_id))).first()
    return _waiting(row) if row else None


def language_of(connection: Connection, bid: str, number: str) -> str | None:
    """The language of the last text to this number; None where none was written."""
    mine = select(texts.c.language).where(texts.c.bid == bid, texts.c.number == number)
    return connection.scalar(mine.order_by(texts.c.created_at.desc()).limit(1))


def intend(connection: Connection, row: Waiting, *, body: str, now: datetime, quiet_s: float) -> bool:
    """Commit this before the request leaves; False when somebody else has taken the text up.

    After `quiet_s` without news it is due again, to be looked up.
    """
    mine = (texts.c.text_id == str(row.text_id)) & (texts.c.attempts == row.attempts)
    is_ready = texts.c.state == TextState.READY.value
    intent = {
        "state": TextState.SENDING.value,
        "body": body,
        "attempts": row.attempts + 1,
        "looks": 0,
        "sent_at": now,
        "next_at": now + timedelta(seconds=quiet_s),
    }
    return connection.execute(update(texts).where(mine, is_ready).values(intent)).rowcount == 1


def tell(connection: Connection, text_id: UUID, news: News, now: datetime) -> bool:
    """Raise a text to the state that was told of; False when it is known better already."""
    lower = [state.value for state in RANKS[: RANKS.index(news.state)]]
    mine = (texts.c.text_id == str(text_id)) & texts.c.state.in_(lower)
    changes: dict[str, object] = {"state": news.state.value, "result": news.result, "code": news.code}
    if news.sid:
        changes["sid"] = news.sid
    if news.state not in _OPEN:
        changes["settled_at"] = now
    return connection.execute(update(texts).where(mine).values(changes)).rowcount == 1


def put_back(connection: Connection, row: Waiting, *, next_at: datetime, why: str) -> bool:
    """The phone company has nothing of this attempt: it may be made again at `next_at`."""
    back = {"state": TextState.READY.value, "next_at": next_at, "result": why}
    return _still(connection, row, back)


def look_again(connection: Connection, row: Waiting, *, next_at: datetime, why: str) -> bool:
    """Nobody knows yet what became of this attempt."""
    unsure = {"state": TextState.UNSURE.value, "next_at": next_at, "result": why, "looks": row.looks + 1}
    return _still(connection, row, unsure)


def wait(connection: Connection, row: Waiting, *, next_at: datetime, why: str) -> bool:
    """It may not be sent before `next_at`."""
    return _still(connection, row, {"next_at": next_at, "result": why})


def _still(connection: Connection, row: Waiting, changes: dict[str, object]) -> bool:
    """Change a text that nobody has taken up or had news of since."""
    same = (texts.c.text_id == str(row.text_id)) & (texts.c.attempts == row.attempts)
    is_open = texts.c.state.in_([state.value for state in _OPEN])
    return connection.execute(update(texts).where(same, is_open).values(changes)).rowcount == 1


def sent_lately(connection: Connection, number: str, since: datetime, *, but: str) -> list[datetime]:
    """When texts that nobody asked for left for this number; `but` is what the text is about that asks for itself.

    It may have been tried before, and turned back.
    """
    left = select(texts.c.sent_at).where(texts.c.number == number, texts.c.sent_at >= since, texts.c.cause != but)
    return list(connection.scalars(left.where(texts.c.asked_for.is_(False)).order_by(texts.c.sent_at)))


def counts(connection: Connection, bid: str) -> dict[str, int]:
    """How many of a biller's texts stand in each state."""
    by_state = select(texts.c.state, func.count()).where(texts.c.bid == bid).group_by(texts.c.state)
    found: dict[str, int] = dict(connection.execute(by_state).tuples().all())
    return {state.value: found.get(state.value, 0) for state in RANKS}


def _is_due(now: datetime) -> ColumnElement[bool]:
    return texts.c.state.in_([state.value for state in _OPEN]) & (texts.c.next_at <= now)


def _waiting(row: Row[Any]) -> Waiting:
    text = Text(
        bid=row.bid,
        to=row.number,
        topic=row.topic,
        words=row.words,
        language=row.language,
        why=row.cause,
        at=row.created_at,
        values=json.loads(row.filled),
        asked_for=row.asked_for,
    )
    return Waiting(UUID(row.text_id), text, TextState(row.state), row.attempts, row.looks, row.sent_at, row.body)
