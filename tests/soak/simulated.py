"""The simulation's part of a soak: many seeds in each loop, the planted bugs, the classes of answer."""

from dataclasses import dataclass

from integration.clock import SystemClock
from tests.soak.figures import MINUTE_S, Figures, Part
from tests.soak.say import say
from tests.switchboard import answers
from tests.switchboard.plants.named import PLANTS
from tests.switchboard.reach import HITS_MIN, seldom
from tests.switchboard.runs import LOOPS, run

DOUBLED = ("I2",)
LOST = ("I1", "I3", "I5", "I7")
PLANT_SEEDS = 2_000  # reliability.md 5.4: a plant is caught within so many


@dataclass(frozen=True)
class Night:
    """Seeds of each loop; `hits_min` of each fault, change of state and place to die, over all loops."""

    plain: int
    memory: int
    whole: int
    hits_min: int


FULL = Night(plain=18_000, memory=2_500, whole=500, hits_min=HITS_MIN)  # the rarest is met 5 times in 1,000 seeds
SMALL = Night(plain=150, memory=50, whole=10, hits_min=0)
PLANT_SEEDS_SMALL = 200
ANSWERS, ANSWERS_SMALL = answers.TIMES, 12


def seeds(*, is_small: bool) -> Part:
    """Every loop's seeds; red too where the night did not come everywhere (`reach`)."""
    night = SMALL if is_small else FULL
    tallies = [_loop(loop, range(getattr(night, loop))) for loop in LOOPS]
    return Part(_figures(tallies), list(faulty(tallies, hits_min=night.hits_min)))


def _loop(loop, asked):
    clock = SystemClock()
    began = clock.tick()
    tally = run(asked, loop=loop)
    say(f"{loop}: {len(asked)} seeds, {len(asked) * MINUTE_S / (clock.tick() - began):.0f} a minute")
    for seed, found in tally.failed:
        again = f"python -m tests.switchboard --loop {loop} --replay {seed}"
        say(f"  seed {seed}: {'; '.join(found[:3])}; again: {again}")
    return tally


def _figures(tallies):
    return Figures(
        payments=sum(tally.payments for tally in tallies),
        kills=sum(tally.kills for tally in tallies),
        faults=sum(sum(tally.struck.values()) for tally in tallies),
        years=sum(tally.years for tally in tallies),
        lost=sum(tally.broken(*LOST) for tally in tallies),
        doubled=sum(tally.broken(*DOUBLED) for tally in tallies),
        in_review=sum(tally.in_review for tally in tallies),
        recovery_s=max(tally.recovery_s for tally in tallies),
    )


def faulty(tallies, *, hits_min):
    """Why these seeds are red, in sentences."""
    yield from (f"seed {seed} failed" for tally in tallies for seed, _found in tally.failed)
    yield from (f"{each} times in this night; expected {hits_min}" for each in seldom(tallies, hits_min=hits_min))


def plants(*, is_small: bool) -> Part:
    """Each planted bug, until a seed finds it."""
    most = PLANT_SEEDS_SMALL if is_small else PLANT_SEEDS
    caught = {plant: found for plant in PLANTS if (found := _caught_by(plant, most)) is not None}
    return Part(Figures(caught=len(caught), planted=len(PLANTS)), list(uncaught(caught)))


def _caught_by(plant, most):
    tally = run(range(most), loop="plain", plant=plant, until_failure=True)
    found = tally.failed[0][0] if tally.failed else None
    say(f"  {plant}: {f'NOT CAUGHT in {most} seeds' if found is None else f'caught by seed {found}'}")
    return found


def uncaught(caught):
    """Each plant that nothing caught."""
    yield from (f"nothing caught the plant {plant!r}" for plant in PLANTS if plant not in caught)


def classes(*, is_small: bool) -> Part:
    """Each class of answer, so many times with a look-up and as often without."""
    times = ANSWERS_SMALL if is_small else ANSWERS
    told = answers.everywhere(times)
    say(told.line())
    return Part(Figures(payments=told.postings), told.wrong)
