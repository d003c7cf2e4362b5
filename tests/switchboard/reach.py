"""Whether a night came everywhere: each kind of fault, each change of state and each place to die, so many times."""

from tests.switchboard.dice import MENU
from workers.crash import Point

HITS_MIN = 100  # reliability.md 5.4: hit less often in a night, it is red
ON_THE_WAY = "on the way"
# Of a posting that is no change. I6 allows more, which cannot happen here: nothing arrives after a bound that was
# given, so what is ready again is never found, and nobody calls off what is ambiguous still.
EDGES = (
    "new-ready",
    *("ready-posting", "ready-ambiguous", "ready-cancelled"),
    *("posting-posted", "posting-ready", "posting-ambiguous", "posting-review"),
    *("ambiguous-posted", "ambiguous-posting", "ambiguous-review"),
    *("review-posted", "review-ready", "review-cancelled"),
)
DEATHS = (*(point.value for point in Point), ON_THE_WAY, "web killed", "beat killed")


def seldom(tallies, *, hits_min=HITS_MIN):
    """What was met less often than that in all loops together, with how often."""
    for what, names in (("struck", MENU), ("edges", EDGES), ("deaths", DEATHS)):
        for name in names:
            hits = sum(getattr(tally, what)[name] for tally in tallies)
            if hits < hits_min:
                yield f"{name} {hits}"
