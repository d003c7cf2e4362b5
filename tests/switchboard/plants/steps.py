"""Bugs in the pump's steps: the intent, the stall, the sweep, the claim, the close."""

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from unittest.mock import patch

from sqlalchemy import and_, or_, select

from integration.ledger import corrections, outbox
from integration.ledger.tables import outbox as rows
from tests.switchboard import hours
from workers.stroke import Stroke

NEVER_S = 1e9
_UNSETTLED = ("ready", "posting", "ambiguous", "review")


def no_intent_row():
    """Nothing is written before the bytes leave: who dies in mid-send leaves a row that looks never sent."""

    def intend(connection, row, **_more):
        mine = (rows.c.id == row.id) & (rows.c.token == row.token)
        return connection.execute(select(rows.c.id).where(mine)).first() is not None

    return patch.object(outbox, "intend", intend)


def no_stall_check():
    """A worker that slept between its intent and its send sends all the same, though others have judged the row."""
    begin = Stroke.__post_init__

    def patient(stroke):
        stroke.timings = replace(stroke.timings, stall_s=NEVER_S)
        begin(stroke)

    return patch.object(Stroke, "__post_init__", patient)


def no_sweep():
    """Nobody rings again for what is due: a ring that was lost is lost for ever."""
    return patch.object(hours, "sweep", lambda _database, _bell, _clock: [])


@contextmanager
def no_lease_check():
    """Rows are claimed while another worker has them in hand, and sent when the lease has run out."""
    intend = outbox.intend

    posted = select(_first.c.id).where(_first.c.id == rows.c.depends_on, _first.c.state == "posted")
    has_its_turn = or_(rows.c.depends_on.is_(None), posted.exists())
    is_due = and_(rows.c.state.in_(_UNSETTLED), rows.c.next_at <= outbox.NOW, has_its_turn)

    def at_any_time(connection, row, *, needs_s, **more):
        return intend(connection, row, needs_s=needs_s - NEVER_S, **more)

    with ExitStack() as both:
        both.enter_context(patch.object(outbox, "IS_DUE", is_due))
        both.enter_context(patch.object(outbox, "intend", at_any_time))
        yield


def state_not_checked_at_claim():
    """A row is taken up whatever became of it: what was posted or called off meanwhile is begun again."""
    when = or_(rows.c.next_at <= outbox.NOW, rows.c.state.in_(("posted", "cancelled")))
    return patch.object(outbox, "IS_DUE", and_(when, rows.c.lease_until <= outbox.NOW))


def close_while_posting():
    """Who ends a posting does not look whether its batch was closed meanwhile: the list never hears of it."""
    return patch.object(corrections, "_is_closed", lambda _connection, _batch_id: False)


_first = rows.alias("first")
