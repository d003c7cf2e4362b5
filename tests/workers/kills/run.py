"""A kill run: payments go to Cayenta through everything that can go wrong at once, and its own journal judges."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from integration.clock import SystemClock
from integration.ledger.tables import outbox
from tests.money.evidence import entries_of, evidence_of
from tests.money.invariants import breaches
from tests.workers.kills.reaper import Deaths, Reaper
from tests.workers.kills.town import RINGS, kill_town
from tests.workers.parts import put_many
from tests.workers.worker_process import QUICK
from workers.crash import Point

STILL_S_MAX = 40.0  # without a settlement; the longest rest of a biller here is 18 s
BETWEEN_SHARE_MIN = 0.3
SEED = 20261120
SPOILT_SHARE = 0.03  # of the postings: three spoilt answers in a row let the biller rest


@dataclass(frozen=True)
class Size:
    """How much of it. `at_each` is how often every labelled point is struck at least."""

    payments: int
    kills: int
    wipes: int
    at_each: int


SMALL = Size(500, 40, 4, 2)
FULL = Size(10_000, 500, 50, 20)


@dataclass(frozen=True)
class Outcome:
    """What came of a run. `spoilt` are the postings that met each spoilt answer, by the proxy's journal."""

    size: Size
    lookup: bool
    deaths: Deaths
    wipes: int
    states: Counter
    lost: int
    doubled: int
    reviews_without_why: int
    spoilt: dict
    breaches: list
    took_s: float

    @property
    def ambiguous(self):
        return len(set().union(*self.spoilt.values()))

    def faults(self):
        """Each promise that does not hold."""
        size, deaths = self.size, self.deaths
        points = [point for point in Point if self.lookup or point is not Point.ASKED]
        promises = {
            f"{self.lost} lost": self.lost == 0,
            f"{self.doubled} doubled": self.doubled == 0,
            f"not settled: {dict(self.states)}": set(self.states) <= {"posted", "review"},
            f"{self.states.total()} postings of {size.payments} payments": self.states.total() == size.payments,
            f"{self.reviews_without_why} in review without a reason": self.reviews_without_why == 0,
            f"{self.states['review']} in review": self.states["review"] <= deaths.between + self.ambiguous,
            f"{deaths.count} kills": deaths.count == size.kills,
            f"{deaths.between} kills between": deaths.between >= BETWEEN_SHARE_MIN * size.kills,
            f"{self.wipes} wipes": self.wipes == size.wipes,
            f"points {dict(deaths.points)}": all(deaths.points[point] >= size.at_each for point in points),
            f"breaches {self.breaches[:3]}": not self.breaches,
        }
        return [fault for fault, holds in promises.items() if not holds]

    def line(self, database):
        whom = ", ".join(f"{name} {self.deaths.whom[name]}" for name in sorted(self.deaths.whom))
        points = ", ".join(f"{point} {count}" for point, count in sorted(self.deaths.points.items()))
        return (
            f"kills: {database}, {self.size.payments} payments, {self.deaths.count} kills ({whom}; {points}), "
            f"{self.deaths.between} of them between intent and settlement, Redis wiped {self.wipes} times, "
            f"jobs {RINGS}-fold: {self.lost} lost, {self.doubled} doubled, "
            f"{self.states['review']} in review <= {self.deaths.between} + {self.ambiguous} answers spoilt; "
            f"invariants {'broken' if self.breaches else 'hold'}; {self.took_s:.0f} s"
        )


def kill_run(folder, database, size, *, lookup, seed=SEED):
    """All of it, on an empty ledger."""
    put_many(database, SystemClock(), range(size.payments))
    asked = {"accounts": size.payments, "lookup": lookup, "seed": seed, "share": SPOILT_SHARE}
    with kill_town(folder, database, **asked) as town:
        begun = town.clock.tick()
        reaper = Reaper(town, size.kills, seed=seed, lookup=lookup)
        reaper.strike_at(size.payments, size.wipes)
        _let_them_end(town, reaper)
        took_s = town.clock.tick() - begun
    applied, spoilt = town.box.items(), town.proxy.spoilt()  # now that nobody posts any more, settled or not
    judged = _judged(evidence_of(database.url, books=entries_of(applied)), Counter(each.reference for each in applied))
    told = {"deaths": reaper.deaths, "wipes": town.redis.wipes, "spoilt": spoilt, "took_s": took_s}
    return Outcome(size=size, lookup=lookup, **told, **judged)


def _let_them_end(town, reaper):
    """Until all is settled, or nothing more is."""
    unsettled = select(func.count()).where(outbox.c.state.not_in(("posted", "review")))
    left, until = -1, town.clock.tick() + STILL_S_MAX
    while left and town.clock.tick() < until:
        reaper.tend()
        town.clock.pause(QUICK.sweep_s / 4)
        with town.database.read() as connection:
            before, left = left, connection.scalar(unsettled)
        if left != before:
            until = town.clock.tick() + STILL_S_MAX


def _judged(evidence, applied):
    """By Cayenta's journal (how often it holds each reference) and the ledger's rows."""
    rows = evidence["outbox"]
    return {
        "states": Counter(row["state"] for row in rows),
        "lost": sum(1 for row in rows if row["state"] != "review" and not applied[row["reference"]]),
        "doubled": sum(1 for times in applied.values() if times > 1),
        "reviews_without_why": sum(1 for row in rows if row["state"] == "review" and not row["why"]),
        "breaches": breaches(evidence),
    }
