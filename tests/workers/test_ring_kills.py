"""A dialler is killed at any point and rings nobody twice; `make soak` does it at full size."""

from tests.workers.ring_kills import ring_and_kill
from tests.workers.telephones import open_telephones

CALLS, KILLS = 40, 12


def test_a_dialler_that_is_killed_again_and_again_rings_nobody_twice(clock, sqlite_database):
    with open_telephones(clock, sqlite_database, accounts=CALLS) as telephones:
        killed = ring_and_kill(telephones, KILLS)
        assert killed.deaths == KILLS
        assert max(killed.rung.values()) == 1
        assert len(killed.rung) == CALLS - killed.unrung
        assert telephones.states().keys() <= {"calling", "done"}
