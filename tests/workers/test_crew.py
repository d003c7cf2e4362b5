"""`ivr work`: what dies is started again, and one word stops everything."""

import os
import signal
import sys
import threading

import pytest
from click.testing import CliRunner

from integration.clock import SystemClock
from integration.timings import Timings
from ivr.cli import ivr
from tests.ivr.commands.served import environment_in, migrated
from workers import house
from workers.crew import Crew, commands_of

QUICK = Timings().scaled(0.01)
SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
DIES = [sys.executable, "-c", "raise SystemExit(7)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, lambda *_: 0); print(1); time.sleep(60)"]


@pytest.fixture(autouse=True)
def _own_signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, receiver in kept.items():
        signal.signal(number, receiver)


class Told(list):
    """What the crew says; acts on a line that holds a word."""

    def __init__(self, word, act):
        super().__init__()
        self._word, self._act = word, act

    def __call__(self, line):
        self.append(line)
        if self._word in line:
            self._act()


def _alive(line):
    try:
        os.kill(int(line.rsplit(" ", 1)[1]), 0)
    except ProcessLookupError:
        return False
    return True


def test_a_word_stops_everything_that_was_started():
    told = Told("second", lambda: os.kill(os.getpid(), signal.SIGTERM))
    Crew({"first": SLEEPS, "second": SLEEPS}, QUICK, SystemClock(), told).run()
    assert [line.split(":")[0] for line in told] == ["first", "second"]
    assert not any(_alive(line) for line in told)


def test_what_dies_is_started_again_after_a_growing_wait():
    told = Told("0.04 s", lambda: os.kill(os.getpid(), signal.SIGINT))
    Crew({"pump": DIES}, QUICK, SystemClock(), told).run()
    ends = [line for line in told if "ended" in line]
    assert ends == [f"pump: ended with 7, starts again in {wait} s" for wait in ("0.01", "0.02", "0.04")]


def test_what_does_not_stop_in_time_is_killed():
    told = Told("process", lambda: threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start())
    Crew({"stubborn": STUBBORN}, QUICK, SystemClock(), told).run()
    assert not _alive(told[0])


def test_as_many_processes_for_each_queue_as_its_biller_says_and_one_clock():
    commands = commands_of({"1368": 1, "2000": 2}, 42)
    assert list(commands) == ["pump 1368", "pump 2000", "pump 2000 (2)", "clock"]
    assert [words[2:] for words in commands.values()] == [
        ["workers.queues", "1368", "42"],
        ["workers.queues", "2000", "42"],
        ["workers.queues", "2000", "42"],
        ["workers.ticks", "42"],
    ]


def test_a_biller_who_writes_texts_has_a_process_for_them():
    commands = commands_of({"1368": 1, "2000": 1}, 42, writing=["2000"])
    assert list(commands) == ["pump 1368", "pump 2000", "texts 2000", "clock"]
    assert commands["texts 2000"][2:] == ["workers.queues", "2000", "42", "texts-"]


def test_what_a_wsdl_cannot_carry_is_told_before_anything_starts(tmp_path, monkeypatch):
    """Else the biller's process would be started again for ever."""
    environment = migrated(environment_in(tmp_path))
    path = tmp_path / "billers" / "1368.toml"
    path.write_text(path.read_text().replace("[payments]", '[cayenta.constants]\nUSER_ID = "IVR"\n[payments]'))
    monkeypatch.setattr(Crew, "run", lambda _crew: pytest.fail("it started"))
    monkeypatch.setattr(house, "_houses", [])
    ended = CliRunner(env=environment).invoke(ivr, ["work"])
    told = "biller 1368: cayenta.constants.USER_ID: found in no request of cayenta.wsdl"
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == f"{told}; expected the name of a parameter there\n"
