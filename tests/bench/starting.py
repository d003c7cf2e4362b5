"""How long a person waits: `ivr serve` until it answers, `ivr --help` until it is read."""

import subprocess
import sys
import time
from collections.abc import Iterator

from ivr.demo.processes import free_port
from tests.bench.effort import Effort
from tests.bench.house import build, running
from tests.bench.table import Row, limit_row

SERVE_S_MAX = 1.5
HELP_S_MAX = 0.25


def starting(effort: Effort) -> Iterator[Row]:
    """Whole processes, by the clock on the wall."""
    house = build(effort.folder / "starting")
    took_s = []
    for _ in range(effort.pairs):
        with running(house, "-m", "ivr.cli", "serve", bind=f"127.0.0.1:{free_port()}") as seconds:
            took_s.append(seconds)
    yield limit_row("`ivr serve` answers after", took_s, "s", SERVE_S_MAX, places=2)
    yield limit_row("`ivr --help`", [_help_s() for _ in range(effort.pairs)], "s", HELP_S_MAX, places=2)


def _help_s() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "ivr.cli", "--help"], check=True, capture_output=True)
    return time.perf_counter() - begun
