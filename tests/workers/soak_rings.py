"""`make soak`: a thousand due calls and a hundred kills of the dialler; exit code 1 when one is rung twice, or never.

`--small` is a minute of it.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from integration.calling.limits import limits_of
from integration.ledger.call_news import NEVER_GOT
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from tests.workers.audience import PEOPLE, PURSE
from tests.workers.dialler_kills import open_killing

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
    with open_killing(database, calls, terms=PEOPLE, limits=limits_of(PURSE)) as killing:
        killing.kill_while_it_rings(kills)
        killing.let_it_end()
        rung, rows = killing.rung(), killing.telephones.rows()
        states = dict(killing.telephones.states())
    database.close()
    twice = sum(1 for times in rung.values() if times > 1)
    given_up = sum(1 for row in rows if row.state == "done" and row.why == NEVER_GOT)
    sys.stdout.write(
        f"rings: {calls} due, {killing.kills} kills, {len(killing.cut)} in the middle of a call, "
        f"{len(rung)} rung, {twice} rung twice, "
        f"{given_up} given up (lost a second time), {states}\n"
    )
    return 0 if twice == 0 and killing.kills == kills and len(rung) + given_up == calls else 1


def _nobody_reads(_logger, _level, _event):
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
