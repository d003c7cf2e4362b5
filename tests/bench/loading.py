"""What callers notice of a bill file that is being loaded: how long turns take, how long the writers' place is held.

`python -m tests.bench.loading URL FILE` loads one file in a process of its own, and tells the longest hold.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from integration.billers.biller import Biller
from integration.billfile.load import load_file
from integration.clock import SystemClock
from integration.ledger.database import Database
from integration.sandbox.box import CLAYTON
from integration.sandbox.servers import postgres_server
from tests.bench.billfiles import bill_file
from tests.bench.callers import Caller, Line
from tests.bench.effort import Effort
from tests.bench.held import holds_s, note_holds
from tests.bench.house import build, served
from tests.bench.table import Row, limit_row, spread

HOLD_MS_MAX = 50.0
TURN_MS_MAX = 200.0
TURN_EVERY_S = 0.02
MS_PER_S = 1000


def loading(effort: Effort) -> Iterator[Row]:
    """Both databases. One caller who keys on and on; each figure is of a whole load, and a goal is for its worst.

    PostgreSQL has no place for one writer alone: there a chunk's transaction keeps nobody out.
    """
    path = bill_file(effort.folder, effort.bills)
    yield from rows(effort, path, "SQLite", "")
    with ExitStack() as stack:
        url = stack.enter_context(postgres_server(effort.folder / "postgres-loading"))
        yield from rows(effort, path, "PostgreSQL", url)


def rows(effort: Effort, path: Path, database: str, url: str) -> Iterator[Row]:
    house = build(effort.folder / f"loading-{database}", database_url=url)
    words = [sys.executable, "-m", "tests.bench.loading", house.environment["IVR_DATABASE_URL"], str(path)]
    with served(house) as line:
        quiet = _turns(line, "0", lambda done: done >= effort.pairs * 20)
        with subprocess.Popen(words, stdout=subprocess.PIPE) as load:
            meanwhile = _turns(line, "1", lambda _done: load.poll() is not None)
            held = json.loads(load.stdout.read() if load.stdout else b"")
    assert load.returncode == 0, held
    what = f"while {effort.bills:,} bills load, {database}"
    yield limit_row(f"{what}: a caller's slowest turn", [max(meanwhile)], "ms", TURN_MS_MAX)
    yield Row("  each turn, and before the load", f"{spread(meanwhile, 1)} ms", f"{spread(quiet, 1)} ms")
    if held:
        yield limit_row("  longest hold of the writers' place", [held["longest_ms"]], "ms", HOLD_MS_MAX)
        yield Row("  holds of the load", f"{held['holds']:,}, median {held['median_ms']:.1f} ms")


def _turns(line: Line, name: str, is_over: Callable[[int], bool]) -> list[float]:
    """Milliseconds of each turn of one call until it is over."""
    with closing(Caller(line, "CA" + name * 32)) as caller:
        while not is_over(len(caller.took_s)):
            caller.turn("9" if caller.took_s else "")
            time.sleep(TURN_EVERY_S)
    assert not caller.failed
    return [seconds * MS_PER_S for seconds in caller.took_s]


def _load(url: str, path: Path) -> None:
    with TemporaryDirectory(prefix="ivr-bench-held-") as folder:
        notes = Path(folder) / "held"
        note_holds(notes)
        database = Database(url)
        report = load_file(path, Biller.model_validate(dict(CLAYTON)), database, SystemClock())
        assert report.loaded == report.check.bills, report.sentence()
        database.close()
        held = [seconds * MS_PER_S for seconds in holds_s(notes)]
    told = {"longest_ms": held[-1], "median_ms": median(held), "holds": len(held)} if held else {}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _load(sys.argv[1], Path(sys.argv[2]))
