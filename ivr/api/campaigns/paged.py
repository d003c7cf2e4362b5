"""A page of what a run has planned, as a request asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Request
from sqlalchemy import Connection, Row

from integration.ledger import campaign_runs
from integration.ledger.campaign_runs import Run
from integration.ledger.campaigns import Campaign
from ivr.api.campaigns.asked import number_in_query
from ivr.api.problems import Problem

ROWS_MAX, ROWS_USUAL = 500, 100  # on a page
ID_MAX = 2**53


@dataclass(frozen=True, slots=True)
class Page:
    """`limit` rows behind the row `after` (0: from the first on)."""

    limit: int
    after: int

    @property
    def looks_at(self) -> int:
        """One more than are told: whether another page follows."""
        return self.limit + 1

    def told(self, rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
        """Those of the page."""
        return rows[: self.limit]

    def next(self, rows: Sequence[Row[Any]]) -> int | None:
        """The row to ask behind next; None on the last page."""
        return rows[self.limit - 1].id if len(rows) > self.limit else None


def page_asked(request: Request) -> Page:
    """Problem 400 for a query that cannot be."""
    return Page(
        number_in_query(request, "limit", ROWS_USUAL, 1, ROWS_MAX), number_in_query(request, "after", 0, 0, ID_MAX)
    )


def run_asked(connection: Connection, campaign: Campaign, run_id: int) -> Run:
    """Problem 404 where the campaign has none of that number."""
    run = campaign_runs.of_number(connection, campaign.id, run_id)
    if run is None:
        raise Problem(HTTPStatus.NOT_FOUND, "no-run", "this campaign has no run of that number")
    return run
