"""`make soak`: a thousand due calls and a hundred deaths of the dialler; exit code 1 when anybody is rung twice.

`--small` is a minute of it.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from integration.calling.limits import limits_of
from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from tests.bench.million import NOW
from tests.workers.audience import PEOPLE, PURSE
from tests.workers.ring_kills import ring_and_kill
from tests.workers.telephones import open_telephones

FULL, SMALL = (1_000, 100), (100, 10)  # calls, kills


def main(words=None):
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.workers.soak_rings", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a minute's worth")
    asked, _of_others = parser.parse_known_args(words)
    structlog.configure(processors=[_nobody_reads])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    calls, kills = SMALL if asked.small else FULL
    with tempfile.TemporaryDirectory(prefix="ivr-rings-") as folder:
        return _told(Path(folder), calls, kills)


def _told(folder, calls, kills):
    database = Database(f"sqlite:///{folder / 'ledger.db'}")
    with database.write() as connection:
        metadata.create_all(connection)
    opened = open_telephones(VirtualClock(NOW), database, accounts=calls, terms=PEOPLE, limits=limits_of(PURSE))
    with opened as telephones:
        killed = ring_and_kill(telephones, kills)
        states = dict(telephones.states())
    twice = sum(1 for times in killed.rung.values() if times > 1)
    sys.stdout.write(
        f"rings: {calls} due, {killed.deaths} kills, {len(killed.rung)} rung, {twice} rung twice, "
        f"{killed.unrung} never rung, {states}\n"
    )
    return 0 if twice == 0 and killed.deaths == kills else 1


def _nobody_reads(_logger, _level, _event):
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
