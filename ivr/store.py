"""Calls and their turns in the ledger's database. The turn number decides: a request is answered once, and repeated."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, String, bindparam, func, insert, select, update

from integration.billers import Biller
from integration.ledger import connector_charges
from integration.ledger.database import Database
from integration.ledger.prepared import Prepared
from integration.ledger.tables import Instant, calls, turns, works
from ivr import till
from ivr.call import Call, Event, Finished, Keyed, Paid, Recorded, Silence, Spoke, Unsure
from ivr.scenes.opening.answers import begin
from ivr.speech.heard.hearing import Hearing
from ivr.turns import Ask, End, Menu, Script, advance
from ivr.twiml import Renderer, Spoken
from ivr.webhook import Forbidden

# What every turn asks and writes. _MOVED is the compare-and-set; in it, None leaves what is there.
_of_call = calls.c.call_sid == bindparam("sid")
_stored_call = select(calls.c.bid, calls.c.turn, calls.c.number, calls.c.state, calls.c.line).where(_of_call)
_CALL, _CALL_LOCKED = Prepared(_stored_call), Prepared(_stored_call.with_for_update())
_TWIML = Prepared(select(turns.c.twiml).where(turns.c.call_sid == bindparam("sid"), turns.c.number == bindparam("no")))
_NEW_WORK = Prepared.insert_once(works, ["call_sid", "number"])
_NEW_CALL = Prepared.insert_once(calls, ["call_sid"])
_NEW_TURN = Prepared(insert(turns))
_ENDED = Prepared(
    update(calls)
    .where(_of_call, calls.c.ended_at.is_(None))
    .values(ended_at=bindparam("at", type_=Instant()), result=bindparam("as_told", type_=String()))
)
_MOVED = Prepared(
    update(calls)
    .where(_of_call, calls.c.number == bindparam("was_number"))
    .values(
        turn=bindparam("now_turn"),
        number=bindparam("now_number"),
        state=bindparam("now_state"),
        account_number=func.coalesce(bindparam("now_account", type_=String()), calls.c.account_number),
        ended_at=func.coalesce(bindparam("now_ended", type_=Instant()), calls.c.ended_at),
        result=func.coalesce(bindparam("now_result", type_=String()), calls.c.result),
    )
)

WORK_S_MAX = 20.0  # longest work of a Do turn; after that somebody else may take it up
HEARD_LENGTH_MAX = 40
SAID = "said "  # before what the caller's words were taken for; the words are not kept
_sentences = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make a new encoder each time
Record = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Place:
    """The turn that a request says it answers, and the line that it says was dialled."""

    call_sid: str
    turn: str
    number: int
    line: str


class _Row(NamedTuple):
    """A stored call, before it is read."""

    bid: str
    turn: str
    number: int
    state: str
    line: str


class UnknownCall(Exception):
    """No such call is stored: signed by Twilio, and still nobody's."""


