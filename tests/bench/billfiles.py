"""A bill file from its bytes to what callers hear, beside libxml2 going over the same bytes and doing nothing.

`python -m tests.bench.billfiles URL FILE` loads one file in a process of its own, and tells what that took.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from lxml import etree

from integration.billers.biller import Biller
from integration.billfile import load as load_module
from integration.clock import SystemClock
from integration.ledger import migrate
from integration.ledger.database import Database
from integration.sandbox.billfiles.generator import make_billfile
from integration.sandbox.box import CLAYTON
from integration.sandbox.servers import postgres_server
from tests.bench.effort import Effort
from tests.bench.table import Row, limit_row, ratio_row

GOAL = 0.4
RESIDENT_MB_MAX = 200
GROWTH_SIZES = (1_000, 10_000, 100_000, 1_000_000)
CREATED = date(2026, 11, 1)
KB_PER_MB = 1024
US_PER_S = 1_000_000


def billfiles(effort: Effort) -> Iterator[Row]:
    """Both databases. Speeds are by processor time, of ours that of the busier process of two."""
    path = bill_file(effort.folder, effort.bills)
    yield from rows(effort, path, "SQLite", lambda folder: f"sqlite:///{folder / 'ledger.db'}")
    with ExitStack() as stack:
        name = stack.enter_context(TemporaryDirectory(prefix="ivr-bench-pg-", ignore_cleanup_errors=True))
        url = stack.enter_context(postgres_server(Path(name)))
        yield from rows(effort, path, "PostgreSQL", lambda _: url)
    yield _growth(effort)


def rows(effort, path, database, url_in) -> Iterator[Row]:
    pairs = [(_loaded(path, url_in), _passed_over_s(path)) for _ in range(effort.pairs)]
    work = f"bill file of {effort.bills:,}: parse, every check and load, {database}"
    ours = [effort.bills / max(told["own_s"], told["reader_s"]) for told, _ in pairs]
    row = ratio_row(f"{work} ({_reference()})", ours, [effort.bills / s for _, s in pairs], "bills/s", GOAL)
    yield row
    resident = [told["resident_mb"] for told, _ in pairs]
    yield limit_row("  resident above the start, both processes", resident, "MB", RESIDENT_MB_MAX)


def _growth(effort: Effort) -> Row:
    """Processor time a bill, of both processes together, at each size up to the one asked for."""
    told = []
    for bills in (size for size in GROWTH_SIZES if size <= effort.bills):
        found = _loaded(bill_file(effort.folder, bills), lambda folder: f"sqlite:///{folder / 'ledger.db'}")
        told.append(f"{bills:,}: {(found['own_s'] + found['reader_s']) / bills * US_PER_S:.0f}")
    return Row("  growth: us a bill at each size, SQLite", ", ".join(told))


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


def _reference() -> str:
    return (
        "beside xmllint --stream" if shutil.which("xmllint") else "beside lxml's parser without a tree: no xmllint here"
    )


def _passed_over_s(path: Path) -> float:
    before = os.times()
    words = ["xmllint", "--stream", "--noout"]
    if shutil.which(words[0]) is None:
        words = [sys.executable, "-m", "tests.bench.billfiles"]
    subprocess.run([*words, str(path)], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


class Nothing:
    """A target that lets everything pass: the cheapest way through a document that lxml has."""

    def close(self) -> None:
        """The end."""


def _pass_over(path: Path) -> None:
    parser = etree.XMLParser(target=Nothing())
    with path.open("rb") as file:
        while chunk := file.read(65536):
            parser.feed(chunk)
    parser.close()


def _resident_kb(who: int) -> int:
    return resource.getrusage(who).ru_maxrss


def _load(url: str, path: Path) -> None:
    database = Database(url)
    migrate.upgrade(database)
    _forget(database)
    afterwards = _counted(load_module.number_facts)
    before, start_kb = os.times(), _resident_kb(resource.RUSAGE_SELF)
    report = load_module.load_file(path, Biller.model_validate(dict(CLAYTON)), database, SystemClock())
    after = os.times()
    assert report.loaded == report.check.bills, report.sentence()
    kb = _resident_kb(resource.RUSAGE_SELF) - start_kb + _resident_kb(resource.RUSAGE_CHILDREN)
    told = {
        "own_s": after.user + after.system - before.user - before.system - sum(afterwards),
        "reader_s": after.children_user + after.children_system - before.children_user - before.children_system,
        "resident_mb": kb / KB_PER_MB,
    }
    sys.stdout.write(json.dumps(told))
    database.close()


def _counted(facts: ModuleType) -> list[float]:
    """Seconds of working out the facts of new numbers, which begins when callers hear the bills already."""
    took: list[float] = []
    learn = facts.learn

    def counted(database: Database, version: int) -> int:
        began = time.process_time()
        new: int = learn(database, version)
        took.append(time.process_time() - began)
        return new

    facts.learn = counted  # type: ignore[attr-defined]
    return took


def _forget(database: Database) -> None:
    """What was loaded by the pair before: the same bytes again would be passed over."""
    with database.write() as connection:
        for table in ("live_versions", "bills", "bill_files"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _pass_over(Path(sys.argv[1]))
    else:
        _load(sys.argv[1], Path(sys.argv[2]))
