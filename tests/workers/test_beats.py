import os
import signal
import threading
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from integration.billers.biller import BillFile
from integration.billfile.polling.poll import Polled
from integration.errors import Unavailable
from integration.settings import SHIPPED_PROMPTS
from tests.workers.parts import biller, put, site_of, states
from workers import ticks
from workers.beats import Beat, Beats
from workers.house import House
from workers.ticks import beats_of


@pytest.fixture
def beats():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield Beats()
    for number, receiver in kept.items():
        signal.signal(number, receiver)


def test_a_beat_goes_on_after_a_trouble(beats):
    acts = []

    def act():
        acts.append(1)
        if len(acts) == 3:
            beats.stop()
        raise Unavailable("locked")

    assert beats.run([Beat("sweep", 0.0, act)])
    assert len(acts) == 3


def test_one_slow_beat_delays_no_other(beats):
    released = threading.Event()
    slow = Beat("poll", 0.0, lambda: released.wait(5))
    quick = Beat("sweep", 0.0, lambda: (released.set(), beats.stop()))
    assert beats.run([slow, quick])


def test_a_mistake_of_ours_is_logged_each_time_and_stops_neither_its_beat_nor_another(beats):
    acts = []

    def mistake():
        acts.append("poll")
        raise OverflowError("out of range")

    def other():
        acts.append("sweep")
        if acts.count("poll") >= 3 and acts.count("sweep") >= 3:
            beats.stop()

    with capture_logs() as logs:
        assert beats.run([Beat("poll", 0.0, mistake), Beat("sweep", 0.001, other)])
    failed = [log for log in logs if log["event"] == "beat_failed"]
    assert len(failed) == acts.count("poll") >= 3
    assert {(log["beat"], log["log_level"], log["exc_info"]) for log in failed} == {("poll", "error", True)}


@pytest.mark.parametrize("end", [SystemExit, KeyboardInterrupt])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_ends_a_process_ends_them_all(beats, end):
    def ending():
        raise end

    assert not beats.run([Beat("sweep", 0.0, ending), Beat("other", 60.0, lambda: None)])


def test_a_signal_stops_them_all(beats):
    assert beats.run([Beat("sweep", 60.0, lambda: os.kill(os.getpid(), signal.SIGTERM))])
    assert not beats.keeps_going()


def test_a_poll_in_the_clock_process_logs_what_was_new_and_then_what_went_wrong(monkeypatch, tmp_path):
    report = SimpleNamespace(sentence=lambda: "billheader_20261101.xml: 1 of 1 bills loaded as version 1")
    polled = Polled({"1368": [report]}, {"1368": Unavailable("cut")})
    monkeypatch.setattr(ticks, "poll_all", lambda *_words: polled)
    house = SimpleNamespace(site=SimpleNamespace(database=None, settings=SimpleNamespace(data=tmp_path), clock=None))
    with capture_logs() as logs, pytest.raises(Unavailable, match="cut"):
        ticks._poll(house, biller())
    assert [(log["event"], log["bid"]) for log in logs] == [("bill_file", "1368")]


def test_a_poll_in_the_clock_process_sweeps_what_a_killed_command_has_unpacked(monkeypatch, tmp_path):
    (tmp_path / "by_hand").mkdir()
    (tmp_path / "by_hand" / "0123456789abcdef.xml").touch()
    monkeypatch.setattr(ticks, "poll_all", lambda *_words: Polled({}, {}))
    house = SimpleNamespace(site=SimpleNamespace(database=None, settings=SimpleNamespace(data=tmp_path), clock=None))
    ticks._poll(house, biller())
    assert list((tmp_path / "by_hand").iterdir()) == []


class Rings(list):
    def ring(self, bid):
        self.append(bid)


def test_the_house_sweeps_looks_up_polls_whoever_names_a_server_and_reconciles_everybody(sqlite_database, clock):
    put(sqlite_database, clock, 1)
    rings = Rings()
    sftp = {"host": "127.0.0.1", "user": "ivr", "host_key": "ssh-ed25519 AAAA", "folder": "UB"}
    more = {"billfile": BillFile(sftp=sftp), "features": {"scheduled_payments": True}}
    with_server = biller("2000").model_copy(update=more)
    site = site_of(sqlite_database, clock, None, billers=[biller(), with_server], bell=rings)
    site.settings = SimpleNamespace(prompts=SHIPPED_PROMPTS)
    found = beats_of(House(site))
    assert [(beat.name, beat.every_s) for beat in found] == [
        ("sweep", 30.0),
        ("closings", 5.0),
        ("lookups", 15.0),
        ("undoing", 15.0),
        ("returns", 15.0),
        ("campaigns", 300.0),
        ("bill files 2000", 60.0),
        ("scheduled payments", 15.0),
        ("promises 2000", 900.0),
        ("reconciliation 1368", 300.0),
        ("reconciliation 2000", 300.0),
        ("notices by text", 30.0),
        ("notices by mail", 30.0),
    ]
    found[0].act()
    found[1].act()
    assert rings == ["1368"]
    assert states(sqlite_database) == {"ready": 1}
