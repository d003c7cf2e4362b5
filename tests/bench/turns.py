"""A durable webhook turn through the real server, against the tutorial handler, which stores nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread

from integration.sandbox.servers import postgres_server
from tests.bench.callers import Caller, Line, Load, press_nines
from tests.bench.effort import Effort
from tests.bench.house import build, cayenta, load_bills, served, slow_down, tutorial
from tests.bench.table import Row, limit_row, not_measured, ratio_row, spread

CALLERS = 8
P99_MS_MAX = 60.0
SQLITE_RATIO, POSTGRES_RATIO = 0.7, 0.6
WAITING = 50
CAYENTA_S = 4.0
OTHER_CALLER_MS_MAX = 500.0


def on_sqlite(effort: Effort) -> Iterator[Row]:
    """SQLite with synchronous=FULL: every turn has waited for the disk before it is answered."""
    yield from _against_the_tutorial(effort, "SQLite", "", SQLITE_RATIO)


def on_postgres(effort: Effort) -> Iterator[Row]:
    """PostgreSQL as it comes: synchronous_commit on."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_server(effort.folder / "postgres"))
        except ImportError as error:
            yield not_measured("durable turn, PostgreSQL", str(error), f">= {POSTGRES_RATIO}")
            return
        yield from _against_the_tutorial(effort, "PostgreSQL", url, POSTGRES_RATIO)


def _against_the_tutorial(effort: Effort, database: str, url: str, goal: float) -> Iterator[Row]:
    house = build(effort.folder / database, database_url=url)
    with served(house) as our_line, tutorial(house) as their_line:
        pairs = [
            (_load(our_line, effort, number), _load(their_line, effort, number)) for number in range(effort.pairs + 1)
        ][1:]  # the first is for warming up
    ours, theirs = [mine for mine, _ in pairs], [other for _, other in pairs]
    failed = sum(load.failed for load in (*ours, *theirs))
    what = f"durable turn, {database}, {CALLERS} callers"
    yield ratio_row(what, [load.per_s for load in ours], [load.per_s for load in theirs], "/s", goal)
    for percent, goal_ms in ((50, None), (99, P99_MS_MAX)):
        mine, other = ([load.percentile_ms(percent) for load in loads] for loads in (ours, theirs))
        met = sorted(mine)[len(mine) // 2] <= goal_ms if goal_ms else None
        goal_text = f"<= {goal_ms:.0f} ms" if goal_ms else ""
        yield Row(f"  p{percent}", f"{spread(mine, 1)} ms", f"{spread(other, 1)} ms", "", goal_text, met)
    yield Row("  turns not answered well", str(failed), goal="0", met=failed == 0)


def _load(line: Line, effort: Effort, number: int) -> Load:
    return press_nines(line, callers=CALLERS, seconds=effort.seconds, round_=number)


def the_other_caller(effort: Effort) -> Iterator[Row]:
    """One more caller's keyed turns, while WAITING callers wait for a balance that Cayenta takes CAYENTA_S to give."""
    folder = effort.folder / "waiting"
    folder.mkdir()
    took_ms, failed = [], 0
    with cayenta(folder, WAITING) as (url, file, accounts):
        house = build(folder / "house", cayenta=url)
        load_bills(house, file)
        slow_down(url, CAYENTA_S)
        with served(house) as line:
            people = [Caller(line, f"CA{place:032x}", f"+1404555{place:04d}") for place in range(WAITING)]
            for person, account in zip(people, accounts, strict=True):
                for keys in ("", "1", account.account_no, account.zip, ""):  # the last is the search's own work
                    person.turn(keys)
            waiting = [Thread(target=person.turn) for person in people]  # each now asks for his balance
            for thread in waiting:
                thread.start()
            other = Caller(line, "CA" + "f" * 32)
            while all(thread.is_alive() for thread in waiting):
                other.turn("9" if other.took_s else "")
            for thread in waiting:
                thread.join()
            took_ms = [each * 1000 for each in other.took_s]
            failed = other.failed + sum(person.failed for person in people)
    what = f"a turn while {WAITING} callers wait for a {CAYENTA_S:.0f} s Cayenta, worst of {len(took_ms)}"
    yield limit_row(what, [max(took_ms)], "ms", OTHER_CALLER_MS_MAX)
    yield Row("  its median", f"{sorted(took_ms)[len(took_ms) // 2]:.1f} ms")
    yield Row("  turns not answered well", str(failed), goal="0", met=failed == 0)
