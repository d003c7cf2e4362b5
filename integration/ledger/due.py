"""Which rows of the outbox somebody should take up, and the statements by which they are.

They are made once: the pump and the sweep ask every few seconds, and making one takes longer than running it.
"""

from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, Update, and_, bindparam, or_, select, update

from integration.changes import CHANGES
from integration.ledger.tables import Instant, outbox
from integration.model import PostingState

NOW = bindparam("now", type_=Instant())
# A row in review is claimed too where its next_at says so: only to ask whether it has arrived after all.
_UNSETTLED = (PostingState.READY, PostingState.POSTING, PostingState.AMBIGUOUS, PostingState.REVIEW)
_NOT_UNDER_WAY = (PostingState.CANCELLED.value, PostingState.REVIEW.value)
_first = outbox.alias("first")


def _is_due() -> ColumnElement[bool]:
    """Rows that somebody should take up `NOW`: not settled, their time has come, nobody holds them, none comes first.

    A row that depends on another waits until that one is posted: a void is nothing to a system without its payment.
    A change only waits until the one before it is not under way any more.
    """
    states = [state.value for state in _UNSETTLED]
    is_past = and_(outbox.c.op.in_(CHANGES), _first.c.state.in_(_NOT_UNDER_WAY))
    ended = or_(_first.c.state == PostingState.POSTED.value, is_past)
    has_ended = select(_first.c.id).where(_first.c.id == outbox.c.depends_on, ended).exists()
    has_its_turn = or_(outbox.c.depends_on.is_(None), has_ended)
    return and_(outbox.c.state.in_(states), outbox.c.next_at <= NOW, outbox.c.lease_until <= NOW, has_its_turn)


IS_DUE = _is_due()


@cache
def chosen(is_due: ColumnElement[bool], besides: ColumnElement[bool] | None) -> Select[int]:
    """Asks for the ids of up to `most` rows of biller `of_bid`, the oldest first; on PostgreSQL it locks them."""
    found = select(outbox.c.id).where(outbox.c.bid == bindparam("of_bid"), is_due).order_by(outbox.c.id)
    if besides is not None:
        found = found.where(besides)
    return found.limit(bindparam("most", type_=Integer())).with_for_update(skip_locked=True)


@cache
def taken(is_due: ColumnElement[bool]) -> Update:
    """Leases the rows `ids` that are due still: `by` that token, `until` that instant."""
    until = bindparam("until", type_=Instant())
    lease = {"token": bindparam("by"), "lease_until": until, "attempts": outbox.c.attempts + 1}
    named = outbox.c.id.in_(bindparam("ids", expanding=True))
    return update(outbox).where(named, is_due).values(lease).returning(outbox)
