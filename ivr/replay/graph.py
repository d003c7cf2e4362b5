"""The script as a graph: turns, and the branches between them with the keys that lead there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ivr.replay.flow_examples import key_leads_to, leads_to
from ivr.turns import AGAIN, AGENT, BACK, LANGUAGE, PACE, Ask, Menu, Script, Turn

MISSES = "misses"  # silences and wrong keys, so many that the turn gives up
DIGITS = "digits"
PEOPLE = ("agent", "no_agent")


@dataclass(frozen=True, slots=True, order=True)
class Branch:
    """One way from a turn to a turn. `by` are the keys; `written` tells the table's own from those of the engine."""

    turn: str
    to: str
    by: tuple[str, ...] = ()
    written: bool = True


@dataclass(frozen=True, slots=True)
class Graph:
    """Turns in the table's order, and every branch, the table's before the engine's.

    The graph of one scene has the turns of that scene, what leaves them, and the names of all scenes still.
    """

    turns: tuple[Turn, ...]
    branches: tuple[Branch, ...]
    scenes: tuple[tuple[str, tuple[Turn, ...]], ...] = ()  # by name; a script without scenes has none

    def by_scene(self) -> Iterator[tuple[str, tuple[Turn, ...]]]:
        """Every turn once: the scenes in their order, before them the turns that are in none, under ''."""
        here = {turn.name for turn in self.turns}
        alone = tuple(turn for turn in self.turns if not self.scene_of(turn.name))
        yield from ((("", alone),) if alone else ())
        yield from ((scene, turns) for scene, turns in self.scenes if here.issuperset(turn.name for turn in turns))

    def scene_of(self, name: str) -> str:
        """The scene of a turn by name, also of one that only a branch leads to; '' where it is in none."""
        return next((scene for scene, turns in self.scenes for turn in turns if turn.name == name), "")

    def only(self, scene: str) -> "Graph":
        """One scene alone. KeyError where no scene has that name."""
        turns = dict(self.scenes)[scene]
        names = {turn.name for turn in turns}
        return replace(self, turns=turns, branches=tuple(one for one in self.branches if one.turn in names))

    def of(self, turn: str, *, written: bool) -> tuple[Branch, ...]:
        """The branches that leave a turn."""
        return tuple(branch for branch in self.branches if branch.turn == turn and branch.written is written)


@cache
def graph_of(script: Script) -> Graph:
    """Draws nothing: finds what there is to draw, and what there is to cover. Asking every turn takes seconds: once."""
    place = {turn.name: number for number, turn in enumerate(script.turns)}
    found = [branch for turn in script.turns for branch in _branches(turn)]
    ordered = sorted(found, key=lambda one: (place[one.turn], not one.written, place[one.to]))
    return Graph(script.turns, tuple(ordered), tuple(script.scenes.items()))


def kind_of(turn: Turn) -> str:
    """menu, ask, do, pay, transfer or end."""
    return type(turn).__name__.lower()


def _branches(turn: Turn) -> list[Branch]:
    by = _keys(turn)
    for to, way in _ways_of_all(turn):
        by.setdefault(to, []).append(way)
    written = turn.exits()
    return [Branch(turn.name, to, tuple(by.get(to, ())), written=to in written) for to in written | by.keys()]


def _keys(turn: Turn) -> dict[str, list[str]]:
    """Turn -> the keys that lead there, as the table has them."""
    by: dict[str, list[str]] = {}
    if isinstance(turn, Menu):
        for key in turn.keys:
            for to in sorted(key_leads_to(turn, key)):
                by.setdefault(to, []).append(key)
    if isinstance(turn, Ask):
        by = {to: [DIGITS] for to in turn.to}
    return by


def _ways_of_all(turn: Turn) -> list[tuple[str, str]]:
    """What the engine adds to every turn that listens: where it leads, and by what."""
    if not turn.listens:
        return []
    ways = [*((person, AGENT) for person in PEOPLE), (turn.name, AGAIN), (turn.back or turn.name, BACK)]
    ways += [(turn.name, key) for key in (LANGUAGE, PACE) if key not in getattr(turn, "keys", ())]
    return ways + [(to, f"{turn.tries} {MISSES}") for to in sorted(leads_to(turn, turn.gives_up))]
