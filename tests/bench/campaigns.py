"""Planning a campaign: who, when and in what order, from a ledger of many accounts, in a process of its own."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from integration.billers import Biller
from integration.calling.limits import limits_of
from integration.campaigns.plan import plan
from integration.campaigns.reading import read_definition
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.sandbox.box import CLAYTON
from tests.bench.effort import Effort
from tests.bench.million import NOW, fill
from tests.bench.table import Row, limit_row

ACCOUNTS, ACCOUNTS_QUICK = 1_000_000, 2_000
SECONDS_MAX, MEMORY_MB_MAX = 60.0, 500.0
DEFINITION = """
name = "million"
bid = "1368"
kind = "upcoming"
[calendar]
first = 2026-11-23
last = 2026-11-28
[pace]
lines = 500
per_second = 20.0
call_s = 20.0
[hold_out]
share = 0.1
"""
PURSE = {"spend_per_day": {"is": "10000.00", "reason": "a bench needs calls for a million accounts"}}


def planning(effort: Effort) -> Iterator[Row]:
    """Bills, facts of numbers and consent are there; the plan is dealt to its last call."""
    accounts = ACCOUNTS_QUICK if effort.pairs < Effort.pairs else ACCOUNTS
    path = effort.folder / "campaigns.db"
    database = Database(f"sqlite:///{path}")
    with database.write() as connection:
        metadata.create_all(connection)
    fill(database, "1368", accounts)
    database.close()
    program = [sys.executable, "-m", "tests.bench.campaigns", str(path)]
    told = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    work = f"plan {accounts:,} accounts"
    yield limit_row(f"{work}, one core", [told["seconds"]], "s", SECONDS_MAX, places=1)
    yield limit_row(f"{work}, resident at most", [told["memory_mb"]], "MB", MEMORY_MB_MAX)


def measured(path: Path) -> dict[str, float]:
    """CPU seconds of planning, the most that was resident, and how many accounts were planned or held out."""
    biller, definition = Biller.model_validate(dict(CLAYTON)), read_definition(DEFINITION, "the bench")
    database = Database(f"sqlite:///{path}")
    begun = time.process_time()
    with database.read() as connection:
        accounts = Accounts(connection, biller, NOW).all()
        found = plan(accounts, definition, biller, limits_of(PURSE), NOW, {})
    dealt = sum(1 for _ in found.calls())
    seconds = time.process_time() - begun
    database.close()
    most_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "memory_mb": most_kb / 1024, "planned": dealt, "held_out": len(found.held_out)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(Path(sys.argv[1]))))
