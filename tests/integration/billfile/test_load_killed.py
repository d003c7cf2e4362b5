"""A load that is killed again and again, while somebody reads: every look sees one whole version (case E10)."""

import os
import random
import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from integration.billfile.load import load_file
from integration.clock import SystemClock
from integration.ledger.bills import find_bill
from integration.ledger.tables import bill_files, bills, live_versions
from tests.integration.billfile.samples import biller_with, file_xml, owing

KILLS = int(os.environ.get("IVR_LOAD_KILLS", "2"))
ACCOUNTS = 400
SEED = 20261101
WHOLE = ({500}, ACCOUNTS), ({900}, ACCOUNTS)  # what callers may hear: the version before, or the new one
IN_A_CHUNK_SHARE = 0.5
A_CHUNK_S = 0.01
A_LOAD_S = 0.3
LATER_DAYS = 25
IN_HALVES_S = 1.0  # two more processes begin
LOADER = """
import sys
from pathlib import Path
from integration.billfile import load
from integration.clock import SystemClock
from integration.ledger import bill_files
from integration.ledger.database import Database
from integration.ledger.staging.chunk import ChunkSizes
from tests.integration.billfile.samples import biller_with
load.SIZES = ChunkSizes(10, 100)
stage = bill_files.stage
def told(*chunk):
    stage(*chunk)
    sys.stdout.write(".")
    sys.stdout.flush()
    sys.stdin.read(1)
bill_files.stage = told
load.load_file(Path(sys.argv[2]), biller_with(), Database(sys.argv[1]), SystemClock())
"""  # it tells of each chunk and waits until it may go on, so that it dies where it is meant to
IN_HALVES = """
import sys
from pathlib import Path
from integration.billfile import load
from integration.clock import SystemClock
from integration.ledger.database import Database
from tests.integration.billfile.samples import biller_with
load.HALVES_BYTES_MIN = 0
print(".", flush=True)
load.load_file(Path(sys.argv[2]), biller_with(), Database(sys.argv[1]), SystemClock())
"""
CHUNKS = ACCOUNTS // 10

pytestmark = pytest.mark.servers


def written(folder, day, dollars):
    """A file in which everybody owes the same: two versions mixed would show two amounts."""
    rows = [owing(f"{dollars}.00", ACCOUNT_NO=f"{n:06d}", BILL_NO=f"B{day}-{n}") for n in range(ACCOUNTS)]
    path = folder / f"billheader_202611{day:02d}.xml"
    path.write_text(file_xml(*rows, total=f"{dollars * ACCOUNTS}.00", created=f"202611{day:02d}"))
    return path


def seen(database):
    """In one look: the amounts that callers hear, and how many bills the live version has."""
    with database.read() as connection:
        version = connection.execute(select(live_versions.c.version)).scalar_one()
        heard = {find_bill(connection, "1368", "ACCOUNT_NO", f"{n:06d}").bill.balance_due.cents for n in (0, 7, 399)}
        count = select(func.count()).select_from(bills).where(bills.c.version == version)
        return heard, connection.execute(count).scalar_one()


def half_staged(database):
    """Whether a version lies there of which some bills are staged and not all."""
    staged = select(bill_files.c.version).where(bill_files.c.state == "staged").scalar_subquery()
    with database.read() as connection:
        found = connection.execute(select(func.count()).select_from(bills).where(bills.c.version == staged))
        return 0 < found.scalar_one() < ACCOUNTS


def kill_in_the_middle(database, path, dice):
    """Some chunks after the beginning of a load: between two of them, or a moment into the next."""
    words = [sys.executable, "-c", LOADER, database.url, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
    with subprocess.Popen(words, **pipes, start_new_session=True) as process:
        for chunk in range(dice.randrange(1, CHUNKS - 1)):
            if chunk:
                process.stdin.write(b"+")
            assert process.stdout.read(1) == b"."
            assert seen(database) in WHOLE
        if dice.random() < IN_A_CHUNK_SHARE:
            process.stdin.write(b"+")
            SystemClock().pause(dice.uniform(0, A_CHUNK_S))
        os.killpg(process.pid, signal.SIGKILL)


def kill_at_any_instant(database, path, loader, until_s):
    """A load that waits for nobody, struck anywhere: before its first chunk, in the switch, after its end.

    Only its own process is struck; any that it has begun must end by themselves.
    """
    words = [sys.executable, "-c", loader, database.url, str(path)]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "bufsize": 0}
    with subprocess.Popen(words, **pipes) as process:
        process.stdout.read(1)
        clock = SystemClock()
        until = clock.tick() + until_s
        while clock.tick() < until:
            assert seen(database) in WHOLE
        process.kill()


def test_a_load_killed_at_any_point_leaves_one_whole_version(tmp_path, database):
    dice, clock = random.Random(SEED), SystemClock()
    load_file(written(tmp_path, 1, 5), biller_with(), database, clock)
    path = written(tmp_path, 2, 9)
    in_the_middle = 0
    for _ in range(KILLS):
        kill_in_the_middle(database, path, dice)
        assert seen(database) in WHOLE
        in_the_middle += half_staged(database)
    assert in_the_middle == KILLS
    for number in range(KILLS):
        kill_at_any_instant(database, path, LOADER, dice.uniform(0, A_LOAD_S))
        assert seen(database) in WHOLE
        later = written(tmp_path, 3 + number % LATER_DAYS, 9)  # what has been loaded to its end is passed over
        kill_at_any_instant(database, later, IN_HALVES, dice.uniform(0, IN_HALVES_S))
        assert seen(database) in WHOLE
    load_file(path, biller_with(), database, clock)
    assert seen(database) == WHOLE[1]