class CallStore:
    """Every method is one transaction. `billers` attaches the biller's terms to a loaded call."""

    def __init__(
        self,
        database: Database,
        script: Script,
        renderer: Renderer,
        hearing: Hearing,
        billers: Callable[[str], Biller],
    ) -> None:
        self._database = database
        self._script = script
        self._renderer = renderer
        self._hearing = hearing
        self._billers = billers

    def answer(self, call: Call, now: datetime, record: Record | None = None) -> bytes:
        """A new call's first document; a repeated request gets the same bytes. `call` names no turn yet."""
        first = begin(call)
        call = replace(call, turn=first.turn, why=first.why, **first.changes)  # type: ignore[arg-type]  # fields of Call
        spoken = self._renderer.render(call)
        row, kept = _call_row(call, now), _turn_row(call, spoken, heard="", now=now, ms=0)

        def store(connection: Connection) -> bool:
            is_new: bool = _NEW_CALL.run(connection, row).rowcount == 1
            if is_new:
                _NEW_TURN.run(connection, kept)
                till.record_first(connection, call, now)
                if record is not None:
                    record(connection)
            return is_new

        if self._database.write_together(store):
            return spoken.twiml
        self._seen(call.call_sid, call.line)
        return self._stored(call.call_sid, 1)

    def move(
        self, place: Place, answer: Event | Spoke, now: datetime, *, ms: int = 0, record: Record | None = None
    ) -> bytes:
        """Answer one turn: what it does to the books, the next turn and its bytes commit together.

        A turn answered before gives the bytes it gave then; any other turn than the present one gives the present
        one's. Raises UnknownCall, and Unavailable when the database stays locked.
        """
        row = self._seen(place.call_sid, place.line)
        if (row.number, row.turn) != (place.number, place.turn):
            return self._stored(place.call_sid, min(place.number + 1, row.number))
        before = self._load(row, now)
        event = self._hearing.understood(before, answer)
        after = self._advance(before, event)
        spoken = self._renderer.render(after)
        moved = self._moved_row(before, after, now)
        kept = _turn_row(after, spoken, heard=heard(self._script, before, event, after), now=now, ms=ms)

        def store(connection: Connection) -> bool:
            """All that others have to wait for. Whoever answers the same turn now waits too, and is too late."""
            if _MOVED.run(connection, moved).rowcount == 0:
                return False
            if record is not None:
                record(connection)
            till.record(connection, before, event, after, now)
            _NEW_TURN.run(connection, kept)
            return True

        return spoken.twiml if self._database.write_together(store) else self._stored(place.call_sid, after.number)

    def _advance(self, call: Call, event: Event) -> Call:
        if call.turn not in self._script:  # a deploy took the turn away in mid-call
            again = {"proved": False, "owed": None, "keyed": "", "proof": ""}
            return replace(call, turn="ask_account", number=call.number + 1, why="restart", misses=0, **again)  # type: ignore[arg-type]
        return advance(self._script, call, event)

    def begin_work(self, place: Place, token: UUID, now: datetime) -> Call | None:
        """Take up a Do turn's work; the call, or None when somebody else is at it or it is done."""

        def take_up(connection: Connection) -> _Row | None:
            found = _CALL_LOCKED.run(connection, {"sid": place.call_sid}).fetchone()
            row = _fitting(found, place.call_sid, place.line)
            is_present = (row.number, row.turn) == (place.number, place.turn)
            return row if is_present and self._take(connection, place, token, now) else None

        row = self._database.write_together(take_up)
        return self._load(row, now) if row is not None else None

    def _take(self, connection: Connection, place: Place, token: UUID, now: datetime) -> bool:
        until = now + timedelta(seconds=WORK_S_MAX)
        key = {"call_sid": place.call_sid, "number": place.number}
        if _NEW_WORK.run(connection, key | {"token": str(token), "until": until}).rowcount == 1:
            return True
        mine = (works.c.call_sid == place.call_sid) & (works.c.number == place.number)
        late = update(works).where(mine, works.c.until < now).values(token=str(token), until=until)
        return connection.execute(late).rowcount == 1

    def peek(self, place: Place) -> bytes | None:
        """The stored answer to this request, or None while it is being worked out."""
        row = self._database.glance(_TWIML, {"sid": place.call_sid, "no": place.number + 1})
        return row[0] if row else None

    def present(self, place: Place) -> bytes:
        """The document that the caller is in now."""
        row = self._seen(place.call_sid, place.line)
        return self._stored(place.call_sid, min(place.number, row.number))

    def at_agent(self, call_sid: str, number: str, now: datetime) -> Call:
        """The call whose agent is being rung at this number. UnknownCall, and Forbidden for anybody else's number."""
        row = self._database.glance(_CALL, {"sid": call_sid})
        if row is None:
            raise UnknownCall(call_sid)
        call = self._load(_Row(*row), now)
        if number != call.biller.agent.number:
            raise Forbidden("To is not where this call's agent is")
        return call

    def line_of(self, call_sid: str) -> str | None:
        """The dialled number of a stored call: callbacks that lack To are matched by it."""
        row = self._database.glance(_CALL, {"sid": call_sid})
        return _Row(*row).line if row else None

    def end(self, call_sid: str, result: str, now: datetime, *, line: str = "") -> None:
        """The call's end as the phone company tells it; the first telling stands, whatever order they come in.

        Forbidden for another line's call; `line` is '' on callbacks without To.
        """
        if line and self.line_of(call_sid) not in (line, None):
            raise Forbidden("the call came in on another line")
        told = {"sid": call_sid, "at": now, "as_told": result}
        self._database.write_together(lambda connection: _ENDED.run(connection, told))

    def expect_charge(self, call_sid: str, now: datetime, *, line: str = "") -> None:
        """Somebody else is charging in this call. Forbidden for another line's call; `line` is '' where To is none."""
        if line and self.line_of(call_sid) not in (line, None):
            raise Forbidden("the call came in on another line")
        self._database.write_together(lambda connection: connector_charges.begun(connection, call_sid, now))

    def _seen(self, call_sid: str, line: str) -> _Row:
        """The call as it is stored now. A CallSid is no secret, so the line must fit: Forbidden. Raises UnknownCall."""
        return _fitting(self._database.glance(_CALL, {"sid": call_sid}), call_sid, line)

    def _stored(self, call_sid: str, number: int) -> bytes:
        row = self._database.glance(_TWIML, {"sid": call_sid, "no": number})
        if row is None:
            raise UnknownCall(call_sid)
        twiml: bytes = row[0]
        return twiml

    def _load(self, row: _Row, now: datetime) -> Call:
        return Call.from_json(row.state, self._billers(row.bid), at=now.isoformat())

    def _moved_row(self, before: Call, after: Call, now: datetime) -> dict[str, object]:
        turn = self._script[after.turn]
        return {
            "sid": before.call_sid,
            "was_number": before.number,
            "now_turn": after.turn,
            "now_number": after.number,
            "now_state": after.to_json(),
            "now_account": after.owed.account_number if after.owed else None,
            "now_ended": now if isinstance(turn, End) else None,
            "now_result": turn.result if isinstance(turn, End) else None,
        }


