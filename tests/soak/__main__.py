"""`make soak`: what takes hours. Every part runs, whatever became of the others; the last line has all figures.

`--small` is some minutes of it, `--part` (again and again) chooses parts. Exit code 1 when a promise does not hold.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Mapping

import structlog

from tests.soak import killed, others, simulated
from tests.soak.figures import Figures, Part
from tests.soak.say import say

PARTS: Mapping[str, Callable[..., Part]] = {
    "seeds": simulated.seeds,
    "plants": simulated.plants,
    "answers": simulated.classes,
    "sqlite": killed.kills_on("sqlite"),
    "postgresql": killed.kills_on("postgresql"),
    "drain": killed.drain,
    "plain": killed.plain,
    "rings": others.rings,
    "bills": others.bills,
    "fuzz": others.fuzzed,
}


def main(words: list[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--small", action="store_true", help="some minutes' worth")
    parser.add_argument("--part", action="append", choices=list(PARTS), help="all where none is named")
    asked = parser.parse_args(words)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    total, wrong = Figures(), []
    for name in asked.part or PARTS:
        part = PARTS[name](is_small=asked.small)
        total += part.figures
        wrong += [f"{name}: {fault}" for fault in part.wrong]
    for fault in wrong:
        say(f"RED: {fault}")
    say(total.line())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
