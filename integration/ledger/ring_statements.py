"""The statements of `rings.py`, each made once: making one takes longer than running it, and they run at every call."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Table,
    Update,
    bindparam,
    exists,
    func,
    select,
    update,
)

from integration.ledger.tables import campaign_runs, campaign_versions, campaigns, planned_calls, samples
from integration.ledger.tables.base import Instant

AT_IT = ("calling", "unsure")  # states of a call that takes up a line
EXPIRED_MAX = 500  # calls that are dropped in one transaction

_AT = bindparam("at", type_=Instant())
_THIS = planned_calls.c.id == bindparam("ring")


@cache
def one(*, lock: bool) -> Select[Any]:
    """One planned call by `ring`, whatever its state."""
    mine = rings().where(_THIS)
    return mine.with_for_update(of=planned_calls) if lock else mine


@cache
def due() -> Select[Any]:
    """Those of `campaign` whose second has come at `at`, `most` of them, in their order."""
    ready = (planned_calls.c.state == "waiting") & (planned_calls.c.due_at <= _AT)
    mine = rings().where(campaigns.c.id == bindparam("campaign"), ready, _may_be_rung())
    return mine.order_by(planned_calls.c.due_at).limit(bindparam("most"))


@cache
def stopped() -> Select[Any]:
    """Of stopped campaigns of `of_bid`: the phone company has them and nobody took them up."""
    over = (
        (campaigns.c.bid == bindparam("of_bid")) & (campaigns.c.state == "stopped") & (campaign_runs.c.expires_at > _AT)
    )
    there = (planned_calls.c.state == "calling") & (planned_calls.c.call_sid != "") & (planned_calls.c.result == "")
    return rings().where(over, there)


@cache
def lines_taken() -> Select[Any]:
    """How many calls of `campaign` are at it."""
    runs = select(campaign_runs.c.id).where(campaign_runs.c.campaign_id == bindparam("campaign"))
    return select(func.count()).where(planned_calls.c.run_id.in_(runs), planned_calls.c.state.in_(AT_IT))


@cache
def made() -> Select[Any]:
    """How many calls of `of_bid` were made from `begins` to before `ends`, samples too."""
    return select(_made_of(planned_calls) + _made_of(samples))


def _made_of(table: Table) -> ScalarSelect[int]:
    at = table.c.intent_at
    mine = (table.c.bid == bindparam("of_bid")) & (at >= bindparam("begins")) & (at < bindparam("ends"))
    return select(func.count()).select_from(table).where(mine).scalar_subquery()


@cache
def claim() -> Update:
    """The intent of `ring`, where it still waits and its campaign is active."""
    run = (campaign_runs.c.id == planned_calls.c.run_id) & (campaigns.c.id == campaign_runs.c.campaign_id)
    active = exists(select(1).select_from(campaign_runs, campaigns).where(run, _may_be_rung()))
    intent = {
        "state": "calling",
        "token": bindparam("new_token"),
        "intent_at": _AT,
        "lease_until": bindparam("new_lease_until"),
        "why": "",
    }
    return update(planned_calls).where(_THIS, planned_calls.c.state == "waiting", active).values(intent)


@cache
def started() -> Update:
    """The phone company has `ring`, as `sid`."""
    sid = bindparam("sid", type_=String)
    same = planned_calls.c.state.in_(AT_IT) & ((planned_calls.c.call_sid == "") | (planned_calls.c.call_sid == sid))
    known = {"state": "calling", "call_sid": sid, "lease_until": bindparam("new_lease_until"), "why": ""}
    return update(planned_calls).where(_THIS, same).values(known)


@cache
def drop_expired() -> Update:
    """Some of those of `of_bid` whose run is over."""
    over = select(campaign_runs.c.id).where(
        campaign_runs.c.bid == bindparam("of_bid"), campaign_runs.c.expires_at <= _AT
    )
    waiting = (planned_calls.c.state == "waiting") & planned_calls.c.run_id.in_(over)
    some = select(planned_calls.c.id).where(waiting).limit(EXPIRED_MAX).scalar_subquery()
    return update(planned_calls).where(planned_calls.c.id.in_(some)).values(state="dropped", why="expired")


def _may_be_rung() -> ColumnElement[bool]:
    run = (campaign_runs.c.state == "active") & (campaign_runs.c.expires_at > _AT)
    return run & campaign_runs.c.is_dry.is_(False) & (campaigns.c.state == "active")


@cache
def rings() -> Select[Any]:
    """Planned calls with their campaign, the end of their run and its file."""
    version = (campaign_versions.c.campaign_id == campaign_runs.c.campaign_id) & (
        campaign_versions.c.version == campaign_runs.c.version
    )
    return (
        select(planned_calls, campaign_runs.c.campaign_id, campaign_runs.c.expires_at, campaign_versions.c.definition)
        .join(campaign_runs, campaign_runs.c.id == planned_calls.c.run_id)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .join(campaign_versions, version)
    )
