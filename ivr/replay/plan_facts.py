"""A payment on a later day in a `.call` file: `50.00 2026-12-04 card 1111`, before the call."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from integration.ledger import schedules
from integration.model import Pays
from integration.money import Money
from integration.planned import Plan, ScheduleState, schedule_id_of
from integration.sandbox.box import Box
from ivr.replay.account_facts import day, money

SCHEDULED = "CA" + "d" * 32  # the call in which all of them were agreed to
_PLAN = re.compile(
    r"(?P<amount>\S+) (?P<day>\S+) card (?P<card>[0-9]{4})(?P<taken> taken)?(?: account (?P<account>\S+))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`taken`: a worker takes it in hand before the caller can call it off. `account` is '' for the first one."""

    amount: Money
    day: date
    card_ending: str
    taken: bool = False
    account: str = ""


def read_plan(text: str) -> PlanFacts:
    """ValueError says what does not fit."""
    found = _PLAN.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(f"found {text!r}; expected one like 50.00 2026-12-04 card 1111, or … card 1111 taken")
    told = money(found["amount"]), day(found["day"]), found["card"]
    return PlanFacts(*told, taken=bool(found["taken"]), account=found["account"] or "")


def make_plan(box: Box, facts: PlanFacts, account: str, number: int) -> None:
    """Agreed to in an earlier call."""
    schedule_id = schedule_id_of(SCHEDULED, number)
    plan = Plan(
        schedule_id=schedule_id,
        bid=box.biller.bid,
        account_number=account,
        invoice_number=f"B-{account}",
        call_sid=SCHEDULED,
        attempt=number,
        pays=Pays.OTHER,
        amount=facts.amount,
        fee=box.biller.payments.fee.card,
        day=facts.day,
        card_ending=facts.card_ending,
        token_sealed=box.site.vault.seal("tok_earlier"),
    )
    with box.site.database.write() as connection:
        _agree(connection, box, plan, taken=facts.taken)


def _agree(connection: Connection, box: Box, plan: Plan, *, taken: bool) -> None:
    now = box.clock.now()
    schedules.offer(connection, plan, now)
    schedules.agree(connection, plan.schedule_id, "{}", box.biller, now)
    if taken:
        schedules.change(connection, plan.schedule_id, (ScheduleState.OPEN,), ScheduleState.TAKEN)
