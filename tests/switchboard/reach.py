"""Whether a night came everywhere: each kind of fault, each change of state and each place to die, so many times."""

from tests.switchboard.dice import MENU
from workers.crash import Point

HITS_MIN = 100  # reliability.md 5.4: hit less often in a night, it is red
ON_THE_WAY = "on the way"
EDGES = (  # of a posting that is no change; what I6 allows besides never happens to money
    "new-ready",
    *("ready-posting", "ready-posted", "ready-ambiguous", "ready-review", "ready-cancelled"),
    *("posting-posted", "posting-ready", "posting-ambiguous", "posting-review"),
    *("ambiguous-posted", "ambiguous-posting", "ambiguous-review", "ambiguous-cancelled"),
    *("review-posted", "review-ready", "review-cancelled"),
)
DEATHS = (*(point.value for point in Point), ON_THE_WAY)


def seldom(tallies, *, hits_min=HITS_MIN):
    """What was met less often than that in all loops together, with how often."""
    for what, names in (("struck", MENU), ("edges", EDGES), ("deaths", DEATHS)):
        for name in names:
            hits = sum(getattr(tally, what)[name] for tally in tallies)
            if hits < hits_min:
                yield f"{name} {hits}"
