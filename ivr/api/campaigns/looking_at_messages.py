"""A run's texts and mails, page by page, each with its second and the whole of its words."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Request
from sqlalchemy import Connection, Row

from integration.campaigns.channels import Channel
from integration.ledger import paging
from integration.ledger.campaigns import Campaign
from integration.ledger.tables import planned_messages
from integration.site import Site
from ivr.api.campaigns.asked import word_in_query
from ivr.api.campaigns.looking import TO_COME
from ivr.api.campaigns.paged import page_asked, run_asked
from ivr.reminders.letters import Letters

TOLD = ("id", "channel", "account_number", "sent_to", "language", "state", "why")
STATES = (*TO_COME, "handed", "sending", "sent", "failed", "unsure", "dropped")


def messages_of(request: Request, site: Site, campaign: Campaign, run_id: int) -> dict[str, Any]:
    """Those in the state that is asked for. Problem 400 for a query that cannot be, 404 for no such run."""
    page = page_asked(request)
    with site.database.read() as connection:
        run = run_asked(connection, campaign, run_id)
        state = word_in_query(request, "state", "suppressed" if run.is_dry else "waiting", STATES)
        rows = paging.page(connection, planned_messages, run.id, state, after=page.after, limit=page.looks_at)
        messages = list(_messages(connection, Letters(site, campaign), page.told(rows)))
    return {"messages": messages, "next": page.next(rows)}


def _messages(connection: Connection, letters: Letters, rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    to_come = [row for row in rows if row.state in TO_COME]
    found = letters.accounts(connection, [row.account_number for row in to_come]) if to_come else {}
    for row in rows:
        account = found.get(row.account_number)
        whole = account and letters.write(Channel(row.channel), row.sent_to, row.language, account, row.id)
        subject, words = whole or (None, None)
        told = {name: getattr(row, name) for name in TOLD}
        yield told | {"due_at": row.due_at and row.due_at.isoformat(), "subject": subject, "words": words}
