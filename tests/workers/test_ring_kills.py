"""A dialler is killed at any point and rings nobody twice; `make soak` does it at full size."""

from collections import Counter

from tests.workers.dialler_kills import open_killing
from tests.workers.ring_kills import ring_and_kill
from tests.workers.telephones import open_telephones

CALLS, KILLS = 40, 12
PROCESS_KILLS = 5


def test_a_dialler_that_is_killed_again_and_again_rings_nobody_twice(clock, sqlite_database):
    with open_telephones(clock, sqlite_database, accounts=CALLS) as telephones:
        killed = ring_and_kill(telephones, KILLS)
        assert killed.deaths == KILLS
        assert killed.rung == Counter({row.number: 1 for row in telephones.rows()})
        assert telephones.states().keys() <= {"calling", "done", "dropped"}


def test_a_dialler_process_that_is_killed_again_and_again_rings_everybody_once(sqlite_database):
    with open_killing(sqlite_database, CALLS) as killing:
        killing.kill_while_it_rings(PROCESS_KILLS)
        killing.let_it_end()
        assert killing.kills == PROCESS_KILLS
        assert killing.cut, "no kill met a call"
        assert killing.rung() == Counter({row.number: 1 for row in killing.telephones.rows()})
        assert killing.telephones.states().keys() <= {"done", "dropped"}
