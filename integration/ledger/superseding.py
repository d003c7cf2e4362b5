"""Changes of one account and kind in the outbox: only the latest counts, and it is told after all that is under way.

What has not left is cancelled at once. What may have arrived is cancelled too, and the newer one waits until nothing
of it can arrive any more, so that it cannot be overtaken. Only what is being sent is let come to its end.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from integration.changes import CHANGES
from integration.ledger.tables import outbox
from integration.model import PostingState

ACCOUNTS_AT_ONCE = 500  # of one statement: the outbox has no index by account
_OVER = (PostingState.POSTED.value, PostingState.CANCELLED.value)


def unsettled(connection: Connection, bid: str, op: str, account_number: str) -> list[Row[Any]]:
    """The changes that are not over, the oldest first, locked: what becomes of them is decided by one at a time."""
    mine = (outbox.c.bid == bid) & (outbox.c.op == op) & (outbox.c.account_number == account_number)
    found = select(outbox).where(mine, outbox.c.state.not_in(_OVER)).order_by(outbox.c.id)
    return list(connection.execute(found.with_for_update()))


def unsettled_of_all(
    connection: Connection, bid: str, accounts: Sequence[str]
) -> Mapping[tuple[str, str], Sequence[Row[Any]]]:
    """As by `unsettled`, of many accounts, each given once, in a few passes: by operation and account, where any is."""
    found: dict[tuple[str, str], list[Row[Any]]] = {}
    for start in range(0, len(accounts), ACCOUNTS_AT_ONCE):
        mine = (outbox.c.bid == bid) & outbox.c.account_number.in_(accounts[start : start + ACCOUNTS_AT_ONCE])
        is_change = outbox.c.op.in_(CHANGES) & outbox.c.state.not_in(_OVER)
        for row in connection.execute(select(outbox).where(mine, is_change).order_by(outbox.c.id).with_for_update()):
            found.setdefault((row.op, row.account_number), []).append(row)
    return found


def newer(connection: Connection, outbox_id: int) -> Row[Any] | None:
    """The order that takes the place of this one; None where it is the latest."""
    mine = connection.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    same = (outbox.c.bid == mine.bid) & (outbox.c.op == mine.op) & (outbox.c.account_number == mine.account_number)
    later = (outbox.c.id > outbox_id) & (outbox.c.state != PostingState.CANCELLED.value)
    return connection.execute(select(outbox).where(same, later).order_by(outbox.c.id.desc()).limit(1)).first()


def put_off(connection: Connection, outbox_id: int, until: datetime) -> None:
    """Not to be sent before this instant."""
    mine = (outbox.c.id == outbox_id) & (outbox.c.next_at < until)
    connection.execute(update(outbox).where(mine).values(next_at=until))
