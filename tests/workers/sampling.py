"""Parts for tests of sample calls: somebody at his own phone, the phone company, and whoever rings."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from integration.calling.limits import Limits
from integration.ledger import campaigns
from integration.ledger.tables import samples
from ivr.phone import Options
from ivr.reminders.sample import Wanted, ask_for_sample
from tests.workers.telephones import Telephones, open_telephones
from workers.crash import onward
from workers.samples import Sampler

PHONE = "+14045550134"  # in Georgia, whose afternoon it is


@dataclass
class AtTheDesk:
    """Somebody who asks to hear the campaign `november`."""

    telephones: Telephones
    crash: object = onward
    sampler: Sampler = field(init=False)

    def __post_init__(self):
        box = self.telephones.line.box
        self.site, self.line = box.site, self.telephones.line
        limits: Limits = self.telephones.limits
        self.sampler = Sampler(box.site, box.biller, self.telephones.trunk, limits, crash=self._crash)

    def _crash(self, point):
        self.crash(point)

    def ask(self, to=PHONE, place="GA", language="", who="ann"):
        with self.site.database.write() as connection:
            campaign = campaigns.named(connection, "1368", "november")
            return ask_for_sample(
                connection, self.site, campaign, Wanted(to, place, language), self.telephones.limits, who=who
            )

    def rows(self):
        with self.site.database.read() as connection:
            return connection.execute(select(samples).order_by(samples.c.id)).all()

    def told(self):
        return [(row.state, row.result) for row in self.rows()]

    def listen_to_the_end(self):
        """Whoever takes it up keys nothing."""
        while not self.phone().ended:
            self.phone().listen()
            if not self.phone().ended:
                self.phone().silent()
        return [each.text for each in self.phone().heard if each.kind == "say"]

    def phone(self):
        """The call that the phone company has just placed."""
        return list(self.line.network.calls.values())[-1]


@contextmanager
def open_desk(clock, database, **more):
    with open_telephones(clock, database, accounts=1, listens=False, options=Options(**more)) as telephones:
        yield AtTheDesk(telephones)