def _fitting(found: tuple[Any, ...] | None, call_sid: str, line: str) -> _Row:
    if found is None:
        raise UnknownCall(call_sid)
    row = _Row(*found)
    if row.line != line:
        raise Forbidden("the call came in on another line")
    return row


def _call_row(call: Call, now: datetime) -> dict[str, object]:
    return {
        "call_sid": call.call_sid,
        "bid": call.biller.bid,
        "direction": "inbound" if call.reminder is None else "outbound",
        "caller": call.caller,
        "line": call.line,
        "turn": call.turn,
        "number": call.number,
        "state": call.to_json(),
        "started_at": now,
        "account_number": "",
        "ended_at": None,
        "result": "",
    }


def _turn_row(call: Call, spoken: Spoken, *, heard: str, now: datetime, ms: int) -> dict[str, object]:
    return {
        "call_sid": call.call_sid,
        "number": call.number,
        "turn": call.turn,
        "heard": heard,
        "said": _sentences(spoken.said),
        "twiml": spoken.twiml,
        "at": now,
        "ms": ms,
    }


def heard(script: Script, before: Call, event: Event, after: Call) -> str:
    """What the transcript keeps of the caller's answer: a key that means something, else only how much was keyed.

    Whatever does not fit may be a card number, so nothing of it is kept but its length.
    """
    match event:
        case Silence():
            return "silence"
        case Unsure():
            return "unsure"
        case Keyed(digits):
            return (SAID if event.said else "") + _keyed(script, before, digits, after)
        case Finished(word=word) | Paid(result=word):
            return word[:HEARD_LENGTH_MAX]
        case Recorded(name=name):
            return "recorded" if name else "silence"
        case _:
            return event.status[:HEARD_LENGTH_MAX]


def _keyed(script: Script, before: Call, digits: str, after: Call) -> str:
    """An answer that was the last of several misses led away, and did not fit all the same."""
    turn = script.get(before.turn)
    if isinstance(turn, Menu):
        chosen = len(digits) == 1 or (turn.only_said and digits in turn.keys)
        return digits if after.why != "wrong" and chosen else f"{len(digits)} keys"
    if (after.language, after.slow) != (before.language, before.slow):
        return digits  # a key that means the same everywhere, and no answer
    fits = after.misses == 0 and after.why not in {"wrong", "no_answer"}
    return digits if isinstance(turn, Ask) and fits and not turn.secret else f"{len(digits)} digits"
