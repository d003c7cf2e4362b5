"""The script on one page, as SVG: turns with their scene, in the colour of their kind, their exits and keys.

Lines lead down the page. What leads back up, to a person or to giving up is told inside the box, so that no line
crosses the page for it; what every turn that listens can do stands once, in the legend.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ivr.replay.graph import PEOPLE, Branch, Graph, kind_of
from ivr.replay.graph_layout import MARGIN_PX, Box, Layout, Size, lay_out
from ivr.replay.graph_shades import PLAIN, Shades
from ivr.turns import Turn

FONT = "font-family='DejaVu Sans, Verdana, sans-serif'"
CHAR_PX, TEXT_PX = 6.1, 10
TITLE_PX, TITLE_CHAR_PX = 12, 8.7
ROW_PX, HEAD_PX, PAD_PX = 13.0, 20.0, 8.0
KEY_PX = 12.0  # from a line's beginning down to its keys
LEGEND_PX = 64.0
INK, PAPER = "#333333", "#ffffff"
FILLS: Mapping[str, str] = {
    "menu": "#e3f2fd",
    "ask": "#fff8e1",
    "do": "#eceff1",
    "pay": "#e8f5e9",
    "record": "#e0f2f1",
    "transfer": "#fce4ec",
    "end": "#ede7f6",
}


@dataclass(frozen=True, slots=True)
class Inside:
    """A row of text inside a box."""

    text: str
    colour: str = INK


def draw_svg(graph: Graph, shades: Shades = PLAIN) -> str:
    """A whole document, with no need of anything outside."""
    rows = {turn.name: list(_rows(graph, turn, shades)) for turn in graph.turns}
    scenes = {turn.name: scene for scene, turns in graph.by_scene() for turn in turns}
    lines = [branch for branch in graph.branches if _is_line(graph, branch)]
    ends = [(line.turn, line.to) for line in lines]
    below = [(one.turn, one.to) for one in graph.branches if one.written and _leads_down(graph, one)]
    layout = lay_out({turn.name: _size(turn, scenes[turn.name], rows[turn.name]) for turn in graph.turns}, ends, below)
    width, height = max(layout.size.width, 640.0), layout.size.height + LEGEND_PX
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0f} {height:.0f}' {FONT} font-size='{TEXT_PX}'>",
        "<title>The script, from hello to goodbye</title>",
        f"<rect width='100%' height='100%' fill='{PAPER}'/>",
        *_lines(lines, layout, shades),
        *(
            part
            for turn in graph.turns
            for part in _box(turn, scenes[turn.name], layout.boxes[turn.name], rows[turn.name], shades)
        ),
        *_legend(layout.size.height, shades),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _leads_down(graph: Graph, branch: Branch) -> bool:
    names = [turn.name for turn in graph.turns]
    return names.index(branch.to) > names.index(branch.turn)


def _is_line(graph: Graph, branch: Branch) -> bool:
    told_inside = branch.to in PEOPLE and branch.turn not in PEOPLE
    return branch.written and _leads_down(graph, branch) and not told_inside


def _is_everywhere(branch: Branch) -> bool:
    """What the legend tells once for all."""
    return not branch.written and branch.to in (*PEOPLE, branch.turn)


def _rows(graph: Graph, turn: Turn, shades: Shades) -> Iterator[Inside]:
    for branch in graph.branches:
        if branch.turn != turn.name or _is_line(graph, branch) or _is_everywhere(branch):
            continue
        arrow = "↓" if _leads_down(graph, branch) else "↑"
        shade = shades.branches.get((branch.turn, branch.to))
        told = f"{_by(branch)} {arrow} {branch.to}{_noted(shade.note if shade else '')}".strip()
        yield Inside(told, shade.colour if shade else INK)
    shade = shades.turns.get(turn.name)
    if shade and shade.note:
        yield Inside(shade.note, shade.colour)


def _by(branch: Branch) -> str:
    return ", ".join(branch.by)


def _noted(note: str) -> str:
    return f" ({note})" if note else ""


def _size(turn: Turn, scene: str, rows: Sequence[Inside]) -> Size:
    title = TITLE_CHAR_PX * len(turn.name) + CHAR_PX * len(scene) + PAD_PX
    longest = max([title, *(CHAR_PX * len(row.text) for row in rows)])
    return Size(longest + 2 * PAD_PX, HEAD_PX + ROW_PX * len(rows) + 4)


def _box(turn: Turn, scene: str, box: Box, rows: Sequence[Inside], shades: Shades) -> Iterator[str]:
    shade = shades.turns.get(turn.name)
    edge, thick = (shade.colour, 2.0) if shade else ("#607d8b", 1.0)
    kind = kind_of(turn)
    round_ = 14 if kind == "end" else 3
    yield f"<g class='turn {kind}' id={quoteattr(turn.name)}>"
    yield (
        f"<rect x='{box.x:.1f}' y='{box.y:.1f}' width='{box.width:.1f}' height='{box.height:.1f}' rx='{round_}' "
        f"fill='{FILLS[kind]}' stroke='{edge}' stroke-width='{thick:g}'/>"
    )
    yield (
        f"<text x='{box.x + PAD_PX:.1f}' y='{box.y + 14:.1f}' font-size='{TITLE_PX}' font-weight='bold' "
        f"fill='{INK}'>{escape(turn.name)}</text>"
    )
    yield _text(box.x + box.width - PAD_PX, box.y + 14, scene, "#78909c", "end")
    for number, row in enumerate(rows, start=1):
        yield _text(box.x + PAD_PX, box.y + 14 + ROW_PX * number, row.text, row.colour)
    yield "</g>"


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' fill='{colour}' text-anchor='{anchor}'>{escape(text)}</text>"


def _lines(lines: Sequence[Branch], layout: Layout, shades: Shades) -> Iterator[str]:
    """All lines, then all keys, so that no line runs through a key."""
    keys: list[str] = []
    for line in lines:
        points = _points(line, lines, layout)
        shade = shades.branches.get((line.turn, line.to))
        colour, width_px = (shade.colour, shade.width_px) if shade else ("#546e7a", 1.2)
        yield f"<path d='{_path(points)}' fill='none' stroke='{colour}' stroke-width='{width_px:.1f}'/>"
        x, y = points[-1]
        yield f"<path d='M{x:.1f} {y:.1f} l-3.5 -7 h7 z' fill='{colour}'/>"
        told = f"{_by(line)}{_noted(shade.note if shade else '')}".strip()
        if told:
            start, y = points[0]
            keys += _key(start, y + KEY_PX, told, colour)
    yield from keys


def _key(x: float, y: float, told: str, colour: str) -> Iterator[str]:
    half = CHAR_PX * len(told) / 2 + 2
    yield f"<rect x='{x - half:.1f}' y='{y - 9:.1f}' width='{2 * half:.1f}' height='12' fill='{PAPER}' opacity='0.9'/>"
    yield _text(x, y, told, colour, "middle")


def _points(line: Branch, lines: Sequence[Branch], layout: Layout) -> list[tuple[float, float]]:
    """From the lower edge of one box, over both ends of each bend, to the upper edge of the other."""
    bends = layout.bends[line.turn, line.to]
    through = [point for bend in bends for point in ((bend.centre, bend.y), (bend.centre, bend.bottom))]
    leaving = [other for other in lines if other.turn == line.turn]
    coming = [other for other in lines if other.to == line.to]
    first, last = layout.boxes[line.turn], layout.boxes[line.to]
    leaving.sort(key=lambda other: _towards(other, layout))
    coming.sort(key=lambda other: _from(other, layout))
    return [
        (_port(first, leaving.index(line), len(leaving)), first.bottom),
        *through,
        (_port(last, coming.index(line), len(coming)), last.y),
    ]


def _towards(line: Branch, layout: Layout) -> float:
    bends = layout.bends[line.turn, line.to]
    return (bends[0] if bends else layout.boxes[line.to]).centre


def _from(line: Branch, layout: Layout) -> float:
    bends = layout.bends[line.turn, line.to]
    return (bends[-1] if bends else layout.boxes[line.turn]).centre


def _port(box: Box, number: int, count: int) -> float:
    """Spread along the edge, in the order of where the lines go."""
    return box.x + box.width * (number + 1) / (count + 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    (x, y), *others = points
    path = f"M{x:.1f} {y:.1f}"
    for to_x, to_y in others:
        half = (y + to_y) / 2
        path += f" C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
    return path


def _legend(y: float, shades: Shades) -> Iterator[str]:
    x = MARGIN_PX
    for kind, fill in FILLS.items():
        yield f"<rect x='{x:.1f}' y='{y + 4:.1f}' width='12' height='12' fill='{fill}' stroke='#607d8b'/>"
        yield _text(x + 17, y + 14, kind, INK)
        x += 80
    engine = (
        "In every menu and ask, where no more is told: 0 or three misses, a person (agent or no_agent); 9 or *, again; "
        "7, in another language; 8, slower."
    )
    yield _text(MARGIN_PX, y + 32, engine, INK)
    yield _text(
        MARGIN_PX, y + 48, shades.legend or "↑ leads back, ↓ further down; keys stand where a line begins.", INK
    )
