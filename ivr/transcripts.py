"""Calls as support reads them: found by what a caller can tell, shown turn by turn. Nothing here changes anything."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from integration.ledger.days import Zones, on_day
from integration.ledger.tables import calls, payments, turns
from ivr.questions import ANSWERED, of_call

LIMIT = 50
ENDING_DIGITS = 4
WAIT_MS_MAX = 5_000  # nobody waits as long as this without wondering whether anybody is there
AGAINS_MIN = 2  # repeats of one turn in a row that are worth a look


@dataclass(frozen=True, slots=True)
class Heading:
    """One call in a list. Numbers are cut to their endings; `result` is '' while the call goes on."""

    call_sid: str
    bid: str
    direction: str
    caller_ending: str
    account_ending: str
    started_at: datetime
    ended_at: datetime | None
    result: str
    turn: str  # the last one reached

    def as_json(self) -> dict[str, Any]:
        """Instants as ISO text, UTC."""
        return asdict(self) | {"started_at": self.started_at.isoformat(), "ended_at": _iso(self.ended_at)}


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn: what the caller did to get here, what was said then, and how many ms the answer took to work out."""

    number: int
    turn: str
    heard: str
    said: tuple[str, ...]
    at: datetime
    ms: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the world outside, and the turn that asked it."""

    number: int
    turn: str
    asked: str
    ended: str
    ms: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole call."""

    heading: Heading
    moments: tuple[Moment, ...]
    asked: tuple[Asked, ...] = ()

    def findings(self) -> Iterator[str]:
        """What somebody who looks into the call should see first, a sentence each."""
        for one in self.asked:
            if one.ended != ANSWERED:
                yield f"turn {one.number} {one.turn}: {one.asked} was {one.ended} after {one.ms} ms"
        for moment in self.moments:
            if moment.ms >= WAIT_MS_MAX:
                yield f"turn {moment.number} {moment.turn}: the caller waited {moment.ms} ms for it"
        yield from self._not_understood()
        if self.heading.result not in {"", "completed"}:
            yield f"the call ended as {self.heading.result}"

    def _not_understood(self) -> Iterator[str]:
        """Turns that came again and again: the caller was silent, or was not understood."""
        for turn, moments in groupby(self.moments, key=lambda moment: moment.turn):
            again = len(list(moments)) - 1
            if again >= AGAINS_MIN:
                yield f"{turn} was said {again + 1} times in a row"

    def as_json(self) -> dict[str, Any]:
        """The shape of `calls show --json`: names that outsiders rely on."""
        head = self.heading.as_json()
        told = {name: head[name] for name in ("call_sid", "bid", "direction", "started_at", "ended_at", "result")}
        turns_told = [asdict(moment) | {"at": moment.at.isoformat()} for moment in self.moments]
        asked = [asdict(one) for one in self.asked]
        return told | {"turns": turns_told, "asked": asked, "findings": list(self.findings())}


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None is anything. `caller` and `account` are whole numbers or the ends of such."""

    day: date | None = None
    caller: str | None = None
    account: str | None = None
    confirmation: str | None = None
    result: str | None = None
    turn: str | None = None  # the last one reached
    bid: str | None = None
    limit: int = LIMIT


def search(connection: Connection, wanted: Search, zones: Zones) -> list[Heading]:
    """The newest first. A day is that of the biller, by when the call came."""
    found = select(calls).where(*_conditions(wanted, zones))
    newest = found.order_by(calls.c.started_at.desc(), calls.c.call_sid).limit(wanted.limit)
    return [_heading(row) for row in connection.execute(newest)]


def transcript(connection: Connection, call_sid: str) -> Transcript | None:
    """A call turn by turn; None where there is no such call."""
    row = connection.execute(select(calls).where(calls.c.call_sid == call_sid)).first()
    if row is None:
        return None
    columns = (turns.c.number, turns.c.turn, turns.c.heard, turns.c.said, turns.c.at, turns.c.ms)
    spoken = connection.execute(select(*columns).where(turns.c.call_sid == call_sid).order_by(turns.c.number))
    moments = tuple(_moment(one) for one in spoken)
    names = {moment.number: moment.turn for moment in moments}
    asked = (
        Asked(number, names[number], one.asked, one.ended, one.ms) for number, one in of_call(connection, call_sid)
    )
    return Transcript(_heading(row), moments, tuple(asked))


def _conditions(wanted: Search, zones: Zones) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.day is not None:
        conditions.append(on_day(calls.c.bid, calls.c.started_at, wanted.day, zones))
    if wanted.caller is not None:
        conditions.append(_ends_with(calls.c.caller, wanted.caller))
    if wanted.account is not None:
        conditions.append(_ends_with(calls.c.account_number, wanted.account))
    if wanted.confirmation is not None:
        paid = select(payments.c.call_sid).where(payments.c.confirmation == wanted.confirmation)
        conditions.append(calls.c.call_sid.in_(paid))
    if wanted.result is not None:
        conditions.append(calls.c.result == wanted.result)
    if wanted.turn is not None:
        conditions.append(calls.c.turn == wanted.turn)
    if wanted.bid is not None:
        conditions.append(calls.c.bid == wanted.bid)
    return conditions


def _ends_with(column: ColumnElement[str], number: str) -> ColumnElement[bool]:
    """A whole +1… number is found by the index."""
    return column == number if number.startswith("+") else column.endswith(number, autoescape=True)


def _heading(row: Row[*tuple[Any, ...]]) -> Heading:
    return Heading(
        call_sid=row.call_sid,
        bid=row.bid,
        direction=row.direction,
        caller_ending=row.caller[-ENDING_DIGITS:],
        account_ending=row.account_number[-ENDING_DIGITS:],
        started_at=row.started_at,
        ended_at=row.ended_at,
        result=row.result,
        turn=row.turn,
    )


def _moment(row: Row[*tuple[Any, ...]]) -> Moment:
    return Moment(row.number, row.turn, row.heard, tuple(json.loads(row.said)), row.at, row.ms)


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
