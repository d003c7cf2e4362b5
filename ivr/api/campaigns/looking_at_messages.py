"""A run's texts and mails, page by page, each with its second and the whole of its words."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from flask import Request
from sqlalchemy import Connection, Row

from integration.campaigns.channels import Channel
from integration.ledger import campaign_runs, message_pages
from integration.ledger.campaigns import Campaign
from integration.site import Site
from ivr.api.campaigns.asked import number_in_query, word_in_query
from ivr.api.campaigns.looking import CALLS_MAX, CALLS_USUAL, ID_MAX, TO_COME
from ivr.api.problems import Problem
from ivr.reminders.letters import Letters

TOLD = ("id", "channel", "account_number", "sent_to", "language", "state", "why")
STATES = (*TO_COME, "handed", "sending", "sent", "failed", "unsure", "dropped")


def messages_of(request: Request, site: Site, campaign: Campaign, run_id: int) -> dict[str, Any]:
    """Those in the state that is asked for. Problem 400 for a query that cannot be, 404 for no such run."""
    limit = number_in_query(request, "limit", CALLS_USUAL, 1, CALLS_MAX)
    after = number_in_query(request, "after", 0, 0, ID_MAX)
    with site.database.read() as connection:
        run = campaign_runs.of_number(connection, campaign.id, run_id)
        if run is None:
            raise Problem(HTTPStatus.NOT_FOUND, "no-run", "this campaign has no run of that number")
        state = word_in_query(request, "state", "suppressed" if run.is_dry else "waiting", STATES)
        rows = message_pages.page(connection, run.id, state, after, limit + 1)
        messages = list(_messages(connection, Letters(site, campaign), rows[:limit]))
    return {"messages": messages, "next": rows[limit - 1].id if len(rows) > limit else None}


def _messages(connection: Connection, letters: Letters, rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    to_come = [row for row in rows if row.state in TO_COME]
    found = letters.accounts(connection, [row.account_number for row in to_come]) if to_come else {}
    for row in rows:
        account = found.get(row.account_number)
        whole = account and letters.write(Channel(row.channel), row.sent_to, row.language, account, row.id)
        subject, words = whole or (None, None)
        told = {name: getattr(row, name) for name in TOLD}
        yield told | {"due_at": row.due_at and row.due_at.isoformat(), "subject": subject, "words": words}
