"""Each class of answer in the table of reliability.md 2.3, applied and not applied, many times: SOAP, real pump, judge.

`python -m tests.switchboard.answers --times N`. Exit code 1 when one of them loses or doubles anything.
"""

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime

import structlog

from integration.cayenta.books import CayentaBooks
from integration.clock import VirtualClock
from integration.ledger import breakers, holds
from integration.ledger.breakers import Breaker
from integration.model import Applied
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.app import CayentaApp
from integration.wires.loopback import LoopbackWire
from tests.money.evidence import Evidence, entries_of
from tests.money.invariants import breaches
from tests.switchboard.fates import FATES, WELL
from tests.switchboard.ledgers import MemoryLedger
from tests.switchboard.systems import OWED
from tests.switchboard.whole import CAYENTA_URL, CayentaWire, wsdl_folder
from tests.workers.parts import biller, pump_of, put

TIMES = 1_000
ROWS_AT_ONCE = 50
FRIDAY = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
ALWAYS_REVIEW = (Applied.REJECTED, Applied.MISMATCH)
NOT_AT_REST = "SELECT count(*) FROM outbox WHERE state NOT IN ('posted', 'cancelled') AND next_at < '9999-01'"
NEXT = "SELECT min(max(next_at, lease_until)) FROM outbox WHERE state NOT IN ('posted', 'cancelled')"
DRAINS_MAX = 1_000  # of one job each; the last question about a posting comes after five days


class OneFate:
    """A world in which every posting meets the same fate, once; what is sent again goes well."""

    def __init__(self, fate, clock):
        self.fate_of_all, self.clock = fate, clock
        self.dice = self
        self.is_over = False
        self.met = 0
        self._coming = []

    def fate(self):
        self.met += 1
        return (WELL if self.is_over else self.fate_of_all), 0.0, 0.0

    def travel(self, seconds, _arrives=None):
        self.clock.pause(seconds)

    def late(self, arrives):
        self._coming.append(arrives)

    def arrive(self):
        """What was late is applied."""
        for arrives in self._coming:
            arrives()
        self._coming.clear()

    def draw(self, _low, _high):
        return 0.0

    def strikes(self, _kind):
        return False

    def is_down(self):
        return False

    def is_unseen(self, _at):
        return False

    def note(self, *_words):
        """Nobody reads it."""


def ended(fate, rows, ledger, *, lookup):
    """So many postings that meet this fate, on an empty ledger: their states at rest, and what the judge says."""
    clock = VirtualClock(FRIDAY)
    world = OneFate(fate, clock)
    ledger.wipe()
    app = CayentaApp([Account(f"{number:010d}", OWED) for number in range(rows)], clock=clock)
    of = biller(lookup=lookup, url=CAYENTA_URL, wsdl="cayenta.wsdl").model_copy(update={"folder": wsdl_folder()})
    books = CayentaBooks(
        of, CayentaWire(world, app, LoopbackWire(app, VirtualClock(FRIDAY))), clock, post_deadline_s=25.0
    )
    for number in range(rows):
        put(ledger.database, clock, number)
    _drain(ledger, clock, books, of, is_done=lambda: world.met >= rows)
    world.arrive()
    world.is_over = True
    _drain(ledger, clock, books, of, is_done=lambda: not ledger.ask(NOT_AT_REST)[0])
    tables = ledger.tables()
    evidence = Evidence(tables, books=entries_of(app.journal.items))
    return Counter(row["state"] for row in tables["outbox"]), breaches(evidence)


def _drain(ledger, clock, books, of, *, is_done):
    """Jobs go on as the sweep would ring them, and a person lets a held biller go on, until nothing is left to do."""
    for _job in range(DRAINS_MAX):
        pump_of(ledger.database, clock, books, of=of).drain()
        if is_done():
            return
        clock.pause(_wait_s(ledger, clock))
        with ledger.database.write() as connection:
            holds.resume(connection, of.bid, who="ann", now=clock.now())
            breakers.put(connection, of.bid, Breaker(), clock.now())  # a rest only puts off what is looked at here


def _wait_s(ledger, clock):
    """Until the next row is due."""
    found = datetime.fromisoformat(f"{ledger.ask(NEXT)[0]}+00:00")
    return max(1.0, (found - clock.now()).total_seconds())


def expected(fate, *, lookup):
    """Where postings of this fate end: found by their reference, sent again where nothing had left, else a person's."""
    if fate.said in ALWAYS_REVIEW:
        return "review"
    if fate.said is Applied.AMBIGUOUS:
        return "posted" if lookup and (fate.is_applied or fate.is_late) else "review"
    return "posted"


def wrong(times, ledger):
    """What went otherwise than it should: so many postings meet each class of answer, with a look-up and without."""
    for fate in (WELL, *FATES):
        for lookup in (True, False):
            for first in range(0, times, ROWS_AT_ONCE):
                rows = min(ROWS_AT_ONCE, times - first)
                states, found = ended(fate, rows, ledger, lookup=lookup)
                if found or states != {expected(fate, lookup=lookup): rows}:
                    yield f"{fate.kind or 'well'}, {lookup=}: {dict(states)}; {'; '.join(found[:3])}"


def main(words=None):
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.switchboard.answers", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="postings for each class of answer")
    times = parser.parse_args(words).times
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    found = list(wrong(times, MemoryLedger()))
    sys.stdout.write(
        "\n".join([f"{len(FATES) + 1} classes of answer, {times} times each: {len(found)} wrong", *found, ""])
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
