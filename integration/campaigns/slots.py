"""Who is rung at which second: those whose places shut for good soonest first, at a pace.

Time is cut at every edge of every window, at the biller's midnights and at each quarter of an hour. Between two cuts
the same places are open throughout, so calls are dealt out by the piece and not by asking each second who may be rung.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from integration.campaigns.spans import Spans

QUARTER_S = 900

Candidate = tuple[int, int, str, str, str]  # may be rung from, order, account, number, language
Slot = tuple[int, Candidate]


@dataclass(slots=True)
class Group:
    """Candidates whose places open and shut together, in the order in which they are to be rung.

    A candidate begins with the second from which it may be rung; those seconds are in order.
    """

    spans: Spans
    waiting: Sequence[Candidate]
    next: int = 0

    def open_between(self, begins: int) -> bool:
        """Whether the stretch between two cuts that begins here is open."""
        place = bisect_right(self.spans, begins, key=lambda span: span[0])
        return place > 0 and begins < self.spans[place - 1][1]

    def has_ready(self, second: int) -> bool:
        """Whether somebody is left who may be rung from this second on."""
        return self.next < len(self.waiting) and self.waiting[self.next][0] <= second


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls started a second; `purse` has the calls that a day of the biller's pays for, by its first second."""

    per_second: float
    purse: Mapping[int, int]


def deal(groups: Sequence[Group], rate: Rate) -> Iterator[Slot]:
    """Each call with the second at which it is due, in the order of those seconds; `Group.next` tells who is left."""
    cuts = _cuts(groups, rate)
    soonest = sorted((group for group in groups if group.spans), key=lambda group: group.spans[-1][1])
    free_at, left_today = 0.0, 0
    for begins, ends in pairwise(cuts):
        left_today = rate.purse.get(begins, left_today)
        free_at = max(free_at, float(begins))
        for group in soonest:
            if free_at >= ends or not left_today:
                break
            if not group.has_ready(begins) or not group.open_between(begins):
                continue
            while free_at < ends and left_today and group.has_ready(begins):
                yield int(free_at), group.waiting[group.next]
                group.next += 1
                left_today -= 1
                free_at += 1 / rate.per_second


def _cuts(groups: Sequence[Group], rate: Rate) -> list[int]:
    edges = {edge for group in groups for span in group.spans for edge in span}
    if not edges:
        return []
    first, last = min(edges), max(edges)
    quarters = range(first - first % QUARTER_S + QUARTER_S, last, QUARTER_S)
    nights = {midnight for midnight in rate.purse if midnight < last}
    return sorted(edges | nights | set(quarters))
