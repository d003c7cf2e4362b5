"""What campaigns write, as it is taken up, each once: the intent is committed before anything leaves.

What may follow on what is told in `tables/messages.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, case, func, insert, select, update

from integration.campaigns.channels import Channel
from integration.campaigns.definition import Definition
from integration.campaigns.messages import Message
from integration.campaigns.reading import read_definition
from integration.ledger.stopped import as_it_stands, why_as_it_stands
from integration.ledger.tables import campaign_runs, campaign_versions, campaigns, planned_messages, texts

DEFINITIONS_KEPT_MAX = 64
EXPIRED_MAX = 500  # that are dropped in one transaction
ROWS_AT_ONCE = 2000
OUTCOME = ("day", "account_number", "channel", "sent_to", "language", "state", "why", "due_at", "intent_at",
           "ended_at", "stopped_at", "id")  # fmt: skip
ABOUT = "reminder "  # and its id: what a text of a planned message is about, in the outbox of texts
CAUSE: ColumnElement[str] = ABOUT + planned_messages.c.id.cast(texts.c.cause.type)
NEVER_KNOWN = "it may have left; nobody told us, so it is not sent again"


@dataclass(frozen=True, slots=True)
class Written:
    """One planned message. `text` is its campaign's file, `expires_at` its run's end, `state` its own."""

    id: int
    run_id: int
    campaign_id: int
    bid: str
    account_number: str
    channel: Channel
    sent_to: str
    language: str
    state: str
    campaign_state: str
    tries: int
    expires_at: datetime
    text: str

    @property
    def definition(self) -> Definition:
        """Its campaign's, as it was when the run was planned."""
        return _definition(self.text)

    @property
    def name(self) -> str:
        """What a text of it is about, in the outbox of texts."""
        return cause_of(self.id)


def cause_of(message_id: int) -> str:
    """The same for a row whose id is known."""
    return f"{ABOUT}{message_id}"


def message_id_of(cause: str) -> int | None:
    """The inverse; None for a text that is about something else."""
    return int(cause.removeprefix(ABOUT)) if cause.startswith(ABOUT) else None


@lru_cache(DEFINITIONS_KEPT_MAX)
def _definition(text: str) -> Definition:
    return read_definition(text, "a campaign that was started")


def rows_of(run_id: int, bid: str, messages: Iterable[Message], *, is_dry: bool) -> Iterator[dict[str, object]]:
    """The plan's messages as rows."""
    for message in messages:
        held_out = message.due_at is None
        yield {
            "run_id": run_id,
            "bid": bid,
            "account_number": message.account_number,
            "channel": message.channel.value,
            "sent_to": message.sent_to,
            "language": message.language,
            "due_at": None if message.due_at is None else datetime.fromtimestamp(message.due_at, UTC),
            "state": "held_out" if held_out else "suppressed" if is_dry else "waiting",
        }


