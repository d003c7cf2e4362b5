"""A campaign's runs in SQL: planned in chunks that no caller waits for, shown to the dialler by one small transaction.

planning -> active     every row is there; a dry run is active too, and its rows are `suppressed`
         -> dropped    its planner died, or another planner of the campaign took over
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, FromClause, Row, exists, func, insert, select, update

from integration.campaigns.plan import Plan
from integration.errors import Refused
from integration.ledger import planned_calls as calls
from integration.ledger import planned_messages
from integration.ledger.campaigns import Campaign
from integration.ledger.database import Database
from integration.ledger.stopped import as_it_stands
from integration.ledger.tables import campaign_runs, campaigns, planned_calls


@dataclass(frozen=True, slots=True)
class Run:
    """`counts` and `warnings` as they were when it was planned."""

    id: int
    campaign_id: int
    version: int
    bid: str
    day: date
    is_dry: bool
    state: str
    planned_at: datetime
    planned_by: str
    begins_at: datetime
    expires_at: datetime
    counts: dict[str, Any]
    warnings: list[str]


With = Callable[[Connection, Run], None]


def nothing_more(_connection: Connection, _run: Run) -> None:
    """A run that nothing else goes with."""


def store(
    database: Database,
    campaign: Campaign,
    plan: Plan,
    *,
    is_dry: bool,
    who: str,
    now: datetime,
    with_it: With = nothing_more,
) -> Run:
    """Write a plan down, in the order in which it is dialled. Refused where the day was planned already.

    `with_it` is done in the transaction that makes the run active.

    Raises Unavailable; what was written by then is never dialled, and the campaign can be planned again.
    """
    with database.write() as connection:
        run_id = _begin(connection, campaign, plan, is_dry=is_dry, who=who, now=now)
    state = calls.SUPPRESSED if is_dry else calls.WAITING
    rows = calls.rows_of(run_id, campaign.bid, plan.calls(), state)
    held_out = calls.held_out_rows(run_id, campaign.bid, plan.held_out)
    for chunk in chain(calls.chunks(rows), calls.chunks(held_out)):
        with database.write() as connection:
            _still_mine(connection, run_id)
            calls.write(connection, chunk)
    for chunk in calls.chunks(planned_messages.rows_of(run_id, campaign.bid, plan.messages.written, is_dry=is_dry)):
        with database.write() as connection:
            _still_mine(connection, run_id)
            planned_messages.write(connection, chunk)
    with database.write() as connection:
        _still_mine(connection, run_id)
        told = {"state": "active", "counts": json.dumps(plan.counts()), "warnings": json.dumps(plan.warnings())}
        connection.execute(update(campaign_runs).where(campaign_runs.c.id == run_id).values(told))
        run = by_id(connection, run_id)
        with_it(connection, run)
        return run


def by_id(connection: Connection, run_id: int) -> Run:
    """A run that is there."""
    return _run(connection.execute(select(campaign_runs).where(campaign_runs.c.id == run_id)).one())


def of_campaign(connection: Connection, campaign_id: int) -> list[Run]:
    """All that were planned to the end, dry ones too, the oldest first."""
    mine = (campaign_runs.c.campaign_id == campaign_id) & (campaign_runs.c.state == "active")
    return [_run(row) for row in connection.execute(select(campaign_runs).where(mine).order_by(campaign_runs.c.id))]


def of_number(connection: Connection, campaign_id: int, run_id: int) -> Run | None:
    """A run of this very campaign, planned to the end; None where it has no such run."""
    mine = (campaign_runs.c.id == run_id) & (campaign_runs.c.campaign_id == campaign_id)
    row = connection.execute(select(campaign_runs).where(mine, campaign_runs.c.state == "active")).first()
    return None if row is None else _run(row)


def is_planned(connection: Connection, campaign_id: int, day: date) -> bool:
    """Whether the campaign has a run for this day, or somebody is planning it."""
    return bool(connection.scalar(select(exists().where(*_of_day(campaign_id, day)))))


def tally(connection: Connection, run_id: int) -> dict[str, dict[str, int]]:
    """Its calls by state, and by result where one is known; what waits in a stopped campaign is `stopped`."""
    counts: dict[str, dict[str, int]] = {"states": {}, "results": {}}
    state = as_it_stands(planned_calls.c.state).label("name")
    for key, column in (("states", state), ("results", planned_calls.c.result.label("name"))):
        query = select(column, func.count()).select_from(_with_campaign()).group_by(column).order_by(column)
        mine = query.where(planned_calls.c.run_id == run_id, column != "")
        counts[key] = dict(connection.execute(mine).all())
    return counts


def _with_campaign() -> FromClause:
    runs = planned_calls.join(campaign_runs, campaign_runs.c.id == planned_calls.c.run_id)
    return runs.join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)


def _begin(connection: Connection, campaign: Campaign, plan: Plan, *, is_dry: bool, who: str, now: datetime) -> int:
    left = (campaign_runs.c.campaign_id == campaign.id) & (campaign_runs.c.state == "planning")
    connection.execute(update(campaign_runs).where(left).values(state="dropped"))
    if not is_dry and is_planned(connection, campaign.id, plan.day):
        raise Refused(f"campaign {campaign.name} is planned for {plan.day} already")
    row = {
        "campaign_id": campaign.id,
        "version": campaign.version,
        "bid": campaign.bid,
        "day": plan.day,
        "is_dry": is_dry,
        "state": "planning",
        "planned_at": now,
        "planned_by": who,
        "begins_at": plan.begins_at,
        "expires_at": plan.expires_at,
    }
    return int(connection.execute(insert(campaign_runs).values(row).returning(campaign_runs.c.id)).scalar_one())


def _still_mine(connection: Connection, run_id: int) -> None:
    mine = update(campaign_runs).where(campaign_runs.c.id == run_id, campaign_runs.c.state == "planning")
    if connection.execute(mine.values(state="planning")).rowcount == 0:
        raise Refused(f"another planner has taken over from run {run_id}")


def _of_day(campaign_id: int, day: date) -> tuple[Any, ...]:
    mine = (campaign_runs.c.campaign_id == campaign_id) & (campaign_runs.c.day == day)
    return mine, campaign_runs.c.is_dry.is_(False), campaign_runs.c.state != "dropped"


def _run(row: Row[Any]) -> Run:
    return Run(**row._asdict() | {"counts": json.loads(row.counts), "warnings": json.loads(row.warnings)})
