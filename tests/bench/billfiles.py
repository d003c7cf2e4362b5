"""A bill file from its bytes to what callers hear, beside libxml2 going over the same bytes and doing nothing.

`python -m tests.bench.billfiles URL FILE` loads one file in a process of its own, and tells what that took.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from math import log10
from pathlib import Path
from statistics import linear_regression
from tempfile import TemporaryDirectory
from types import ModuleType

from integration.billers.biller import Biller
from integration.billfile import load as load_module
from integration.clock import SystemClock
from integration.ledger import migrate
from integration.ledger.database import Database
from integration.sandbox.billfiles.generator import make_billfile
from integration.sandbox.box import CLAYTON
from integration.sandbox.servers import postgres_server
from tests.bench.effort import Effort
from tests.bench.resident import watched
from tests.bench.table import Row, limit_row, ratio_row, spread

GOAL = 0.4
RESIDENT_MB_MAX = 200
NO_REFERENCE = "no xmllint on this machine: apt-get install libxml2-utils"
GROWTH_SIZES = (1_000, 10_000, 100_000, 1_000_000)
CREATED = date(2026, 11, 1)
US_PER_S = 1_000_000


def billfiles(effort: Effort) -> Iterator[Row]:
    """Both databases. By processor time, a load is what its own process takes and half of what its two halves do."""
    path = bill_file(effort.folder, effort.bills)
    yield from rows(effort, path, "SQLite", lambda folder: f"sqlite:///{folder / 'ledger.db'}")
    with ExitStack() as stack:
        name = stack.enter_context(TemporaryDirectory(prefix="ivr-bench-pg-", ignore_cleanup_errors=True))
        url = stack.enter_context(postgres_server(Path(name)))
        yield from rows(effort, path, "PostgreSQL", lambda _: url)
    yield _growth(effort)


def rows(effort, path, database, url_in) -> Iterator[Row]:
    pairs = [(_loaded(path, url_in), _passed_over(path)) for _ in range(effort.pairs)]
    work = f"bill file of {effort.bills:,}: parse, every check and load, {database}, by processor time"
    loaded, passed = [told for told, _ in pairs], [theirs for _, theirs in pairs if theirs]
    yield _beside(effort, work, [told["processor_s"] for told in loaded], [cpu for cpu, _ in passed])
    yield _beside(effort, "  the same by the wall's clock", [told["wall_s"] for told in loaded], [w for _, w in passed])
    resident = [told["resident_mb"] for told in loaded]
    yield limit_row("  resident above the start, all processes", resident, "MB", RESIDENT_MB_MAX)


def _beside(effort: Effort, work: str, ours_s: Sequence[float], theirs_s: Sequence[float]) -> Row:
    ours = [effort.bills / seconds for seconds in ours_s]
    if not theirs_s:
        return Row(work, f"{spread(ours)} bills/s", NO_REFERENCE, "not measured", f">= {GOAL}")
    theirs = [effort.bills / seconds for seconds in theirs_s]
    return ratio_row(f"{work} (beside xmllint --stream)", ours, theirs, "bills/s", GOAL)


def _growth(effort: Effort) -> Row:
    """Processor time a bill, of all processes together, at each size up to the one asked for."""
    sizes = [size for size in GROWTH_SIZES if size <= effort.bills]
    loads = [
        _loaded(bill_file(effort.folder, size), lambda folder: f"sqlite:///{folder / 'ledger.db'}") for size in sizes
    ]
    us = [told["all_s"] / size * US_PER_S for told, size in zip(loads, sizes, strict=True)]
    told = ", ".join(f"{size:,}: {each:.0f}" for size, each in zip(sizes, us, strict=True))
    return Row("  growth: us a bill at each size, SQLite", told, f"slope {_slope(sizes, us):+.2f} a tenfold")


def _slope(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """By how much of itself the cost grows where the size grows tenfold; 0 is flat."""
    if len(sizes) < 2:
        return 0.0
    slope = linear_regression([log10(size) for size in sizes], [log10(cost) for cost in costs]).slope
    return 10**slope - 1


def bill_file(folder: Path, bills: int) -> Path:
    inside = folder / f"bills-{bills}"
    inside.mkdir(exist_ok=True)
    path = inside / f"billheader_{CREATED:%Y%m%d}.xml"
    if not path.exists():
        make_billfile(path, CLAYTON["bid"], bills, 7, CREATED)
    return path


def _loaded(path: Path, url_in) -> dict[str, float]:
    with TemporaryDirectory(prefix="ivr-bench-load-") as folder:
        command = [sys.executable, "-m", "tests.bench.billfiles", url_in(Path(folder)), str(path)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _passed_over(path: Path) -> tuple[float, float] | None:
    """Seconds of the processor and of the wall's clock; None where there is no xmllint."""
    if shutil.which("xmllint") is None:
        return None
    before, began = os.times(), time.perf_counter()
    subprocess.run(["xmllint", "--stream", "--noout", str(path)], check=True)
    took, after = time.perf_counter() - began, os.times()
    return _of_children(before, after), took


def _of_children(before: os.times_result, after: os.times_result) -> float:
    return after.children_user + after.children_system - before.children_user - before.children_system


def _load(url: str, path: Path) -> None:
    database = Database(url)
    migrate.upgrade(database)
    _forget(database)
    afterwards = _counted(load_module.number_facts)
    before, began = os.times(), time.perf_counter()
    with watched() as resident:
        report = load_module.load_file(path, Biller.model_validate(dict(CLAYTON)), database, SystemClock())
    took, after = time.perf_counter() - began, os.times()
    assert report.loaded == report.check.bills, report.sentence()
    own_s = after.user + after.system - before.user - before.system - sum(cpu for cpu, _ in afterwards)
    halves_s = _of_children(before, after)
    told = {
        "processor_s": own_s + halves_s / 2,
        "all_s": own_s + halves_s,
        "wall_s": took - sum(wall for _, wall in afterwards),
        "resident_mb": resident.above_mb,
    }
    sys.stdout.write(json.dumps(told))
    database.close()


def _counted(facts: ModuleType) -> list[tuple[float, float]]:
    """Seconds, of the processor and the wall's clock, of working out facts of new numbers: callers hear bills then."""
    took: list[tuple[float, float]] = []
    learn = facts.learn

    def counted(database: Database, version: int) -> int:
        cpu, wall = time.process_time(), time.perf_counter()
        new: int = learn(database, version)
        took.append((time.process_time() - cpu, time.perf_counter() - wall))
        return new

    facts.learn = counted  # type: ignore[attr-defined]
    return took


def _forget(database: Database) -> None:
    """What was loaded by the pair before: the same bytes again would be passed over."""
    with database.write() as connection:
        for table in ("live_versions", "bills", "bill_files"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


if __name__ == "__main__":
    _load(sys.argv[1], Path(sys.argv[2]))