def write(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """One chunk."""
    connection.execute(insert(planned_messages), rows)


def due(connection: Connection, bid: str, now: datetime, limit: int) -> list[Written]:
    """Those that may be taken up now, in their order; none of a campaign that was paused or stopped."""
    ready = (planned_messages.c.bid == bid) & (planned_messages.c.state == "waiting")
    found = _written().where(ready, planned_messages.c.due_at <= now, _may_be_sent(now))
    rows = connection.execute(found.order_by(planned_messages.c.due_at, planned_messages.c.id).limit(limit))
    return [_of_row(row) for row in rows]


def find(connection: Connection, message_id: int) -> Written | None:
    """One of them, whatever its state."""
    row = connection.execute(_written().where(planned_messages.c.id == message_id)).first()
    return None if row is None else _of_row(row)


def claim(connection: Connection, message: Written, state: str, now: datetime) -> bool:
    """Waiting -> `state`; False where somebody else has it, or the campaign was stopped meanwhile."""
    run = (campaign_runs.c.id == planned_messages.c.run_id) & (campaigns.c.id == campaign_runs.c.campaign_id)
    active = select(1).select_from(campaign_runs, campaigns).where(run, _may_be_sent(now)).exists()
    still = (planned_messages.c.id == message.id) & (planned_messages.c.state == "waiting") & active
    intent = {"state": state, "intent_at": now, "tries": planned_messages.c.tries + 1, "why": ""}
    return connection.execute(update(planned_messages).where(still).values(intent)).rowcount == 1


def put_off(connection: Connection, message: Written, *, due_at: datetime, why: str) -> None:
    """It may not leave before `due_at`."""
    _change(connection, message, "waiting", {"due_at": due_at, "why": why})


def drop(connection: Connection, message: Written, why: str, now: datetime) -> None:
    """It is not written after all."""
    _change(connection, message, "waiting", {"state": "dropped", "why": why, "ended_at": now})


def put_back(connection: Connection, message: Written, *, due_at: datetime, why: str) -> None:
    """The relay surely has nothing of it: it waits again."""
    _change(connection, message, "sending", {"state": "waiting", "due_at": due_at, "why": why})


def settle(connection: Connection, message: Written, state: str, why: str, now: datetime) -> None:
    """Sending -> sent, failed or unsure."""
    _change(connection, message, "sending", {"state": state, "why": why, "ended_at": now})


def _change(connection: Connection, message: Written, from_state: str, changes: dict[str, object]) -> None:
    still = (planned_messages.c.id == message.id) & (planned_messages.c.state == from_state)
    connection.execute(update(planned_messages).where(still).values(changes))


def lose_sight(connection: Connection, bid: str, since: datetime, now: datetime) -> int:
    """Whoever began to send these died: they are never sent again; how many."""
    late = (planned_messages.c.bid == bid) & (planned_messages.c.state == "sending")
    changes = {"state": "unsure", "why": NEVER_KNOWN, "ended_at": now}
    begun = update(planned_messages).where(late, planned_messages.c.intent_at <= since)
    return connection.execute(begun.values(changes)).rowcount


def drop_expired(connection: Connection, bid: str, now: datetime) -> int:
    """Those whose run is over; how many, of which a few stay for the next time."""
    over = select(campaign_runs.c.id).where(campaign_runs.c.bid == bid, campaign_runs.c.expires_at <= now)
    waiting = (planned_messages.c.bid == bid) & (planned_messages.c.state == "waiting")
    some = select(planned_messages.c.id).where(waiting, planned_messages.c.run_id.in_(over)).limit(EXPIRED_MAX)
    gone = update(planned_messages).where(planned_messages.c.id.in_(some.scalar_subquery()))
    return connection.execute(gone.values(state="dropped", why="expired", ended_at=now)).rowcount


def stop(connection: Connection, message_id: int, now: datetime) -> None:
    """Its reader said no by its link."""
    first = (planned_messages.c.id == message_id) & planned_messages.c.stopped_at.is_(None)
    connection.execute(update(planned_messages).where(first).values(stopped_at=now))


def tally(connection: Connection, run_id: int) -> dict[str, dict[str, int]]:
    """By channel: how many in each state, a text's own once it was handed over, and `opted_out` by the mail's link."""
    state = as_it_stands(_STATE).label("name")
    columns = (planned_messages.c.channel, state, func.count(), func.count(planned_messages.c.stopped_at))
    mine = select(*columns).select_from(_with_campaign()).where(planned_messages.c.run_id == run_id)
    found: dict[str, dict[str, int]] = {}
    for channel, name, many, stopped in connection.execute(mine.group_by(planned_messages.c.channel, state)):
        told = found.setdefault(channel, {})
        told[name] = many
        if stopped:
            told["opted_out"] = told.get("opted_out", 0) + stopped
    return found


def outcomes(connection: Connection, campaign_id: int) -> Iterator[Sequence[object]]:
    """What became of each message of a campaign, in the order of the plan: OUTCOME."""
    own = [planned_messages.c[name] for name in OUTCOME if name in planned_messages.c and name not in ("state", "why")]
    why = func.coalesce(func.nullif(texts.c.result, ""), planned_messages.c.why)
    now = (as_it_stands(_STATE).label("state"), why_as_it_stands(_STATE, why).label("why"))
    found = select(campaign_runs.c.day, *now, *own).select_from(_with_campaign())
    mine = found.where(campaign_runs.c.campaign_id == campaign_id).order_by(planned_messages.c.id)
    for row in connection.execute(mine.execution_options(yield_per=ROWS_AT_ONCE)).mappings():
        yield [row[name] for name in OUTCOME]


_GONE = planned_messages.c.state == "dropped"  # its text too, where it was handed over
_OWN = func.coalesce(texts.c.state, planned_messages.c.state)  # once handed over, the text's own
_STATE = case((_GONE, planned_messages.c.state), else_=_OWN)


def _with_texts() -> FromClause:
    return planned_messages.outerjoin(texts, texts.c.cause == CAUSE)


def _with_campaign() -> FromClause:
    runs = _with_texts().join(campaign_runs, campaign_runs.c.id == planned_messages.c.run_id)
    return runs.join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)


def _may_be_sent(now: datetime) -> ColumnElement[bool]:
    run = (campaign_runs.c.state == "active") & (campaign_runs.c.expires_at > now)
    return run & campaign_runs.c.is_dry.is_(False) & (campaigns.c.state == "active")


def _written() -> Select[Any]:
    version = (campaign_versions.c.campaign_id == campaign_runs.c.campaign_id) & (
        campaign_versions.c.version == campaign_runs.c.version
    )
    of_campaign = campaigns.c.state.label("campaign_state")
    beside = (campaign_runs.c.campaign_id, campaign_runs.c.expires_at, campaign_versions.c.definition, of_campaign)
    return (
        select(planned_messages, *beside)
        .join(campaign_runs, campaign_runs.c.id == planned_messages.c.run_id)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .join(campaign_versions, version)
    )


def _of_row(row: Row[Any]) -> Written:
    return Written(
        id=row.id,
        run_id=row.run_id,
        campaign_id=row.campaign_id,
        bid=row.bid,
        account_number=row.account_number,
        channel=Channel(row.channel),
        sent_to=row.sent_to,
        language=row.language,
        state=row.state,
        campaign_state=row.campaign_state,
        tries=row.tries,
        expires_at=row.expires_at,
        text=row.definition,
    )
