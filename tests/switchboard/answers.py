"""Each class of answer in the table of reliability.md 2.3, applied and not applied, at every operation, many times.

SOAP, the real pump, the judge of the money.

`python -m tests.switchboard.answers --times N`. Exit code 1 when one of them loses or doubles anything.
"""

import argparse
import multiprocessing
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import product
from math import ceil

import structlog

from integration.cayenta.books import CayentaBooks
from integration.changes import CHANGES
from integration.clock import VirtualClock
from integration.ledger import breakers, holds
from integration.ledger.breakers import Breaker
from integration.model import Applied
from integration.ports import HttpReply
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.app import CayentaApp
from integration.sandbox.cayenta.envelope import write_fault
from integration.wires.loopback import LoopbackWire
from tests.money.evidence import Evidence, alerts_of, entries_of
from tests.money.invariants import breaches
from tests.switchboard.fates import FATES, WELL, Fate
from tests.switchboard.ledgers import MemoryLedger
from tests.switchboard.systems import OWED
from tests.switchboard.whole import CAYENTA_URL, CayentaWire, wsdl_folder
from tests.workers.operations import OPERATIONS, PAYS_BY, billed
from tests.workers.parts import pump_of, put

TIMES = 1_000  # of each class, with a look-up; as often without
ROWS_AT_ONCE = 50
FRIDAY = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
ALWAYS_REVIEW = (Applied.REJECTED, Applied.MISMATCH)
NOT_AT_REST = "SELECT count(*) FROM outbox WHERE state NOT IN ('posted', 'cancelled') AND next_at < '9999-01'"
NEXT = "SELECT min(max(next_at, lease_until)) FROM outbox WHERE state NOT IN ('posted', 'cancelled')"
PAGE = b"<html><title>Sign in</title></html>"
TWINS = {  # answers whose class stands in FATES with the other ending
    Fate("page after", Applied.AMBIGUOUS, is_applied=True): HttpReply(200, PAGE),
    Fate("redirect after", Applied.AMBIGUOUS, is_applied=True): HttpReply(307, b""),
    Fate("garbled before", Applied.AMBIGUOUS, is_applied=False): HttpReply(200, b"<soap-env:Envelope"),
    Fate("forbidden", Applied.LOCKED_OUT, is_applied=False): HttpReply(403, b""),
    Fate("duplicate after", Applied.AMBIGUOUS, is_applied=True): HttpReply(500, write_fault("Server", "Duplicate")),
}
CLASSES = (WELL, *FATES, *TWINS)
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


class AnyOperationWire(CayentaWire):
    """Each operation meets the fate; the twins of a class were applied, or not, and are answered all the same."""

    def exchange(self, request, *, deadline_s):
        """As `ports.Wire` has it."""
        ask = self._asked if b"GetARItem" in request.body else self._post
        return ask(request, deadline_s)

    def _arrived(self, request, deadline_s, fate):
        if fate not in TWINS:
            return super()._arrived(request, deadline_s, fate)
        if fate.is_applied:
            self._inner.exchange(request, deadline_s=deadline_s)
        return TWINS[fate]


def ended(fate, rows, ledger, *, lookup, op="payment"):
    """So many postings that meet this fate, on an empty ledger: their states at rest, and what the judge says."""
    clock = VirtualClock(FRIDAY)
    world = OneFate(fate, clock)
    ledger.wipe()
    app = CayentaApp([Account(f"{number:010d}", OWED) for number in range(rows)], clock=clock)
    of = billed(lookup=lookup, url=CAYENTA_URL, wsdl="cayenta.wsdl").model_copy(update={"folder": wsdl_folder()})
    books = CayentaBooks(
        of, AnyOperationWire(world, app, LoopbackWire(app, VirtualClock(FRIDAY))), clock, post_deadline_s=25.0
    )
    if op in PAYS_BY:
        _post_payments(world, rows, ledger, clock, books, of=of, way=PAYS_BY[op])
    for number in range(rows):
        OPERATIONS[op](ledger.database, clock, number)
    _drain(ledger, clock, books, of, is_done=lambda: world.met >= rows)
    world.arrive()
    world.is_over = True
    _drain(ledger, clock, books, of, is_done=lambda: not ledger.ask(NOT_AT_REST)[0])
    tables = ledger.tables()
    evidence = Evidence(tables, books=entries_of(app.journal.items), alerts=alerts_of(app.books.alerts))
    return Counter(row["state"] for row in tables["outbox"] if row["op"] == op), breaches(evidence)


def _post_payments(world, rows, ledger, clock, books, *, of, way):
    """What a void or a return follows: nothing befalls it."""
    world.is_over = True
    for number in range(rows):
        put(ledger.database, clock, number, way=way)
    _drain(ledger, clock, books, of, is_done=lambda: world.met >= rows)
    world.is_over, world.met = False, 0


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


def expected(fate, *, lookup, op="payment"):
    """Where postings of this fate end: found by their reference, sent again where nothing had left, else a person's.

    A change is said again, whatever became of it.
    """
    if fate.said in ALWAYS_REVIEW:
        return "review"
    if fate.said is Applied.AMBIGUOUS and op not in CHANGES:
        return "posted" if lookup and (fate.is_applied or fate.is_late) else "review"
    return "posted"


@dataclass(frozen=True)
class Told:
    """How many postings met how many classes of answer, and what went otherwise than it should, in sentences."""

    postings: int
    wrong: list[str]

    def line(self):
        """For a person."""
        return (
            f"answers: {len(CLASSES)} classes, with a look-up and without, over {len(OPERATIONS)} operations, "
            f"{self.postings} postings: {len(self.wrong)} wrong"
        )


def everywhere(times):
    """Each class of answer, `times` with a look-up and as often without, shared out among operations; on all cores."""
    share = ceil(times / len(OPERATIONS))
    asked = [(fate, lookup, op, share) for fate, lookup, op in product(CLASSES, (True, False), OPERATIONS)]
    with multiprocessing.get_context("fork").Pool() as pool:
        found = pool.starmap(_wrong, asked, chunksize=1)
    return Told(share * len(asked), [each for some in found for each in some])


def _wrong(fate, lookup, op, times):
    found = []
    for first in range(0, times, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, times - first)
        states, breached = ended(fate, rows, _ledger(), lookup=lookup, op=op)
        if breached or states != {expected(fate, lookup=lookup, op=op): rows}:
            found.append(f"{fate.kind or 'well'}, {lookup=}, {op}: {dict(states)}; {'; '.join(breached[:3])}")
    return found


@cache
def _ledger():
    """This process's own."""
    return MemoryLedger()


def main(words=None):
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.switchboard.answers", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="postings for each class of answer and each look-up")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    told = everywhere(parser.parse_args(words).times)
    sys.stdout.write("\n".join([told.line(), *told.wrong, ""]))
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
