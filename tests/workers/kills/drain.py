"""What waited through an outage drains in the biller's pace, the oldest first, and in memory that does not grow."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from integration.clock import SystemClock
from integration.ledger.tables import outbox, outbox_events
from integration.timings import HOUR_S, Timings
from tests.switchboard.baton import Baton
from tests.switchboard.world import Clock
from tests.workers.kills.nursery import is_alive
from tests.workers.kills.town import kill_town
from tests.workers.parts import ANSWERS, biller, pump_of, put_many

OUTAGE_S = 8 * HOUR_S
BIDS = ("1368", "2001")
PER_SECOND = {"virtual": 20, "real": 25}
GROWTH_BYTES_MAX = 24 * 1024 * 1024
WARM_SHARE = 0.2  # of the postings, until caches are as full as they get
PAGE_BYTES = 4096
TRIED = (
    select(outbox.c.reference)
    .join(outbox_events, outbox_events.c.outbox_id == outbox.c.id)
    .where(outbox_events.c.from_state == "posting", outbox_events.c.to_state == "ready")
)
UNSETTLED = select(func.count()).where(outbox.c.state.not_in(("posted", "review")))


@dataclass
class Drained:
    """`late` are those that the outage's probes had tried: they wait for their own next time. `growth` is in bytes."""

    how: str
    postings: int
    posted: int
    late: int
    out_of_order: int
    per_s: float
    per_s_max: float
    growth: int

    def faults(self):
        promises = {
            f"{self.posted} of {self.postings} posted": self.posted == self.postings,
            f"{self.out_of_order} out of order": self.out_of_order == 0,
            f"{self.per_s:.1f} a second, {self.per_s_max:.1f} allowed": self.per_s <= self.per_s_max * 1.02,
            f"memory grew by {self.growth} bytes": self.growth <= GROWTH_BYTES_MAX,
        }
        return [fault for fault, holds in promises.items() if not holds]

    def line(self):
        return (
            f"drain, {self.how}: {self.posted} of {self.postings} posted, {self.out_of_order} out of order "
            f"({self.late} had been tried in the outage), {self.per_s:.1f}/s a biller of {self.per_s_max:g} allowed, "
            f"memory +{self.growth / 2**20:.1f} MB"
        )


def resident(pid="self"):
    """Bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES


class Reachable:
    """Books that nobody reaches until an instant; they keep no journal, only what the judge asks for."""

    def __init__(self, clock, from_tick):
        self._clock, self._from = clock, from_tick
        self.posted = self.out_of_order = self.late = 0
        self.tried, self._last, self.ticks = set(), 0, []

    def post(self, posting):
        if self._clock.tick() < self._from:
            self.tried.add(posting.reference)
            return ANSWERS["refused the connection"]
        self.posted += 1
        if posting.reference in self.tried:
            self.late += 1
        else:
            self.out_of_order += posting.amount.cents < self._last
            self._last = posting.amount.cents
            self.ticks = [*self.ticks[:1], self._clock.tick()]
        return ANSWERS["posted"]


def drain_virtually(database, postings):
    """After eight hours in which nobody is reached, of two billers side by side: each has a pump of its own."""
    baton = Baton()
    each = postings // len(BIDS)
    drains = [
        _Virtual(database, Clock(baton), bid, range(place * each, (place + 1) * each), baton)
        for place, bid in enumerate(BIDS)
    ]
    baton.run(OUTAGE_S * 10)
    baton.end_all()
    return [drain.drained() for drain in drains]


class _Virtual:
    """One biller's pump, a fibre: where it keeps its pace, the other's goes on."""

    def __init__(self, database, clock, bid, numbers, baton):
        self._database, self._clock, self._bid, self._postings = database, clock, bid, len(numbers)
        self._books = Reachable(clock, OUTAGE_S)
        self._of = biller(bid, pump={"per_second": PER_SECOND["virtual"]})
        self._warm = self._most = 0
        put_many(database, clock, numbers, bid=bid)
        baton.start(bid, self._drains)

    def _drains(self):
        while self._books.posted < self._postings:
            if not pump_of(self._database, self._clock, self._books, of=self._of).drain():
                self._clock.pause(Timings().sweep_s)
            self._look()

    def _look(self):
        if not self._warm and self._books.posted > self._postings * WARM_SHARE:
            self._warm = resident()
        self._most = max(self._most, resident())

    def drained(self):
        """What it came to."""
        books = self._books
        return Drained(
            how=f"virtual, biller {self._bid}, {OUTAGE_S / HOUR_S:g} h of outage",
            postings=self._postings,
            posted=books.posted,
            late=books.late,
            out_of_order=books.out_of_order,
            per_s=(self._postings - books.late - 1) / max(books.ticks[-1] - books.ticks[0], 0.001),
            per_s_max=PER_SECOND["virtual"],
            growth=self._most - self._warm,
        )


def drain_really(folder, database, postings, *, outage_s):
    """Real worker, real Redis, real Cayenta in a box, in real time, after an outage in which nobody is reached."""
    put_many(database, SystemClock(), range(postings))
    pump = {"per_second": PER_SECOND["real"]}
    with kill_town(folder, database, accounts=postings, pump=pump, opens_after_s=outage_s) as town:
        horses, left = [], postings
        while left:
            town.tend()
            if not is_alive(town.nursery.worker):
                town.nursery.bear()
            horses += [resident(pid) for pid in town.nursery.horses()]
            town.clock.pause(0.2)
            with database.read() as connection:
                left = connection.scalar(UNSETTLED)
        items = town.box.items()
    return _really(database, items, horses, postings=postings, outage_s=outage_s)


def _really(database, items, horses, *, postings, outage_s):
    with database.read() as connection:
        tried = set(connection.scalars(TRIED))
    due = [item for item in items if item.reference not in tried]
    warm = horses[: max(1, int(len(horses) * WARM_SHARE))]
    return Drained(
        how=f"real, {outage_s:g} s of outage",
        postings=postings,
        posted=len(items),
        late=len(tried),
        out_of_order=sum(1 for one, other in pairwise(due) if other.amount_cents < one.amount_cents),
        per_s=(len(due) - 1) / (_at(due[-1]) - _at(due[0])).total_seconds(),
        per_s_max=PER_SECOND["real"],
        growth=max(horses) - max(warm),
    )


def _at(item):
    return datetime.fromisoformat(item.at)
