"""`python -m tests.switchboard`: seeds of the simulation, one seed again, or a planted bug.

Exit code 1 when a seed fails, or when a plant is not caught. A failing seed is printed with the least of it that fails.
"""

import argparse
import sys
from functools import partial

from integration.clock import SystemClock
from tests.switchboard.plants.named import PLANTS
from tests.switchboard.play import PAYMENTS
from tests.switchboard.runs import LOOPS, played_here, run
from tests.switchboard.shrink import shrunk, told


def main(words=None):
    """The exit code."""
    asked = _asked(words)
    if asked.replay is not None:
        return _replay(asked)
    clock = SystemClock()
    began = clock.tick()
    seeds = range(asked.start, asked.start + asked.seeds)
    tally = run(seeds, loop=asked.loop, plant=asked.plant, processes=asked.processes, until_failure=bool(asked.plant))
    a_minute = tally.seeds * 60 / (clock.tick() - began)
    _say(
        f"{tally.seeds} seeds ({a_minute:.0f} a minute), {tally.payments} payments, {tally.kills} kills,"
        f" {sum(tally.struck.values())} faults, {tally.in_review} in review, {len(tally.failed)} failed,"
        f" worst recovery {tally.recovery_s / 60:.0f} min"
    )
    for seed, breaches in tally.failed[:5]:
        _say(f"seed {seed}: {'; '.join(breaches[:3])}")
    if asked.plant:
        return 0 if tally.failed else 1
    if tally.failed:
        _shrink(tally.failed[0][0], asked)
    return 1 if tally.failed else 0


def _asked(words):
    parser = argparse.ArgumentParser(prog="python -m tests.switchboard", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--from", dest="start", type=int, default=0, help="the first one")
    parser.add_argument("--loop", choices=LOOPS, default="memory")
    parser.add_argument("--plant", choices=PLANTS, default="", help="with this bug, which the judge must find")
    parser.add_argument("--replay", type=int, help="play this one seed, told whole; shrunk where it fails")
    parser.add_argument("--processes", type=int, default=0, help="0: one a core")
    return parser.parse_args(words)


def _replay(asked):
    played = played_here(asked.replay, loop=asked.loop, plant=asked.plant)
    for second, *event in played.trace:
        _say(f"{second:>12.3f} s  {' '.join(map(str, event))}")
    _say(f"seed {played.seed}: {'; '.join(played.breaches) or 'nothing found'}; trace {played.digest()[:16]}")
    if played.breaches:
        _shrink(asked.replay, asked)
    return 1 if played.breaches else 0


def _shrink(seed, asked):
    play = partial(_play, loop=asked.loop, plant=asked.plant)
    for line in told(*shrunk(seed, play, payments=PAYMENTS)):
        _say(line)


def _play(seed, less, *, loop, plant):
    return played_here(seed, loop=loop, plant=plant, less=less)


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
