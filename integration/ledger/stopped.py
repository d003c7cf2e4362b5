"""What waits in a stopped campaign waits for nothing: stopping changes one row, so this is told and not written."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case

from integration.ledger.tables import campaigns

STOPPED = "stopped"
WHY = "the campaign was stopped before its turn came"


def as_it_stands(state: ColumnElement[str]) -> ColumnElement[str]:
    """The state of a planned row, or `stopped`; the campaign is to be joined."""
    return case((_is_over(state), STOPPED), else_=state)


def why_as_it_stands(state: ColumnElement[str], why: ColumnElement[str]) -> ColumnElement[str]:
    """Why it was not made, as the row says it or as its campaign's stop does."""
    return case((_is_over(state), WHY), else_=why)


def _is_over(state: ColumnElement[str]) -> ColumnElement[Any]:
    return and_(state == "waiting", campaigns.c.state == "stopped")
