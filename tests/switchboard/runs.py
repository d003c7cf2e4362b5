"""Many seeds on all cores: each process has a ledger of its own, and lends it to one seed after another."""

import gc
import multiprocessing
import os
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache, partial

import structlog

from tests.switchboard.dice import Less
from tests.switchboard.ledgers import MemoryLedger, PlainLedger
from tests.switchboard.plants.named import PLANTS
from tests.switchboard.play import PAYMENTS, play
from tests.switchboard.whole import whole_systems

LOOPS = {"plain": (PlainLedger, None), "memory": (MemoryLedger, None), "whole": (MemoryLedger, whole_systems)}
TWICE_EVERY = 100  # seeds: one of so many is run again, and must leave the same trace
ALLOCATIONS_BEFORE_GC = 50_000
QUIET_LEVEL = 50
YEAR_H = 365 * 24
HOURS_A_SEED = 2


@dataclass
class Tally:
    """What many seeds came to. `failed` has the seed with what the judge said; `recovery_s` is the worst."""

    seeds: int = 0
    payments: int = 0
    kills: int = 0
    items: int = 0
    in_review: int = 0
    recovery_s: float = 0.0
    struck: Counter = field(default_factory=Counter)
    deaths: Counter = field(default_factory=Counter)
    edges: Counter = field(default_factory=Counter)
    failed: list = field(default_factory=list)

    def add(self, played):
        """One more seed."""
        self.seeds += 1
        self.payments += sum(played.counts.values())
        self.kills += played.kills
        self.items += played.items
        self.in_review += played.counts["review"]
        self.recovery_s = max(self.recovery_s, played.recovery_s or 0.0)
        self.struck += played.struck
        self.deaths += played.deaths
        self.edges += played.edges
        if played.breaches:
            self.failed.append((played.seed, played.breaches))

    @property
    def years(self):
        """Simulated time with faults."""
        return self.seeds * HOURS_A_SEED / YEAR_H

    def broken(self, *names):
        """How many breaches of these invariants there were."""
        return sum(breach.partition(":")[0] in names for _seed, found in self.failed for breach in found)


@cache
def _lent(ledger):
    """This process's only ledger of a kind."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(QUIET_LEVEL))
    made = ledger()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_BEFORE_GC)
    return made


def played_here(seed, *, loop="memory", plant="", less=None):
    """One seed in this process."""
    ledger, systems = LOOPS[loop]
    with PLANTS[plant]() if plant else nullcontext():
        return play(seed, _lent(ledger), less=less or Less(), systems=systems, payments=PAYMENTS)


def _one(seed, loop, plant):
    played = played_here(seed, loop=loop, plant=plant)
    if seed % TWICE_EVERY == 0 and not plant:
        again = played_here(seed, loop=loop)
        if again.digest() != played.digest():
            played.breaches.append(f"D1: seed {seed} run twice leaves two traces")
        if loop == "plain" and played_here(seed).trace != played.trace:
            played.breaches.append(f"D2: seed {seed} leaves another trace on SQLite")
    played.trace, played.tables = [], {}  # not worth sending between processes
    return played


def run(seeds, *, loop="memory", plant="", processes=0, until_failure=False):
    """The Tally of these seeds; with `until_failure` it ends at the first that fails."""
    tally = Tally()
    with multiprocessing.get_context("fork").Pool(processes or os.cpu_count()) as pool:
        for played in pool.imap(partial(_one, loop=loop, plant=plant), seeds, chunksize=2 if plant else 4):
            tally.add(played)
            if until_failure and tally.failed:
                pool.terminate()
                break
    return tally
