"""Campaigns in SQL: definitions by version, a second person's approval, and the one row that starts and stops them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from integration.campaigns.definition import Definition
from integration.campaigns.reading import read_definition
from integration.errors import Refused
from integration.ledger import unsent
from integration.ledger.tables import audit, campaign_approvals, campaign_versions, campaigns

DEFINITIONS_KEPT_MAX = 64

MOVES = {  # what a person may do, from where, to where
    "start": (("new",), "active"),
    "pause": (("active",), "paused"),
    "resume": (("paused",), "active"),
    "stop": (("new", "active", "paused"), "stopped"),
}


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agreed to which version, and to how many accounts in a run."""

    version: int
    who: str
    at: datetime
    up_to: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign with its newest version, and the approval of that which stands."""

    id: int
    bid: str
    name: str
    state: str
    version: int
    text: str
    made_by: str
    approval: Approval | None

    @property
    def definition(self) -> Definition:
        """As its file said it."""
        return _definition(self.text, f"campaign {self.name}, version {self.version}")


_definition = lru_cache(DEFINITIONS_KEPT_MAX)(read_definition)


def add(connection: Connection, definition: Definition, text: str, *, who: str, now: datetime) -> Campaign:
    """A new campaign, or a new version of one that was not started yet. Refused where it was."""
    known = find(connection, definition.bid, definition.name)
    if known is not None and known.state != "new":
        raise Refused(f"campaign {known.name} is {known.state}; expected a new name: what was started is not changed")
    number = known.id if known else _insert(connection, definition, now)
    version = known.version + 1 if known else 1
    row = {"campaign_id": number, "version": version, "definition": text, "made_at": now, "made_by": who}
    connection.execute(insert(campaign_versions).values(row))
    note(connection, definition.bid, definition.name, "campaign defined", f"version {version}", who=who, now=now)
    return named(connection, definition.bid, definition.name)


def find(connection: Connection, bid: str, name: str) -> Campaign | None:
    """By its biller and name."""
    row = connection.execute(_newest().where(campaigns.c.bid == bid, campaigns.c.name == name)).first()
    return None if row is None else _campaign(row)


def named(connection: Connection, bid: str, name: str) -> Campaign:
    """The same; Refused names those there are."""
    found = find(connection, bid, name)
    if found is None:
        names = ", ".join(each.name for each in of_biller(connection, bid)) or "none"
        raise Refused(f"biller {bid} has no campaign {name}; there are: {names}")
    return found


def of_biller(connection: Connection, bid: str) -> list[Campaign]:
    """All of them, the oldest first."""
    return [_campaign(row) for row in connection.execute(_newest().where(campaigns.c.bid == bid))]


def running(connection: Connection) -> list[Campaign]:
    """Every active campaign of every biller, the oldest first."""
    return [_campaign(row) for row in connection.execute(_running())]


def approve(connection: Connection, campaign: Campaign, *, up_to: int, who: str, now: datetime) -> None:
    """A second person agrees to the newest version, or to more accounts of it than were agreed to.

    Refused for the one who made it, and where nothing would be raised.
    """
    if _is_same(who, campaign.made_by):
        raise Refused(
            f"campaign {campaign.name} was defined by {campaign.made_by}; expected a second person, not {who}"
        )
    this = (campaign_versions.c.campaign_id == campaign.id) & (campaign_versions.c.version == campaign.version)
    values = {"approved_at": now, "approved_by": who, "approved_up_to": up_to}
    raised = update(campaign_versions).where(this, campaign_versions.c.approved_up_to < up_to)
    if connection.execute(raised.values(values)).rowcount != 1:
        agreed = connection.scalar(select(campaign_versions.c.approved_up_to).where(this))
        raise Refused(
            f"campaign {campaign.name}, version {campaign.version}, is approved up to {agreed} accounts already; "
            f"found {up_to}, expected more"
        )
    told = {"campaign_id": campaign.id, "version": campaign.version, "at": now, "who": who, "up_to": up_to}
    connection.execute(insert(campaign_approvals).values(told))
    detail = f"version {campaign.version}, up to {up_to} accounts"
    note(connection, campaign.bid, campaign.name, "campaign approved", detail, who=who, now=now)


def approvals(connection: Connection, campaign_id: int) -> list[Approval]:
    """Every one that was given, to older versions too, the oldest first."""
    mine = select(campaign_approvals).where(campaign_approvals.c.campaign_id == campaign_id)
    rows = connection.execute(mine.order_by(campaign_approvals.c.id))
    return [Approval(row.version, row.who, row.at, row.up_to) for row in rows]


def move(connection: Connection, campaign: Campaign, act: str, *, who: str, now: datetime, why: str = "") -> None:
    """Start, pause, resume or stop: one row. Refused from a state in which that cannot be, with the state it is in.

    A stop takes back the first texts and mails that have not left; `ivr work` takes back the others.
    """
    origins, target = MOVES[act]
    this = (campaigns.c.id == campaign.id) & campaigns.c.state.in_(origins)
    if connection.execute(update(campaigns).where(this).values(state=target)).rowcount != 1:
        state = connection.scalar(select(campaigns.c.state).where(campaigns.c.id == campaign.id))
        raise Refused(f"campaign {campaign.name} is {state}; expected {' or '.join(origins)} to {act} it")
    if act == "stop":
        unsent.take_back(connection, unsent.of_stopped(connection, campaign.bid, now), now)
    note(connection, campaign.bid, campaign.name, f"campaign {act}", why, who=who, now=now)


def note(connection: Connection, bid: str, name: str, what: str, detail: str, *, who: str, now: datetime) -> None:
    """A line in the audit."""
    told = {"at": now, "who": who, "what": what, "bid": bid, "subject": name, "detail": detail}
    connection.execute(insert(audit).values(told))


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are written."""
    return one.casefold().split() == other.casefold().split()


def _insert(connection: Connection, definition: Definition, now: datetime) -> int:
    row = {"bid": definition.bid, "name": definition.name, "state": "new", "made_at": now}
    return int(connection.execute(insert(campaigns).values(row).returning(campaigns.c.id)).scalar_one())


@cache  # asked several times a second
def _running() -> Any:
    return _newest().where(campaigns.c.state == "active")


@cache
def _newest() -> Any:
    newest = (
        select(func.max(campaign_versions.c.version))
        .where(campaign_versions.c.campaign_id == campaigns.c.id)
        .correlate(campaigns)
        .scalar_subquery()
    )
    both = (campaign_versions.c.campaign_id == campaigns.c.id) & (campaign_versions.c.version == newest)
    return select(campaigns, campaign_versions).join(campaign_versions, both).order_by(campaigns.c.id)


def _campaign(row: Row[Any]) -> Campaign:
    given = row.approved_at and Approval(row.version, row.approved_by, row.approved_at, row.approved_up_to)
    return Campaign(row.id, row.bid, row.name, row.state, row.version, row.definition, row.made_by, given)
