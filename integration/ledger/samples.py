"""Sample calls in SQL, each rung once; what may follow on what is told in `tables/samples.py`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from integration.campaigns.attempts import Result, better
from integration.ledger.call_news import NEVER_GOT, News
from integration.ledger.campaigns import Campaign
from integration.ledger.tables import samples

SHOWN_MAX = 20  # the newest of a campaign
AT_IT = ("calling", "unsure")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample call. `words` are heard part after part, the voicemail's last."""

    id: int
    bid: str
    number: str
    place: str
    language: str
    words: tuple[str, ...]
    who: str
    asked_at: datetime
    state: str
    result: str
    call_sid: str
    intent_at: datetime | None
    why: str


def ask(
    connection: Connection,
    campaign: Campaign,
    words: Sequence[str],
    *,
    number: str,
    place: str,
    language: str,
    who: str,
    now: datetime,
) -> Sample:
    """Somebody wants to hear it on this number, which is his own."""
    row = {
        "campaign_id": campaign.id,
        "version": campaign.version,
        "bid": campaign.bid,
        "number": number,
        "place": place,
        "language": language,
        "words": json.dumps(words, ensure_ascii=False),
        "who": who,
        "asked_at": now,
        "state": "waiting",
    }
    made = connection.execute(insert(samples).values(row).returning(samples.c.id)).scalar_one()
    return _sample(connection.execute(select(samples).where(samples.c.id == made)).one())


def find(connection: Connection, sample_id: int, *, lock: bool = False) -> Sample | None:
    """One of them; with `lock`, nobody else changes it before the transaction ends."""
    query = select(samples).where(samples.c.id == sample_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _sample(row)


def of_campaign(connection: Connection, campaign_id: int) -> list[Sample]:
    """The newest, the last one first."""
    mine = select(samples).where(samples.c.campaign_id == campaign_id).order_by(samples.c.id.desc())
    return [_sample(row) for row in connection.execute(mine.limit(SHOWN_MAX))]


def waiting(connection: Connection, bid: str) -> list[Sample]:
    """Those that nobody rang yet, the oldest first."""
    return _some(connection, (samples.c.bid == bid) & (samples.c.state == "waiting"))


def stale(connection: Connection, bid: str, now: datetime) -> list[Sample]:
    """Those of which nobody has told for too long."""
    return _some(connection, (samples.c.bid == bid) & samples.c.state.in_(AT_IT) & (samples.c.lease_until <= now))


def rung_at(connection: Connection, bid: str, number: str, since: datetime) -> list[datetime]:
    """When this number was rung."""
    mine = (samples.c.bid == bid) & (samples.c.intent_at > since) & (samples.c.number == number)
    return list(connection.scalars(select(samples.c.intent_at).where(mine)))


def claim(connection: Connection, sample: Sample, *, token: str, now: datetime, until: datetime) -> bool:
    """Commit this before the request leaves; False where somebody else has it. Looked up after `until`."""
    intent = {"state": "calling", "token": token, "intent_at": now, "lease_until": until, "why": ""}
    return _change(connection, sample, samples.c.state == "waiting", intent)


def put_back(connection: Connection, sample: Sample, token: str, why: str) -> None:
    """Nothing of the request left: it is as if it had never been claimed."""
    back = {"state": "waiting", "token": "", "intent_at": None, "lease_until": None, "why": why}
    _change(connection, sample, samples.c.token == token, back)


def started(connection: Connection, sample: Sample, sid: str, *, until: datetime) -> None:
    """The phone company has it; without news it is looked up after `until`."""
    mine = samples.c.state.in_(AT_IT) & samples.c.call_sid.in_(("", sid))
    _change(connection, sample, mine, {"state": "calling", "call_sid": sid, "lease_until": until, "why": ""})


def unsure(connection: Connection, sample: Sample, *, until: datetime, why: str) -> None:
    """Nobody knows yet whether it was started, or what became of it; it is looked up after `until`."""
    changes = {"lease_until": until, "why": why} | ({} if sample.call_sid else {"state": "unsure"})
    _change(connection, sample, samples.c.state.in_(AT_IT) & (samples.c.call_sid == sample.call_sid), changes)


def drop(connection: Connection, sample: Sample, why: str) -> None:
    """It is not rung after all."""
    _change(connection, sample, samples.c.state == "waiting", {"state": "dropped", "why": why})


def never_made(connection: Connection, sample: Sample) -> None:
    """The phone company has not got it and never will. Whoever wanted it may ask anew."""
    lost = {"state": "dropped", "why": NEVER_GOT, "lease_until": None}
    _change(connection, sample, samples.c.state.in_(AT_IT) & (samples.c.call_sid == ""), lost)


def tell(connection: Connection, sample_id: int, news: News, now: datetime) -> None:
    """Late, doubled and permuted tellings end in the same state."""
    sample = find(connection, sample_id, lock=True)
    if sample is None or sample.state == "dropped":
        return
    known = Result(sample.result) if sample.result else None
    changes: dict[str, object] = {"result": better(known, news.result)} if news.result else {}
    changes |= {"call_sid": news.sid} if news.sid and not sample.call_sid else {}
    changes |= {"why": news.why} if news.why else {}
    if news.ended and sample.state != "done":
        changes |= {"state": "done", "ended_at": now, "lease_until": None}
    if changes:
        connection.execute(update(samples).where(samples.c.id == sample_id).values(changes))


def _some(connection: Connection, which: ColumnElement[bool]) -> list[Sample]:
    return [_sample(row) for row in connection.execute(select(samples).where(which).order_by(samples.c.id))]


def _change(connection: Connection, sample: Sample, still: ColumnElement[bool], changes: Mapping[str, object]) -> bool:
    return connection.execute(update(samples).where(samples.c.id == sample.id, still).values(changes)).rowcount == 1


def _sample(row: Row[Any]) -> Sample:
    told = {name: getattr(row, name) for name in Sample.__slots__ if name != "words"}
    return Sample(**told, words=tuple(json.loads(row.words)))
