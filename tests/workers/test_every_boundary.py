"""A worker dies at every boundary that stands in the code, at every operation: nothing is lost, nothing doubled.

The boundaries are read from the code itself, so that a new one without a death fails here.
"""

import ast
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import workers
from integration.clock import VirtualClock
from integration.ledger.tables import outbox
from integration.timings import DAY_S, Timings
from tests.money.evidence import Evidence, alerts_of, entries_of
from tests.money.invariants import breaches
from tests.switchboard.answers import FRIDAY
from tests.switchboard.ledgers import MemoryLedger
from tests.workers.operations import OPERATIONS, PAYS_BY, billed
from tests.workers.parts import JournalBooks, pump_of, put
from tests.workers.test_crashes import Died
from tests.workers.test_scheduled import POINTS as POINTS_OF_SCHEDULED
from workers.crash import Point

ENDINGS = ("posted", "applied then lost")  # test_crashes has payments that are lost on the way too
NEVER_ASKED = ("autopay", "paperless")  # a change is said again: nothing is doubled by that
UNSETTLED = "SELECT count(*) FROM outbox WHERE state NOT IN ('posted', 'review')"
ELSEWHERE = {  # boundaries that no posting crosses, and what dies at them in another test
    "scheduled": set(POINTS_OF_SCHEDULED),  # test_scheduled
    "messages": {Point.COMMITTING, Point.INTENDED, Point.ANSWERED, Point.SETTLED},  # test_messages
    "dialler": {Point.COMMITTING, Point.INTENDED, Point.ANSWERED, Point.SETTLED},  # test_dialler
    "samples": {Point.INTENDED, Point.ANSWERED},  # test_samples
}


def boundaries():
    """Each `crash(Point.…)` of the workers: the module, the function, the point."""
    for path in sorted(Path(workers.__file__).parent.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                yield from ((path.stem, function.name, point) for point in _points(function))


def _points(function):
    for node in ast.walk(function):
        called = getattr(node, "func", None)
        if isinstance(node, ast.Call) and getattr(called, "attr", getattr(called, "id", "")) == "crash":
            yield Point[node.args[0].attr]


OF_THE_PUMP = [each for each in boundaries() if each[0] not in ELSEWHERE]


@pytest.fixture(scope="module")
def ledger():
    kept = MemoryLedger()
    yield kept
    visits_of.cache_clear()
    kept.database.close()


class Reaper:
    """Counts the visits of every boundary, and dies at one of one, where it is told to."""

    def __init__(self, boundary=None, visit=0):
        self.visits, self._last = Counter(), (boundary, visit)

    def __call__(self, point):
        code = sys._getframe(1).f_code
        here = Path(code.co_filename).stem, code.co_name, point
        self.visits[here] += 1
        if (here, self.visits[here]) == self._last:
            raise Died(point)


@cache
def visits_of(ledger, op, ending):
    """How often each boundary is passed where nobody dies."""
    nobody = Reaper()
    assert not dies(ledger, op, ending, nobody)
    return nobody.visits


def dies(ledger, op, ending, crash):
    """Whether a worker died on the way, which others then went on."""
    ledger.wipe()
    database, clock, books = ledger.database, VirtualClock(FRIDAY), JournalBooks()
    of = billed(lookup=True)
    if op in PAYS_BY:
        put(database, clock, 1, way=PAYS_BY[op])
        pump_of(database, clock, books, of=of).drain()
    OPERATIONS[op](database, clock, 1)
    books.endings.append(ending)
    try:
        for _job in range(2):
            pump_of(database, clock, books, of=of, crash=crash).drain()
            clock.pause(1_000)
        died = False
    except Died:
        died = True
    go_on(ledger, clock, books, of)
    assert_once(ledger, books)
    return died


def go_on(ledger, clock, books, of):
    """Other workers, as the sweep would wake them, until nothing is left to do."""
    for wait_s in (0, Timings().lease_s, Timings().quiet_s, *[DAY_S] * 10):
        clock.pause(wait_s)
        pump_of(ledger.database, clock, books, of=of).drain()
        if not ledger.ask(UNSETTLED)[0]:
            return


def assert_once(ledger, books):
    """Each order is in the books once, or a person's."""
    evidence = Evidence(ledger.tables(), books=entries_of(books.journal), alerts=alerts_of(books.journal))
    assert breaches(evidence) == []
    for row in evidence[outbox.name]:
        times = books.references()[row["reference"]]
        assert row["state"] in ("posted", "review")
        is_said_again = row["op"] in NEVER_ASKED and times > 1
        assert times == 1 or is_said_again or (row["state"], times) == ("review", 0)


@pytest.mark.parametrize("op", OPERATIONS)
@pytest.mark.parametrize("boundary", OF_THE_PUMP, ids="-".join)
def test_a_worker_that_dies_there_loses_nothing_and_doubles_nothing(ledger, boundary, op):
    deaths = 0
    for ending in ENDINGS:
        for visit in range(1, visits_of(ledger, op, ending)[boundary] + 1):
            assert dies(ledger, op, ending, Reaper(boundary, visit))
            deaths += 1
    assert deaths >= len(ENDINGS) or boundary[2] is Point.ASKED
    assert deaths or op in NEVER_ASKED


def test_every_other_boundary_has_its_own_test():
    found = {}
    for module, _function, point in boundaries():
        found.setdefault(module, set()).add(point)
    assert {module: found[module] for module in ELSEWHERE} == ELSEWHERE
