"""Parts of a soak that are not about the pump: the dialler is killed, readers are fuzzed, a loader is killed."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from integration.calling.limits import limits_of
from integration.ledger.call_news import NEVER_GOT
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from tests.fuzz.sides import FULL_S, SMALL_S, side_by_side
from tests.soak.figures import Figures, Part
from tests.soak.say import say
from tests.workers.audience import PEOPLE, PURSE
from tests.workers.dialler_kills import open_killing

CALLS, CALLS_SMALL = (1_000, 100), (100, 10)  # due, kills
BILLS = ("tests/integration/billfile/test_load_killed.py", "tests/integration/billfile/test_cut.py")
BILLS_SIZE = {"IVR_LOAD_KILLS": "200", "IVR_BILL_DOCUMENTS": "100000"}
BILLS_SIZE_SMALL = {"IVR_LOAD_KILLS": "5", "IVR_BILL_DOCUMENTS": "1000"}


def rings(*, is_small: bool) -> Part:
    """Due calls while the dialler is killed: red where one is rung twice, or never."""
    calls, kills = CALLS_SMALL if is_small else CALLS
    with TemporaryDirectory(prefix="ivr-rings-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'ledger.db'}")
        with database.write() as connection:
            metadata.create_all(connection)
        with open_killing(database, calls, terms=PEOPLE, limits=limits_of(PURSE)) as killing:
            killing.kill_while_it_rings(kills)
            killing.let_it_end()
            part = _rung(killing, calls, kills)
        database.close()
    return part


def _rung(killing, calls, kills):
    rung = killing.rung()
    twice = sum(1 for times in rung.values() if times > 1)
    given_up = sum(1 for row in killing.telephones.rows() if row.state == "done" and row.why == NEVER_GOT)
    say(
        f"rings: {calls} due, {killing.kills} kills, {len(killing.cut)} in the middle of a call, {len(rung)} rung, "
        f"{twice} rung twice, {given_up} given up (lost a second time), {dict(killing.telephones.states())}"
    )
    promises = {
        f"{twice} rung twice": twice == 0,
        f"{killing.kills} kills of {kills}": killing.kills == kills,
        f"{calls - len(rung) - given_up} never rung": len(rung) + given_up == calls,
    }
    return Part(Figures(kills=killing.kills), [fault for fault, holds in promises.items() if not holds])


def fuzzed(*, is_small: bool) -> Part:
    """Coverage-guided fuzzing of each reader, side by side."""
    return Part(wrong=[f"{name} crashed: see its samples" for name in side_by_side(SMALL_S if is_small else FULL_S)])


def bills(*, is_small: bool) -> Part:
    """The tests of the bill reader and of a loader that is killed, at their full size."""
    size = BILLS_SIZE_SMALL if is_small else BILLS_SIZE
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", *BILLS], env=os.environ | size, check=False)
    return Part(wrong=[] if run.returncode == 0 else [f"the bill reader's tests ended with {run.returncode}"])
