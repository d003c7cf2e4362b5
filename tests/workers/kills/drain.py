"""What waited through an outage drains in the biller's pace, the oldest first, and in memory that does not grow."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from integration.clock import SystemClock, VirtualClock
from integration.ledger.tables import outbox
from integration.timings import HOUR_S, Timings
from tests.workers.kills.nursery import is_alive
from tests.workers.kills.town import kill_town
from tests.workers.parts import ANSWERS, biller, pump_of, put_many

OUTAGE_S = 8 * HOUR_S
BIDS = ("1368", "2001")
PER_SECOND = {"virtual": 20, "real": 25}
GROWTH_BYTES_MAX = 24 * 1024 * 1024
WARM_SHARE = 0.2  # of the postings, until caches are as full as they get
FRIDAY = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
PAGE_BYTES = 4096
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
    """After eight hours in which nobody is reached, of two billers; each has its own pump and its own clock's pace."""
    return [_drain_one(database, postings // len(BIDS), bid, place) for place, bid in enumerate(BIDS)]


def _drain_one(database, postings, bid, place):
    clock = VirtualClock(FRIDAY)
    put_many(database, clock, range(place * postings, (place + 1) * postings), bid=bid)
    books, of = Reachable(clock, OUTAGE_S), biller(bid, pump={"per_second": PER_SECOND["virtual"]})
    warm, most = 0, 0
    while books.posted < postings and clock.tick() < OUTAGE_S * 10:
        if not pump_of(database, clock, books, of=of).drain():
            clock.pause(Timings().sweep_s)
        warm = warm or (resident() if books.posted > postings * WARM_SHARE else 0)
        most = max(most, resident())
    per_s = (postings - books.late - 1) / max(books.ticks[-1] - books.ticks[0], 0.001)
    return Drained(
        f"virtual, biller {bid}, {OUTAGE_S / HOUR_S:g} h of outage",
        postings,
        books.posted,
        books.late,
        books.out_of_order,
        per_s,
        PER_SECOND["virtual"],
        most - warm,
    )


def drain_really(folder, database, postings):
    """Real worker, real Redis, real Cayenta in a box, in real time."""
    put_many(database, SystemClock(), range(postings))
    pump = {"per_second": PER_SECOND["real"]}
    with kill_town(folder, database, accounts=postings, pump=pump) as town:
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
    took_s = (_at(items[-1]) - _at(items[1])).total_seconds()
    warm = horses[: max(1, int(len(horses) * WARM_SHARE))]
    backwards = sum(1 for one, other in pairwise(items) if other.amount_cents < one.amount_cents)
    per_s = (postings - 2) / took_s
    growth = max(horses) - max(warm)
    return Drained("real", postings, len(items), 0, backwards, per_s, PER_SECOND["real"], growth)


def _at(item):
    return datetime.fromisoformat(item.at)
