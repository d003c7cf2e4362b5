"""`make soak`: the simulation at full size in each loop, the planted bugs, the classes of answer; one line of figures.

`--small` is a minute of it. Exit code 1 when anything is lost or doubled, when a seed fails, when a plant is not
caught, and at full size when the night did not come everywhere (`reach`).
"""

import argparse
import sys
from dataclasses import dataclass

from integration.clock import SystemClock
from tests.switchboard import answers
from tests.switchboard.plants.named import PLANTS
from tests.switchboard.reach import HITS_MIN, seldom
from tests.switchboard.runs import LOOPS, run

DOUBLED = ("I2",)
LOST = ("I1", "I3", "I5", "I7")
PLANT_SEEDS = 2_000  # reliability.md 5.4: a plant is caught within so many
MINUTE_S = 60.0


@dataclass(frozen=True)
class Size:
    """How much is played."""

    plain: int
    memory: int
    whole: int
    plants: int
    answers: int
    hits_min: int  # of each fault, change of state and place to die, over all loops


FULL = Size(plain=100_000, memory=20_000, whole=2_000, plants=PLANT_SEEDS, answers=answers.TIMES, hits_min=HITS_MIN)
SMALL = Size(plain=150, memory=50, whole=10, plants=200, answers=2, hits_min=0)


def main(words=None):
    """The exit code."""
    size, start = _asked(words)
    clock, tallies = SystemClock(), []
    for loop, seeds in ((loop, getattr(size, loop)) for loop in LOOPS):
        began = clock.tick()
        tally = run(range(start, start + seeds), loop=loop)
        tallies.append(tally)
        _say(f"{loop}: {seeds} seeds, {seeds * MINUTE_S / (clock.tick() - began):.0f} a minute")
        for seed, found in tally.failed:
            _say(
                f"  seed {seed}: {'; '.join(found[:3])};"
                f" again: python -m tests.switchboard --loop {loop} --replay {seed}"
            )
    caught = _caught(size.plants, start)
    is_answered = answers.main(["--times", str(size.answers)]) == 0
    wrong = list(faulty(tallies, caught, hits_min=size.hits_min))
    for each in wrong:
        _say(f"RED: {each}")
    _say(line(tallies, caught))
    return 0 if is_answered and not wrong else 1


def faulty(tallies, caught, *, hits_min):
    """Why this soak is red, in sentences."""
    yield from (f"seed {seed} failed" for tally in tallies for seed, _found in tally.failed)
    yield from (f"nothing caught the plant {plant!r}" for plant in PLANTS if plant not in caught)
    yield from (f"{each} times in this night; expected {hits_min}" for each in seldom(tallies, hits_min=hits_min))


def _asked(words):
    parser = argparse.ArgumentParser(prog="python -m tests.switchboard.soak", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a minute's worth")
    parser.add_argument("--from", dest="start", type=int, default=0, help="the first seed")
    for name in ("plain", "memory", "whole", "plants", "answers", "hits-min"):
        parser.add_argument(f"--{name}", type=int, help="how many, in the place of the size's own")
    asked = parser.parse_args(words)
    size = SMALL if asked.small else FULL
    own = {name: getattr(asked, name) for name in vars(size) if getattr(asked, name) is not None}
    return Size(**{**vars(size), **own}), asked.start


def _caught(seeds, start):
    """The seed that caught each plant, by its name."""
    found = {}
    for plant in PLANTS:
        tally = run(range(start, start + seeds), loop="plain", plant=plant, until_failure=True)
        if tally.failed:
            found[plant] = tally.failed[0][0]
        _say(f"  {plant}: {f'caught by seed {found[plant]}' if plant in found else f'NOT CAUGHT in {seeds} seeds'}")
    return found


def line(tallies, caught):
    """The figures that the product is told by."""
    figures = {
        "payments": sum(tally.payments for tally in tallies),
        "kills": sum(tally.kills for tally in tallies),
        "faults": sum(sum(tally.struck.values()) for tally in tallies),
        "simulated years": f"{sum(tally.years for tally in tallies):.3f}",
        "lost": sum(tally.broken(*LOST) for tally in tallies),
        "doubled": sum(tally.broken(*DOUBLED) for tally in tallies),
        "in review": sum(tally.in_review for tally in tallies),
        "planted bugs caught": f"{len(caught)}/{len(PLANTS)}",
        "worst recovery": f"{max(tally.recovery_s for tally in tallies) / MINUTE_S:.0f} min",
    }
    return ", ".join(f"{name} {figure}" for name, figure in figures.items())


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
