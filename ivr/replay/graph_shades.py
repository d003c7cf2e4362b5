"""What lies over a drawing of the script: how much of it the golden calls cover, or how many calls went there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from integration.ledger.tables import turns
from ivr.replay.coverage import Covered
from ivr.replay.coverage_flow import branch_name, branches_met, turns_met
from ivr.replay.graph import Graph

ALL, SOME, NONE = "#2e7d32", "#ef8f00", "#c62828"
QUIET = "#b0b0b0"
BUSIEST_PX, QUIETEST_PX = 5.0, 1.2


@dataclass(frozen=True, slots=True)
class Shade:
    """Of a turn or a branch: its colour, what is written beside it, and a line's width."""

    colour: str
    note: str = ""
    width_px: float = QUIETEST_PX


@dataclass(frozen=True, slots=True)
class Shades:
    """By turn, and by (turn, exit); what has none is drawn plain. `legend` says what the colours mean."""

    turns: Mapping[str, Shade] = field(default_factory=dict)
    branches: Mapping[tuple[str, str], Shade] = field(default_factory=dict)
    legend: str = ""


PLAIN = Shades()


def coverage_shades(graph: Graph, covered: Iterable[Covered], languages: Iterable[str]) -> Shades:
    """Green where the calls went in every language, amber in some, red in none; a turn's note counts its branches."""
    covered, languages = frozenset(covered), tuple(languages)
    met, been = set(branches_met(covered)), set(turns_met(covered))
    branches = {
        (one.turn, one.to): Shade(_of([(language, branch_name(one.turn, one.to)) in met for language in languages]))
        for one in graph.branches
    }
    turns_ = {}
    for turn in graph.turns:
        ways = [shade.colour == ALL for (name, _), shade in branches.items() if name == turn.name]
        note = f"{sum(ways)} of {len(ways)} branches" if ways else ""
        turns_[turn.name] = Shade(_of([(language, turn.name) in been for language in languages]), note)
    spoken = ", ".join(languages)
    return Shades(turns_, branches, f"exercised in {spoken}: green in all, amber in some, red in none")


def _of(met: list[bool]) -> str:
    return ALL if all(met) else SOME if any(met) else NONE


def traffic_shades(graph: Graph, connection: Connection, since: datetime) -> Shades:
    """How often callers were in each turn, and took each branch, since an instant; the ledger's turns tell."""
    here = select(turns.c.turn, func.count()).where(turns.c.at >= since).group_by(turns.c.turn)
    visits: dict[str, int] = {row[0]: row[1] for row in connection.execute(here)}
    after = turns.alias()
    following = (after.c.call_sid == turns.c.call_sid) & (after.c.number == turns.c.number + 1)
    taken = select(turns.c.turn, after.c.turn, func.count()).join(after, following).where(after.c.at >= since)
    rows = connection.execute(taken.group_by(turns.c.turn, after.c.turn))
    ways: dict[tuple[str, str], int] = {(from_, to): count for from_, to, count in rows}
    most = max(ways.values(), default=0)
    return Shades(
        {turn.name: _busy(visits.get(turn.name, 0), 0) for turn in graph.turns},
        {(one.turn, one.to): _busy(ways.get((one.turn, one.to), 0), most) for one in graph.branches},
        f"turns of callers since {since:%Y-%m-%d %H:%M} UTC; grey where nobody went",
    )


def _busy(count: int, most: int) -> Shade:
    share = count / most if most else 0.0
    colour = "#1a4f8a" if count else QUIET
    return Shade(colour, f"{count:,}" if count else "", QUIETEST_PX + share * (BUSIEST_PX - QUIETEST_PX))
