"""Whether a campaign makes people pay: who of the held out, of all whom a run meant, and of the called paid in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, Subquery, exists, func, select

from integration.campaigns.attempts import Result
from integration.ledger.campaign_runs import Run
from integration.ledger.planned_calls import HELD_OUT, RUNG
from integration.ledger.tables import payments, planned_calls, planned_messages
from integration.model import PaymentState

WRITTEN = ("handed", "sending", "sent", "unsure")


@dataclass(frozen=True, slots=True)
class PaidWithin:
    """By group, accounts and how many of them paid before `until`, which may still be to come.

    `meant` are all whom the run was for, reached or not: they are to be laid beside the `held_out`, else those who are
    at home would be laid beside all. `called` are those of them who were rung, or written to.
    """

    until: datetime
    shares: dict[str, tuple[int, int]]


def paid_within(connection: Connection, run: Run, days: int) -> PaidWithin:
    """So many days from the run's beginning on."""
    until = run.begins_at + timedelta(days=days)
    meant = _meant(run.id)
    paid = exists().where(
        payments.c.bid == run.bid,
        payments.c.account_number == meant.c.account_number,
        payments.c.state == PaymentState.CAPTURED.value,
        payments.c.captured_at >= run.begins_at,
        payments.c.captured_at < until,
    )
    is_held_out = meant.c.state == HELD_OUT
    groups = {"held_out": is_held_out, "meant": ~is_held_out, "called": meant.c.was_called}
    return PaidWithin(until, {name: _share(connection, meant, which, paid) for name, which in groups.items()})


def _share(
    connection: Connection, meant: Subquery, which: ColumnElement[bool], paid: ColumnElement[bool]
) -> tuple[int, int]:
    accounts = connection.scalar(_accounts(meant, which)) or 0
    return accounts, connection.scalar(_accounts(meant, which & paid)) or 0


def _accounts(meant: Subquery, which: ColumnElement[bool]) -> Select[int]:
    return select(func.count(meant.c.account_number.distinct())).where(which)


def _meant(run_id: int) -> Subquery:
    """Whom a run means, by whatever channel, each with its state there: the hold-out is the same in all of them."""
    calls, messages = planned_calls.c, planned_messages.c
    rung = calls.state.in_(RUNG) & (calls.result != Result.FAILED.value)
    called = select(calls.account_number, calls.state, rung.label("was_called")).where(calls.run_id == run_id)
    written = select(messages.account_number, messages.state, messages.state.in_(WRITTEN).label("was_called"))
    return called.union_all(written.where(messages.run_id == run_id)).subquery()
