"""Whole payment calls in this process: phone company, webhooks, Cayenta and gateway, signed and recorded."""

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from integration.sandbox.box import LINE_URL
from ivr.phone import PhoneNetwork
from ivr.replay import play, read_script
from ivr.replay.stage import Stage, network_of, open_stage
from tests.bench.effort import Effort
from tests.bench.table import Row, spread

CALLS_A_MINUTE_MIN = 2000
REQUESTS = 11  # of one call: the webhooks from the greeting to the status callback; and one to the Pay Connector
CALL = Path(__file__).parent.parent / "calls" / "000-the-golden-call.call"
CALLS_PROFILED = 40
KEYS = ("{account}#", "30236", "2", "1", "card:visa", "expiry", "cvv")
ROOMS = {  # whose code a function is, by its path: the first that fits
    "SQLAlchemy and SQLite": ("/sqlalchemy/", "sqlite3"),
    "Flask and Werkzeug": ("/flask/", "/werkzeug/"),
    "zeep, lxml, requests": ("/zeep/", "/lxml/", "/requests/", "/urllib3/"),
    "the phone company": ("/ivr/phone/",),
    "the voice line": ("/ivr/",),
    "ledger, Cayenta, gateway": ("/integration/",),
}
ELSEWHERE = "Python and the rest"


def replayed(effort: Effort) -> Iterator[Row]:
    """By this process's own CPU time: on a line that stands, then with a world made anew for each call."""
    with _town(2 * CALLS_A_MINUTE_MIN) as town:
        town.pay()  # what is made once is made before
        yield _row(f"a payment call of {REQUESTS} webhooks, in process", _a_minute(effort, town.pay))
    with _town(CALLS_PROFILED + 1) as town:
        town.pay()
        yield from _where_the_time_goes(town.pay)
    script = read_script(CALL)
    yield _row("the golden call, its world made anew and compared", _a_minute(effort, lambda: _play(script)))


class _Town:
    """A line that stands, and as many payers as calls are wanted: the same amount twice would be asked about."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._network: PhoneNetwork = network_of(stage.box, stage.facts)
        self._payers = iter(stage.facts.accounts)

    def pay(self) -> None:
        """One whole call: found, proved, the past-due part chosen, paid by card, confirmed, hung up."""
        account = next(self._payers).number
        line = self._stage.box.biller.lines[0]
        caller, status = self._stage.facts.caller, f"{LINE_URL}/voice/status"
        call = self._network.call(from_=caller, to=line, voice_url=f"{LINE_URL}/voice", status_callback=status)
        call.press("1")
        for keys in KEYS:
            call.press(keys.format(account=account))
        heard = " ".join(each.text for each in call.listen())
        call.hang_up()
        assert "confirmation number is" in heard, heard


@contextmanager
def _town(payers: int) -> Iterator[_Town]:
    facts = read_script(CALL).facts
    (first,) = facts.accounts
    accounts = tuple(replace(first, number=f"{number:010d}") for number in range(1, payers + 1))
    with open_stage(replace(facts, accounts=accounts)) as stage:
        yield _Town(stage)


def _play(script: object) -> None:
    report = play(script)
    assert report.passed, report.told()


def _row(work: str, a_minute: list[float]) -> Row:
    met = sorted(a_minute)[len(a_minute) // 2] >= CALLS_A_MINUTE_MIN
    return Row(work, f"{spread(a_minute)} a minute a core", goal=f">= {CALLS_A_MINUTE_MIN:,} a minute a core", met=met)


def _a_minute(effort: Effort, call: Callable[[], None]) -> list[float]:
    found = []
    for _ in range(effort.pairs):
        begun, until, calls = time.process_time(), time.perf_counter() + effort.seconds, 0
        while time.perf_counter() < until:
            call()
            calls += 1
        found.append(calls * 60 / (time.process_time() - begun))
    return found


def _where_the_time_goes(call: Callable[[], None]) -> Iterator[Row]:
    """Each room's own share, under a profiler that makes small functions look bigger than they are."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(CALLS_PROFILED):
        call()
    profile.disable()
    rooms: Counter[str] = Counter()
    for (path, _line, name), told in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        rooms[_room(path, name)] += told[2]
    whole = rooms.total()
    yield from (Row(f"  of it: {room}", f"{spent / whole:.0%}") for room, spent in rooms.most_common())


def _room(path: str, name: str) -> str:
    where = path + name
    return next((room for room, signs in ROOMS.items() if any(sign in where for sign in signs)), ELSEWHERE)
