"""Golden calls replayed in this process: phone company, webhooks, Cayenta and gateway, signed and recorded."""

import time
from collections.abc import Iterator
from pathlib import Path

from ivr.replay import play, read_script
from tests.bench.effort import Effort
from tests.bench.table import Row, spread

CALLS_A_MINUTE_MIN = 2000
CALL = Path(__file__).parent.parent / "calls" / "000-the-golden-call.call"


def replayed(effort: Effort) -> Iterator[Row]:
    """The golden call of the contract, again and again, by this process's own CPU time."""
    script = read_script(CALL)
    a_minute = []
    for _ in range(effort.pairs):
        begun, until, calls = time.process_time(), time.perf_counter() + effort.seconds, 0
        while time.perf_counter() < until:
            report = play(script)
            assert report.passed, report.told()
            calls += 1
        a_minute.append(calls * 60 / (time.process_time() - begun))
    met = sorted(a_minute)[len(a_minute) // 2] >= CALLS_A_MINUTE_MIN
    goal = f">= {CALLS_A_MINUTE_MIN:,} a minute a core"
    yield Row("a replayed call, in process", f"{spread(a_minute)} a minute a core", goal=goal, met=met)
