"""A Cayenta that does not answer costs three callers their deadline and all others nothing, until it answers again."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from integration.cayenta import CayentaBooks
from integration.cayenta.patience import PROBE_S, REST_S, SILENT_RUN_MAX, Patience
from integration.errors import Garbled, Refused, Unavailable
from integration.model import Applied
from integration.sandbox.cayenta import CayentaApp, Fault, Kind
from integration.wires import LoopbackWire
from tests.integration.cayenta.boxes import ACCOUNT, OWED, account, biller, posting

DEADLINE_S = 4.0


class Rig:
    def __init__(self, folder, clock):
        self.app, self.clock, self.told = CayentaApp([account()]), clock, []
        wire = LoopbackWire(self.app, clock)
        self.books = CayentaBooks(biller(folder), wire, clock, patience=Patience(clock, self.told.append))

    def ask_in_vain(self):
        """How many seconds that took."""
        before = self.clock.tick()
        with pytest.raises(Unavailable) as caught:
            self.books.balance(ACCOUNT)
        self.said = str(caught.value)
        return self.clock.tick() - before


@pytest.fixture
def rig(tmp_path, clock):
    return Rig(tmp_path, clock)


@pytest.fixture
def dead(rig):
    """Cayenta takes longer than a caller waits, and three callers have found that out."""
    rig.app.set_faults(Fault(Kind.SLOW, seconds=6))
    assert [rig.ask_in_vain() for _ in range(SILENT_RUN_MAX)] == [DEADLINE_S] * SILENT_RUN_MAX
    return rig


def test_the_fourth_caller_does_not_wait(dead):
    assert [dead.ask_in_vain() for _ in range(5)] == [0.0] * 5
    assert "did not answer 3 times in a row" in dead.said


def test_after_a_rest_one_caller_is_the_probe(dead):
    dead.clock.pause(REST_S)
    assert [dead.ask_in_vain() for _ in range(3)] == [DEADLINE_S, 0.0, 0.0]


def test_when_it_answers_again_everybody_asks(dead):
    dead.app.set_faults()
    dead.ask_in_vain()
    dead.clock.pause(REST_S)
    assert [dead.books.balance(ACCOUNT).owed for _ in range(2)] == [OWED] * 2


def test_it_is_told_at_the_start_after_each_probe_and_at_the_end(dead):
    first = dead.clock.now()
    dead.ask_in_vain()
    dead.clock.pause(REST_S)
    dead.ask_in_vain()
    second = dead.clock.now()
    dead.app.set_faults()
    dead.clock.pause(REST_S)
    dead.books.balance(ACCOUNT)
    dead.books.balance(ACCOUNT)
    until = timedelta(seconds=REST_S + PROBE_S)
    assert dead.told == [first + until, second + until, None]


def test_the_pump_has_a_judgment_of_its_own(dead):
    dead.app.set_faults()
    assert dead.books.post(posting()).applied is Applied.POSTED


@pytest.mark.parametrize(
    ("fault", "trouble"), [(Fault(Kind.REFUSE), Refused), (Fault(Kind.GARBLED), Garbled), (None, None)]
)
def test_any_answer_ends_a_run_of_silences(rig, fault, trouble):
    slow = Fault(Kind.SLOW, seconds=6, times=SILENT_RUN_MAX - 1)
    for _ in range(2):
        rig.app.set_faults(slow)
        assert [rig.ask_in_vain() for _ in range(slow.times)] == [DEADLINE_S] * slow.times
        rig.app.set_faults(*([fault] if fault else []))
        if trouble:
            with pytest.raises(trouble):
                rig.books.balance(ACCOUNT)
        else:
            rig.books.balance(ACCOUNT)
    assert rig.told == []


def test_of_many_callers_at_once_one_is_the_probe_and_the_rest_is_told_once(clock):
    told, asked, gate = [], [], threading.Barrier(20)
    patience = Patience(clock, told.append)

    def nobody_answers():
        asked.append(1)
        raise Unavailable("silence")

    def ask():
        gate.wait()
        with suppress(Unavailable), patience.asking():
            nobody_answers()

    def all_at_once():
        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    all_at_once()
    assert len(told) == 1
    clock.pause(REST_S)
    asked.clear()
    all_at_once()
    assert (len(asked), len(told)) == (1, 2)
