"""The bench of planning plans what it says; how fast it is for a million, only `make bench` says."""

import pytest

from tests.bench.campaigns import measured, planning
from tests.bench.effort import Effort
from tests.bench.million import fill


def test_every_account_is_planned_or_held_out(tmp_path, sqlite_database):
    fill(sqlite_database, "1368", 300)
    told = measured(tmp_path / "ledger.db")
    assert told["planned"] + told["held_out"] > 270  # some numbers are none
    assert 10 < told["held_out"] < 60
    assert told["seconds"] < 20


@pytest.mark.servers
def test_the_rows_are_there(tmp_path):
    rows = list(planning(Effort(tmp_path, seconds=0.1, pairs=2)))
    assert [row.work for row in rows] == [
        "plan 2,000 accounts, one core",
        "plan 2,000 accounts, resident at most",
    ]
