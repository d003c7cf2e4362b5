"""A campaign looked at before and after it starts: the first call in each language, and its calls page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Request
from sqlalchemy import Connection, Row

from integration.campaigns.plan import Plan
from integration.ledger import paging
from integration.ledger.campaigns import Campaign
from integration.ledger.stopped import STOPPED, WHY
from integration.ledger.tables import planned_calls
from integration.site import Site
from ivr.api.campaigns.asked import word_in_query
from ivr.api.campaigns.paged import page_asked, run_asked
from ivr.reminders.letters import Letters
from ivr.reminders.preview import in_each_language, previewed
from ivr.reminders.told import plan_told
from ivr.reminders.words import Message, Reminders

TO_COME = ("suppressed", "waiting", "held_out")  # nothing has been said in them yet
STATES = (*TO_COME, "calling", "done", "unsure", "dropped", STOPPED)


def looked_at(site: Site, plan: Plan, campaign: Campaign) -> dict[str, Any]:
    """The count, who is left out and why, the first call with its words in each language, the first text and mail."""
    with site.database.read() as connection:
        written = [letter.as_json() for letter in Letters(site, campaign).first(connection, plan)]
    return plan_told(plan) | {"first": _first(site, plan, campaign), "written": written}


def page_of(request: Request, site: Site, campaign: Campaign, run_id: int) -> dict[str, Any]:
    """A run's calls in the state that is asked for. Problem 400 for a query that cannot be, 404 for no such run."""
    page = page_asked(request)
    with site.database.read() as connection:
        run = run_asked(connection, campaign, run_id)
        is_stopped = campaign.state == STOPPED
        usual = "suppressed" if run.is_dry else STOPPED if is_stopped else "waiting"
        state = word_in_query(request, "state", usual, STATES)
        kept_as = {STOPPED: "waiting", "waiting": STOPPED}.get(state, state) if is_stopped else state
        rows = paging.page(connection, planned_calls, run.id, kept_as, after=page.after, limit=page.looks_at)
        calls = list(_calls(connection, site, campaign, state, page.told(rows)))
    return {"calls": calls, "next": page.next(rows)}


def _first(site: Site, plan: Plan, campaign: Campaign) -> dict[str, Any] | None:
    slot = next(plan.calls(), None)
    if slot is None:
        return None
    biller, now = site.biller(campaign.bid), site.clock.now()
    words = Reminders.load(site.settings.prompts, biller)
    with site.database.read() as connection:
        each = in_each_language(connection, biller, campaign.definition, slot, now, words)
    second, (_from, _order, account_number, number, _language) = slot
    told = {"due_at": datetime.fromtimestamp(second, UTC).isoformat(), "account_number": account_number}
    return told | {"number": number, "words": [asdict(message) for message in each]}


def _calls(
    connection: Connection, site: Site, campaign: Campaign, state: str, rows: Sequence[Row[Any]]
) -> Iterator[dict[str, Any]]:
    """`state` is that of all of them: of a stopped campaign the ledger has calls that wait still."""
    said = _words(connection, site, campaign, rows if state in TO_COME else ())
    for row in rows:
        told = {name: getattr(row, name) for name in ("id", "account_number", "number", "language", "attempt")}
        words = said.get(row.account_number)
        yield told | {
            "due_at": row.due_at and row.due_at.isoformat(),
            "state": state,
            "result": row.result,
            "why": WHY if state == STOPPED else row.why,
            "words": words and asdict(words),
        }


def _words(connection: Connection, site: Site, campaign: Campaign, rows: Sequence[Row[Any]]) -> dict[str, Message]:
    """By account, what would be said now; an account that has no such bill any more is not in it."""
    if not rows:
        return {}
    biller, now = site.biller(campaign.bid), site.clock.now()
    slots = [(0, (0, 0, row.account_number, row.number, row.language)) for row in rows]
    words = Reminders.load(site.settings.prompts, biller)
    calls = previewed(connection, biller, campaign.definition, slots, now, words)
    return {call.account_number: call.message for call in calls}
