"""The bench of bill images runs; how fast it is on this machine, only `make bench` says."""

from tests.bench.effort import Effort
from tests.bench.images import PAGES_QUICK, images


def test_a_small_batch_is_cut_whole(tmp_path):
    speed, took = images(Effort(tmp_path, seconds=0.1, pairs=1))
    assert f"{PAGES_QUICK} pages" in speed.work
    assert took.met
