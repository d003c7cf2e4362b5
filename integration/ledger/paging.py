"""What a run has planned, a page at a time: its calls, and its texts and mails, stand in tables that are read alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select


def page(
    connection: Connection, planned: Table, run_id: int, state: str, *, after: int, limit: int
) -> Sequence[Row[Any]]:
    """Rows in one state, by their second, that follow the row `after` (0: from the first on)."""
    mine = (planned.c.run_id == run_id) & (planned.c.state == state)
    query = select(planned).where(mine).order_by(planned.c.due_at, planned.c.id).limit(limit)
    if after:
        due_at = connection.scalar(select(planned.c.due_at).where(planned.c.id == after))
        query = query.where(_follows(planned, due_at, after))
    return connection.execute(query).all()


def _follows(planned: Table, due_at: datetime | None, after: int) -> ColumnElement[bool]:
    """Whoever is held out has no second: they stand in the order in which they were written."""
    if due_at is None:
        return planned.c.id > after
    return and_(planned.c.due_at >= due_at, or_(planned.c.due_at > due_at, planned.c.id > after))
