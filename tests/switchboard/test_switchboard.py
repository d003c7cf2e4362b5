"""The simulation is awake: seeds hold, the same seed leaves the same trace, and planted bugs are found."""

from collections import Counter
from pathlib import Path

import pytest

from tests.soak.simulated import faulty, uncaught
from tests.switchboard.baton import Baton, Died
from tests.switchboard.dice import MENU, Dice, Less
from tests.switchboard.fates import FATES
from tests.switchboard.ledgers import MemoryLedger, PlainLedger
from tests.switchboard.plants.named import PLANTS
from tests.switchboard.play import play
from tests.switchboard.reach import DEATHS, EDGES, seldom
from tests.switchboard.runs import Tally
from tests.switchboard.shrink import shrunk

SEEDS = range(3)
ON_SQLITE_TOO = 4
FAILS_WITH_FOUR = 0
CAUGHT_BY = {  # a seed that finds it; the soak looks for its own
    "no intent row": 0,
    "no quiet period": 5,
    "no stall check": 3,
    "no webhook dedup": 0,
    "no sweep": 0,
    "query timeout as absent": 5,
    "fault as refused": 153,
    "ambiguous as posted": 1,
    "timeout as refused": 0,
    "no lease check": 0,
    "state not checked at claim": 4,
    "close while posting": 0,
}


@pytest.fixture(scope="module")
def ledger():
    return PlainLedger()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_doubled(ledger, seed):
    played = play(seed, ledger)
    assert played.breaches == []
    assert played.items > 0
    assert played.recovery_s is not None


def test_the_same_seed_leaves_the_same_trace_and_another_one_does_not(ledger):
    digests = [play(seed, ledger, payments=5).digest() for seed in (7, 7, 8)]
    assert digests[0] == digests[1] != digests[2]


def test_a_seed_leaves_the_same_trace_on_sqlite_as_on_the_plain_ledger(ledger):
    memory = MemoryLedger()
    on_sqlite, plainly = play(ON_SQLITE_TOO, memory), play(ON_SQLITE_TOO, ledger)
    memory.database.close()
    assert on_sqlite.trace == plainly.trace
    assert (on_sqlite.counts, on_sqlite.edges) == (plainly.counts, plainly.edges)
    assert on_sqlite.breaches == plainly.breaches == []


@pytest.mark.parametrize(("plant", "seed"), CAUGHT_BY.items())
def test_a_planted_bug_is_found(ledger, plant, seed):
    with PLANTS[plant]():
        assert play(seed, ledger).breaches


def test_there_are_twelve_plants_and_each_says_what_it_is():
    assert len(PLANTS) == 12
    assert all(plant.__doc__ for plant in PLANTS.values())


def test_every_plant_has_a_seed_here_and_the_page_tells_it():
    assert CAUGHT_BY.keys() == PLANTS.keys()
    page = (Path(__file__).parents[2] / "docs" / "simulation.md").read_text("utf-8")
    assert all(f"| {plant} | {seed} |" in page for plant, seed in CAUGHT_BY.items())


def everywhere(times):
    return Tally(struck=Counter(dict.fromkeys(MENU, times)), edges=Counter(dict.fromkeys(EDGES, times)))


def test_a_soak_is_green_that_came_everywhere_and_caught_every_plant():
    night = everywhere(100)
    night.deaths.update(dict.fromkeys(DEATHS, 100))
    assert list(faulty([night], hits_min=100)) == []
    assert list(uncaught(CAUGHT_BY)) == []


@pytest.mark.parametrize("plant", PLANTS)
def test_a_plant_that_nothing_caught_makes_the_soak_red(plant):
    caught = {name: seed for name, seed in CAUGHT_BY.items() if name != plant}
    assert list(uncaught(caught)) == [f"nothing caught the plant {plant!r}"]


def test_a_failed_seed_makes_the_soak_red():
    assert list(faulty([Tally(failed=[(7, ["I2: twice"])])], hits_min=0)) == ["seed 7 failed"]


def test_a_night_that_hardly_came_to_a_place_is_red():
    night, more = everywhere(60), everywhere(60)
    night.deaths.update(dict.fromkeys(DEATHS, 120))
    more.struck["kill"] = more.edges["new-ready"] = 39
    assert list(seldom([night, more])) == ["kill 99", "new-ready 99"]


def test_a_failing_seed_is_made_small(ledger):
    def planted(seed, less):
        with PLANTS["timeout as refused"]():
            return play(seed, ledger, less=less, payments=4)

    less, played = shrunk(FAILS_WITH_FOUR, planted, payments=4, plays_max=12)
    assert played.breaches
    assert less.kinds


def test_a_kind_that_is_taken_away_changes_nothing_in_how_the_others_fall():
    whole, less = Dice(3), Dice(3, Less(kinds=frozenset({"kill"})))
    for kind in whole.rates.keys() & less.rates.keys():
        assert [whole.strikes(kind) for _ in range(50)] == [less.strikes(kind) for _ in range(50)]


def test_every_fate_of_a_posting_is_on_the_menu():
    assert {fate.kind for fate in FATES} <= set(MENU)


def test_fibres_take_turns_in_virtual_time():
    baton, seen = Baton(), []

    def fibre(name, wait_s):
        seen.append((name, baton.now_s))
        baton.pause(wait_s)
        seen.append((name, baton.now_s))

    baton.start("slow", lambda: fibre("slow", 5.0))
    baton.start("quick", lambda: fibre("quick", 2.0), after_s=1.0)
    baton.run(10.0)
    assert seen == [("slow", 0.0), ("quick", 1.0), ("quick", 3.0), ("slow", 5.0)]


def test_who_waits_at_the_end_dies_there():
    baton, ended = Baton(), []

    def waits():
        try:
            baton.pause(100.0)
        except Died:
            ended.append("died")
            raise

    baton.start("waits", waits)
    baton.run(1.0)
    baton.end_all()
    assert ended == ["died"]
