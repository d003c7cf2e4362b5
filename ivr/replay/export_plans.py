"""Payments on later days that stood when a call came, on the accounts of which it heard."""

from collections.abc import Collection, Iterator

from sqlalchemy import or_, select

from integration.ledger.tables import schedules
from integration.money import Money
from integration.planned import ScheduleState
from integration.site import Site
from ivr.replay.export_past import account_of
from ivr.replay.export_recorded import Recorded
from ivr.replay.export_standins import StandIns

CARD = "1111"  # the stand-in's


def earlier_plans(site: Site, call: Recorded, standins: StandIns, keyed: Collection[str]) -> Iterator[str]:
    """`50.00 2026-12-04 card 1111 account 0012345678`, in the order in which they are told."""
    was_too_late = "too_late" in call.heard_after("cancel_plan")
    with site.database.read() as connection:
        for number in keyed:
            account = account_of(connection, call, number)
            mine = (schedules.c.bid == call.biller.bid) & (schedules.c.account_number == account)
            began = schedules.c.agreed_at <= call.started_at
            stood = or_(schedules.c.ended_at.is_(None), schedules.c.ended_at > call.started_at)
            rows = connection.execute(select(schedules).where(mine, began, stood).order_by(schedules.c.day))
            for row in rows:
                amount = Money(row.amount_cents).plain()
                taken = " taken" if was_too_late and row.state != ScheduleState.CANCELLED else ""
                yield f"{amount} {row.day} card {CARD}{taken} account {standins.of(account)}"
