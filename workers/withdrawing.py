"""Takes back the calls of a stopped campaign that the phone company has and nobody has answered yet.

A request to take one back may be sent twice: it is the same again, and a call that was taken up goes on. So nothing is
kept of it in the ledger; another process asks once more.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from integration.billers import Biller
from integration.dialling.news import news_of
from integration.dialling.trunk import Started, Trunk
from integration.ledger import call_news, rings
from integration.ledger.rings import Ring
from integration.phone_company import TurnedAway
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site

LOOK_EVERY_S = 0.5  # a stop takes effect within 2 s

_log = structlog.get_logger(__name__)


@dataclass
class Withdrawing:
    """One biller's calls."""

    site: "Site"
    biller: Biller
    trunk: Trunk
    keeps_going: KeepsGoing = always
    _asked: set[int] = field(default_factory=set, init=False)  # calls whose taking back was answered

    def go_on(self) -> int:
        """Take back what can be; how many were asked for."""
        with self.site.database.read() as connection:
            stopped = rings.stopped(connection, self.biller.bid, self.site.clock.now())
        self._asked.intersection_update(ring.id for ring in stopped)
        left = [ring for ring in stopped if ring.id not in self._asked]
        for ring in left:
            if not self.keeps_going():
                break
            self._take_back(ring)
        return len(left)

    def _take_back(self, ring: Ring) -> None:
        """An answer that was lost leaves it to the next round."""
        outcome = self.trunk.take_back(ring.call_sid)
        if isinstance(outcome, Started | TurnedAway):
            self._asked.add(ring.id)
        if isinstance(outcome, Started):
            with self.site.database.write() as connection:
                news = news_of(outcome.status, outcome.sid, outcome.answered_by)
                call_news.tell(connection, ring.id, news, self.site.clock.now())
        _log.info("ring_taken_back", bid=ring.bid, ring=ring.id, outcome=type(outcome).__name__)
