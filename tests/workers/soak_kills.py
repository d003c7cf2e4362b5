"""`make soak`: the pump is killed at its full size on both databases, plain RQ beside it, and drains what waited.

`--small` is two minutes of it; words choose parts. Exit code 1 when a promise does not hold.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.sandbox.servers import postgres_server
from tests.workers.kills import plain_rq
from tests.workers.kills.drain import drain_really, drain_virtually
from tests.workers.kills.run import FULL, SMALL, kill_run
from tests.workers.kills.town import in_memory

Part = Callable[[bool], list[str]]


@contextmanager
def empty_ledger(folder, name):
    """A ledger with every table and no row, on a disk that is flushed to as in production."""
    with TemporaryDirectory(prefix="ivr-pg-", ignore_cleanup_errors=True) as room:
        if name == "postgresql":
            with postgres_server(Path(room)) as url:
                yield _made(url)
        else:
            yield _made(f"sqlite:///{folder / 'ledger.db'}")


def _made(url):
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    return database


def _kills_on(name):
    def kills(is_small):
        size = SMALL if is_small else FULL
        with TemporaryDirectory(prefix="ivr-kills-") as folder, empty_ledger(Path(folder), name) as database:
            outcome = kill_run(Path(folder), database, size, lookup=True)
            database.close()
        tell(outcome.line(name))
        return outcome.faults()

    return kills


def _plain_rq(is_small):
    """Beside ours: it promises nothing."""
    for size in plain_rq.SMALL if is_small else plain_rq.FULL:
        with TemporaryDirectory(prefix="ivr-plain-") as folder:
            tell(plain_rq.plain_run(Path(folder), size).line())
    return []


def _drain(is_small):
    really, virtually = (100, 1_000) if is_small else (2_000, 50_000)
    with TemporaryDirectory(prefix="ivr-drain-") as folder, empty_ledger(Path(folder), "sqlite") as database:
        outcomes = [drain_really(Path(folder), database, really)]
        database.close()
    with (
        TemporaryDirectory(prefix="ivr-drain-", dir=in_memory()) as folder,
        empty_ledger(Path(folder), "sqlite") as database,
    ):
        outcomes += drain_virtually(database, virtually)
        database.close()
    for outcome in outcomes:
        tell(outcome.line())
    return [fault for outcome in outcomes for fault in outcome.faults()]


def tell(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


PARTS: Mapping[str, Part] = {
    "sqlite": _kills_on("sqlite"),
    "postgresql": _kills_on("postgresql"),
    "plain": _plain_rq,
    "drain": _drain,
}


def main(words=None):
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.workers.soak_kills", description=__doc__)
    parser.add_argument("--small", action="store_true", help="two minutes' worth")
    parser.add_argument("--part", action="append", choices=list(PARTS), help="all where none is named")
    asked, _of_others = parser.parse_known_args(words)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    faults = [f"{name}: {fault}" for name in asked.part or PARTS for fault in PARTS[name](asked.small)]
    for fault in faults:
        tell(f"NOT KEPT: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
