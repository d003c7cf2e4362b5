"""A line with a planned call that is just being rung."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from integration.campaigns.kinds import Kind
from integration.ledger.tables import planned_calls
from ivr.replay.reminder_facts import TERMS, ReminderFacts, plan_ring
from tests.ivr.line import ACCOUNT, CALLER, NUMBER, Line, open_line, standard


@dataclass
class Rung:
    """The line, and the planned call. `told` is what the ledger knows of it."""

    line: Line
    ring: int

    def post(self, path="", **fields):
        """A request of the phone company's about a call that we started."""
        of_ours = {"From": NUMBER, "To": CALLER, "Direction": "outbound-api"}
        form = standard("CA" + "a" * 32) | of_ours | fields
        return self.line.post(f"/voice/reminder/{self.ring}{path}", form)

    def rows(self):
        with self.line.database.read() as connection:
            return connection.execute(select(planned_calls).order_by(planned_calls.c.id)).all()

    @property
    def told(self):
        row = self.rows()[0]
        return row.state, row.result, row.talked


@pytest.fixture
def rung(clock):
    with open_line(clock, terms=TERMS) as line:
        yield Rung(line, plan_ring(line.box, ReminderFacts(Kind.PAST_DUE, "en"), CALLER, ACCOUNT))
