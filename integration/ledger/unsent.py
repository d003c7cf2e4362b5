"""What of a campaign has not left yet: taken back when it is stopped, held while it rests, dropped when it is refused.

A text of it stands in two tables. Whoever changes both changes the text first and the planned message after it, so
that a text whose intent is written is never told of as taken back, and nobody waits for somebody who waits for him.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, select, update

from integration.ledger.planned_messages import CAUSE, cause_of
from integration.ledger.tables import campaign_runs, campaigns, planned_messages, texts
from integration.ledger.texts import TextState

UNSENT_MAX = 500  # rows of one transaction
STOPPED = ("campaign_stopped", "its campaign was stopped before it left")
PAUSED = ("campaign_paused", "its campaign rests")

_IS_READY = texts.c.state == TextState.READY.value
_HANDED = planned_messages.c.state == "handed"


def of_stopped(connection: Connection, bid: str, now: datetime) -> list[int]:
    """The planned messages of stopped campaigns that have not left, a few of them: their ids."""
    over = _runs((campaigns.c.bid == bid) & (campaigns.c.state == "stopped"), now)
    mine = (planned_messages.c.bid == bid) & planned_messages.c.run_id.in_(over)
    unsent = (planned_messages.c.state == "waiting") | (_HANDED & exists().where(texts.c.cause == CAUSE, _IS_READY))
    return list(connection.scalars(select(planned_messages.c.id).where(mine, unsent).limit(UNSENT_MAX)))


def take_back(connection: Connection, message_ids: Sequence[int], now: datetime) -> int:
    """They end as dropped; how many. One that has been taken up meanwhile is left to whoever sends it."""
    why = ": ".join(STOPPED)
    gone = {"state": TextState.FAILED.value, "result": why, "settled_at": now}
    ready = update(texts).where(texts.c.cause.in_([cause_of(each) for each in message_ids]), _IS_READY)
    unsent = set(connection.scalars(ready.values(gone).returning(texts.c.cause)))
    handed = [each for each in message_ids if cause_of(each) in unsent]
    dropped = {"state": "dropped", "why": why, "ended_at": now}
    theirs = _HANDED & planned_messages.c.id.in_(handed)
    waiting = (planned_messages.c.state == "waiting") & planned_messages.c.id.in_(message_ids)
    return connection.execute(update(planned_messages).where(theirs | waiting).values(dropped)).rowcount


def hold(connection: Connection, campaign_id: int, now: datetime, *, until: datetime) -> int:
    """A few texts of a campaign that rests are not taken up before `until`; how many."""
    resting = _runs(campaigns.c.id == campaign_id, now)
    causes = select(CAUSE).where(_HANDED, planned_messages.c.run_id.in_(resting))
    due = select(texts.c.text_id).where(_IS_READY, texts.c.next_at <= now, texts.c.cause.in_(causes)).limit(UNSENT_MAX)
    held = update(texts).where(texts.c.text_id.in_(due.scalar_subquery()), _IS_READY)
    return connection.execute(held.values(next_at=until, result=": ".join(PAUSED))).rowcount


def drop(connection: Connection, message_id: int, why: str, now: datetime) -> None:
    """Its text, which has not left, was refused: it is not written after all."""
    mine = (planned_messages.c.id == message_id) & _HANDED
    connection.execute(update(planned_messages).where(mine).values(state="dropped", why=why, ended_at=now))


def _runs(of_campaigns: ColumnElement[bool], now: datetime) -> Select[Any]:
    live = select(campaign_runs.c.id).join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
    return live.where(of_campaigns, campaign_runs.c.expires_at > now)
