"""What one scene's panel shows, and where: its turns in layers, lines between them, stubs beside those that leave it.

Lines lead down the panel. What leads back up, or only by the engine's own rules, is told inside the box, so that no
line crosses the panel for it. A way into another scene ends in a stub to the right of its box.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr.replay.graph import PEOPLE, Branch, Graph
from ivr.replay.graph_layout import Layout, Line, Size, lay_out
from ivr.replay.graph_letters import INK, TITLE_CHAR_PX, Told
from ivr.replay.graph_shades import QUIETEST_PX, Shades
from ivr.turns import Turn

ROW_PX, HEAD_PX, FOOT_PX, PAD_PX = 14.0, 21.0, 5.0, 8.0
STUB_PX = 10.0  # the short line from a box to what stands beside it
BETWEEN_KEYS_PX = 6.0


@dataclass(frozen=True, slots=True)
class Row:
    """A turn with what is told inside its box and beside it, and the keys that stand below."""

    turn: Turn
    inside: tuple[Told, ...]
    stubs: tuple[tuple[Told, float], ...]  # and the width of the stub's line, in pixels
    below: tuple[Told, ...]

    @property
    def size(self) -> Size:
        """As wide as its texts, and as the keys below it side by side; as high as the stubs beside it."""
        texts = [TITLE_CHAR_PX * len(self.turn.name), *(one.width_px for one in self.inside)]
        keys = max((one.width_px for one in self.below), default=0.0) + BETWEEN_KEYS_PX
        height = max(HEAD_PX + ROW_PX * len(self.inside), ROW_PX * len(self.stubs)) + FOOT_PX
        beside = max((STUB_PX + one.width_px for one, _ in self.stubs), default=0.0)
        return Size(max(max(texts) + 2 * PAD_PX, keys * len(self.below)), height, beside)


@dataclass(frozen=True, slots=True)
class Panel:
    """One scene laid out; '' is of the turns that are in none."""

    scene: str
    rows: tuple[Row, ...]
    lines: tuple[Branch, ...]
    layout: Layout


def panel_of(graph: Graph, scene: str, turns: Sequence[Turn], shades: Shades) -> Panel:
    """`turns` are those of the scene, in the table's order."""
    place = {turn.name: number for number, turn in enumerate(turns)}
    ways = [one for one in graph.branches if one.turn in place and not _is_everywhere(one)]
    lines = [one for one in ways if one.written and place.get(one.to, 0) > place[one.turn]]
    rows = tuple(_row(turn, [one for one in ways if one.turn == turn.name], lines, graph, shades) for turn in turns)
    layout = lay_out({row.turn.name: row.size for row in rows}, _ends(lines))
    return Panel(scene, rows, tuple(lines), layout)


def _ends(ways: Sequence[Branch]) -> list[Line]:
    return [(way.turn, way.to) for way in ways]


def _is_everywhere(branch: Branch) -> bool:
    """What the legend tells once for all."""
    return not branch.written and branch.to in (*PEOPLE, branch.turn)


def _row(turn: Turn, ways: Sequence[Branch], lines: Sequence[Branch], graph: Graph, shades: Shades) -> Row:
    scene = graph.scene_of(turn.name)
    inside = [one for one in ways if graph.scene_of(one.to) == scene and one not in lines]
    return Row(
        turn,
        (*(_told(way, f"{_arrow(way, graph)} {way.to}", shades) for way in inside), *_noted(turn, shades)),
        tuple(_stub(way, graph, shades) for way in ways if graph.scene_of(way.to) != scene),
        tuple(key_of(way, shades) for way in ways if way in lines),
    )


def _arrow(way: Branch, graph: Graph) -> str:
    names = [turn.name for turn in graph.turns]
    return "↓" if names.index(way.to) > names.index(way.turn) else "↑"


def _noted(turn: Turn, shades: Shades) -> Iterator[Told]:
    shade = shades.turns.get(turn.name)
    if shade and shade.note:
        yield Told(shade.note, shade.colour)


def _stub(way: Branch, graph: Graph, shades: Shades) -> tuple[Told, float]:
    scene = graph.scene_of(way.to)
    shade = shades.branches.get((way.turn, way.to))
    told = _told(way, f"→ {way.to}{f' · {scene}' if scene else ''}", shades)
    return told, shade.width_px if shade else QUIETEST_PX


def key_of(line: Branch, shades: Shades) -> Told:
    """What stands where a line begins: its keys, and what is noted of it; no text where there is neither."""
    return _told(line, "", shades)


def _told(way: Branch, where: str, shades: Shades) -> Told:
    shade = shades.branches.get((way.turn, way.to))
    note = f"({shade.note})" if shade and shade.note else ""
    return Told(" ".join(part for part in (", ".join(way.by), where, note) if part), shade.colour if shade else INK)
