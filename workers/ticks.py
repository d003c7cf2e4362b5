"""The clock process: what it does, and how often."""

import sys

from workers.beats import Beat, Beats
from workers.house import House, here
from workers.linked import end_with_parent
from workers.lookups import Lookups
from workers.sweep import sweep


def beats_of(house: House) -> Beats:
    """The sweep and the look-ups of one house."""
    site, timings = house.site, house.timings
    lookups = Lookups(site, timings)
    return Beats(
        (
            Beat("sweep", timings.sweep_s, lambda: sweep(site.database, site.bell, site.clock)),
            Beat("lookups", timings.look_every_s, lookups.look),
        )
    )


def main(parent: int) -> int:
    """The process that `ivr work` (process id `parent`) starts once; its exit code."""
    end_with_parent(parent)
    return 0 if beats_of(here()).run() else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
