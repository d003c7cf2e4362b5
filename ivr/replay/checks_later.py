"""CHECK lines about what is to be paid on another day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from integration.ledger.tables import promises, schedules
from integration.money import Money
from ivr.replay.account_facts import money
from ivr.replay.stage import Stage


def plan(stage: Stage, told: Mapping[str, Any]) -> str:
    """A payment of this state, amount and day; none open where the fact says so."""
    with stage.box.site.database.read() as connection:
        rows = connection.execute(select(schedules).order_by(schedules.c.opened_at)).all()
    if told["none"]:
        return _shown([row for row in rows if row.token_sealed], "")
    wanted = (told["state"], money(told["amount"]).cents, date.fromisoformat(told["day"]))
    return "" if wanted in [(row.state, row.amount_cents, row.day) for row in rows] else _shown(rows, "no plan")


def promise(stage: Stage, told: Mapping[str, Any]) -> str:
    """An open promise of this amount and day."""
    with stage.box.site.database.read() as connection:
        rows = connection.execute(select(promises).where(promises.c.state == "open")).all()
    wanted = (money(told["amount"]).cents, date.fromisoformat(told["day"]))
    return "" if wanted in [(row.amount_cents, row.day) for row in rows] else _shown(rows, "no promise")


def _shown(rows: Sequence[Row[Any]], none: str) -> str:
    found = ", ".join(f"{row.state} {Money(row.amount_cents).plain()} {row.day}" for row in rows)
    return f"there is {found or none}" if found or none else ""
