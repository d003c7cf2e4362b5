from dataclasses import replace

import pytest

from integration import bell
from integration.errors import Misconfigured
from integration.timings import Timings, step
from integration.wires import http


def test_the_shipped_timings_hold():
    assert Timings().check() == Timings()


@pytest.mark.parametrize("factor", [0.001, 0.02, 1, 10])
def test_they_hold_at_every_scale(factor):
    scaled = Timings().scaled(factor).check()
    assert scaled.quiet_s == Timings().quiet_s * factor
    assert scaled.backoff_s[-1] == Timings().backoff_s[-1] * factor


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"connect_s": 25.0}, "connect_s 25 must be below send_s 25"),
        ({"connect_s": 0.0}, "0 must be below connect_s 0"),
        ({"job_s": 35.0}, "send_s 25 + settle_s 10 must be below job_s 35"),
        ({"lease_s": 70.0}, "job_s 60 + lease_margin_s 10 must be below lease_s 70"),
        ({"stall_s": 10.0}, "stall_s 10 must be below lease_margin_s 10"),
        ({"quiet_s": 90.0}, "stall_s 5 + send_s 25 + late_margin_s 60 must be below quiet_s 90"),
        ({"sweep_s": 0.0}, "0 must be below sweep_s 0"),
        ({"stop_s": 25.0}, "send_s 25 must be below stop_s 25"),
        ({"backoff_s": ()}, "backoff_s must hold a step"),
    ],
)
def test_an_inequality_that_does_not_hold_is_named(change, sentence):
    with pytest.raises(Misconfigured) as found:
        replace(Timings(), **change).check()
    assert found.value.findings == [f"timings: {sentence}"]


def test_all_mistakes_are_told_at_once():
    with pytest.raises(Misconfigured) as found:
        replace(Timings(), connect_s=0.0, quiet_s=1.0, backoff_s=()).check()
    assert len(found.value.findings) == 3


def test_a_step_beyond_the_last_is_the_last():
    assert [step((1.0, 2.0), times) for times in (-1, 0, 1, 2, 99)] == [1.0, 1.0, 2.0, 2.0, 2.0]


def test_what_others_hold_fits_the_record():
    assert Timings().connect_s == http.CONNECT_S
    assert Timings().job_s == bell.JOB_S
