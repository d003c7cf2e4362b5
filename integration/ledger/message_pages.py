"""A run's planned texts and mails, a page at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from integration.ledger.tables import planned_messages


def page(connection: Connection, run_id: int, state: str, after: int, limit: int) -> Sequence[Row[Any]]:
    """Those in one state, in the order in which they leave, that follow the message `after` (0: from the first on).

    Whoever is held out has no second: they stand in the order in which they were written.
    """
    mine = (planned_messages.c.run_id == run_id) & (planned_messages.c.state == state)
    due_at, number = planned_messages.c.due_at, planned_messages.c.id
    query = select(planned_messages).where(mine).order_by(due_at, number).limit(limit)
    if after:
        last = connection.scalar(select(due_at).where(number == after))
        later = number > after if last is None else or_(due_at > last, and_(due_at == last, number > after))
        query = query.where(later)
    return connection.execute(query).all()
