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
from integration.ledger.tables import bills, live_versions
from tests.integration.billfile.samples import biller_with, file_xml, owing

KILLS = int(os.environ.get("IVR_LOAD_KILLS", "2"))
ACCOUNTS = 400
SEED = 20261101
LOADER = """
import sys
from pathlib import Path
from integration.billfile import chunks
from integration.billfile.load import load_file
from integration.clock import SystemClock
from integration.ledger.database import Database
from tests.integration.billfile.samples import biller_with
chunks.CHUNK_ROWS, chunks.RUN_ROWS = 10, 100
database = Database(sys.argv[1])
sys.stdout.write("begun")
sys.stdout.flush()
load_file(Path(sys.argv[2]), biller_with(), database, SystemClock())
"""

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


def test_a_load_killed_at_any_point_leaves_one_whole_version(tmp_path, sqlite_database):
    dice, clock = random.Random(SEED), SystemClock()
    load_file(written(tmp_path, 1, 5), biller_with(), sqlite_database, clock)
    path = written(tmp_path, 2, 9)
    for _ in range(KILLS):
        words = [sys.executable, "-c", LOADER, sqlite_database.url, str(path)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as process:
            process.stdout.read(5)
            until = clock.tick() + dice.uniform(0, 0.3)
            while clock.tick() < until:
                assert seen(sqlite_database) in (({500}, ACCOUNTS), ({900}, ACCOUNTS))
            os.killpg(process.pid, signal.SIGKILL)
        assert seen(sqlite_database) in (({500}, ACCOUNTS), ({900}, ACCOUNTS))
    load_file(path, biller_with(), sqlite_database, clock)
    assert seen(sqlite_database) == ({900}, ACCOUNTS)
