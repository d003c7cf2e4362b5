"""A failing seed made small: kinds of trouble, payments, then single strikes are taken away while it still fails."""

import subprocess
from dataclasses import replace
from pathlib import Path

from tests.switchboard.dice import Less

PLAYS_MAX = 150  # of one shrinking: some minutes


def shrunk(seed, play, *, payments, plays_max=PLAYS_MAX):
    """The least that still fails, and what it comes to; `play(seed, less)` gives a Played."""
    search = _Search(seed, play, plays_max)
    for kind in sorted(search.best.rates):
        search.without(kinds=search.less.kinds | {kind})
    for number in range(payments):
        search.without(payments=search.less.payments | {number})
    for strike in search.best.hits:
        search.without(strikes=search.less.strikes | {strike})
    return search.less, search.best


class _Search:
    def __init__(self, seed, play, plays_max):
        self._seed, self._play, self._plays_left = seed, play, plays_max
        self.less = Less()
        self.best = play(seed, self.less)
        if not self.best.breaches:
            raise ValueError(f"seed {seed} does not fail: there is nothing to shrink")

    def without(self, **change):
        """Keep this change if the judge still finds something."""
        if not self._plays_left:
            return
        self._plays_left -= 1
        less = replace(self.less, **change)
        played = self._play(self._seed, less)
        if played.breaches:
            self.less, self.best = less, played


def told(less, played):
    """What is left of a seed, in lines for a person."""
    left = {kind: f"{rate:.3f}" for kind, rate in sorted(played.rates.items()) if played.struck[kind]}
    yield f"seed {played.seed}: {'; '.join(played.breaches)}"
    yield f"commit {commit()}; terms drawn: {played.terms}"
    yield f"troubles left: {left or 'none'}; payments taken away: {sorted(less.payments)}; strikes: {len(less.strikes)}"
    yield from (f"  {second:>10.2f} s  {' '.join(map(str, words))}" for second, *words in played.trace[-50:])


def commit():
    """Of which code this is true: a seed says nothing of any other. `+` where files differ from it."""
    asked = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty=+"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown: no git here"
    return found.stdout.strip()
