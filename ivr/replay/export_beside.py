"""What others paid on an account while this call went on, wherever the call heard of it: as `BESIDE` lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from integration.ledger.tables import payments
from integration.site import Site
from ivr.replay.export_acts import Act
from ivr.replay.export_past import as_it_stood, rows_of
from ivr.replay.export_recorded import Recorded
from ivr.replay.export_standins import StandIns

HEARD_OF_IT = "find_balance.beside"


def with_others(site: Site, call: Recorded, standins: StandIns, acts: Sequence[Act]) -> list[Act]:
    """The caller's acts; before each that led to a charge which another payment stopped, that other payment."""
    others = _others(site, call, standins)
    return [replace(act, ways=tuple((*others.get(act.after, ()), *way) for way in act.ways)) for act in acts]


def _others(site: Site, call: Recorded, standins: StandIns) -> Mapping[int, list[str]]:
    """By the number of the moment before the charge."""
    charges = [place for place, step in enumerate(call.steps) if step.moment.turn == "charge"]
    stopped = [
        (call.steps[place - 1].moment.number, own, call.steps[place + 1].moment.at)
        for place, own in zip(charges, call.charged(), strict=False)
        if call.steps[place + 1 :] and call.steps[place + 1].says(HEARD_OF_IT)
    ]
    with site.database.read() as connection:
        return {number: list(_lines(connection, call, own, until, standins)) for number, own, until in stopped}


def _lines(connection: Connection, call: Recorded, own: Row[Any], until: datetime, standins: StandIns) -> Iterator[str]:
    """Payments of the account that were begun after the call came, and are none of its own."""
    mine = [row.payment_id for row in call.payments]
    others = payments.c.opened_at.between(call.started_at, until) & payments.c.payment_id.not_in(mine)
    for row in rows_of(connection, call, own.account_number, others):
        each = as_it_stood(connection, row, own.account_number, until)
        if each is not None:
            posting = f" posting {each.posting}" if each.posting else ""
            yield f"BESIDE {each.amount.plain()} {each.way} {each.state}{posting} account {standins.of(each.account)}"
