"""The lines of a panel as SVG: from box to box down the layers, beside what they pass, with their keys."""

from collections.abc import Iterator, Sequence

from ivr.replay.graph import Branch
from ivr.replay.graph_layout import Box, Layout
from ivr.replay.graph_letters import PAPER, Told, letters
from ivr.replay.graph_panel import Panel, key_of
from ivr.replay.graph_shades import Shade, Shades

KEY_PX = 12.0  # from a line's beginning down to its keys
LINE = Shade("#546e7a")
Point = tuple[float, float]


def lines_of(panel: Panel, shades: Shades) -> Iterator[str]:
    """All lines, then all keys, so that no line runs through a key."""
    keys: list[str] = []
    for line in panel.lines:
        points = _points(line, panel.lines, panel.layout)
        shade = shades.branches.get((line.turn, line.to), LINE)
        yield f"<path d='{_path(points)}' fill='none' stroke='{shade.colour}' stroke-width='{shade.width_px:.1f}'/>"
        x, y = points[-1]
        yield f"<path d='M{x:.1f} {y:.1f} l-3.5 -7 h7 z' fill='{shade.colour}'/>"
        told = key_of(line, shades)
        if told.text:
            keys += _key(points[0][0], panel.layout.floors[line.turn] + KEY_PX, told)
    yield from keys


def _key(x: float, y: float, told: Told) -> Iterator[str]:
    half = told.width_px / 2 + 2
    yield f"<rect x='{x - half:.1f}' y='{y - 10:.1f}' width='{2 * half:.1f}' height='13' fill='{PAPER}' opacity='0.9'/>"
    yield letters(x, y, told, "middle")


def _points(line: Branch, lines: Sequence[Branch], layout: Layout) -> list[Point]:
    """From the lower edge of one box down to its layer's floor, over both ends of each bend, to the other's top."""
    bends = layout.bends[line.turn, line.to]
    through = [point for bend in bends for point in ((bend.centre, bend.y), (bend.centre, bend.bottom))]
    leaving = sorted((other for other in lines if other.turn == line.turn), key=lambda other: _towards(other, layout))
    coming = sorted((other for other in lines if other.to == line.to), key=lambda other: _from(other, layout))
    first, last = layout.boxes[line.turn], layout.boxes[line.to]
    start = _port(first, leaving.index(line), len(leaving))
    end = _port(last, coming.index(line), len(coming))
    return [(start, first.bottom), (start, layout.floors[line.turn]), *through, (end, last.y)]


def _towards(line: Branch, layout: Layout) -> float:
    bends = layout.bends[line.turn, line.to]
    return (bends[0] if bends else layout.boxes[line.to]).centre


def _from(line: Branch, layout: Layout) -> float:
    bends = layout.bends[line.turn, line.to]
    return (bends[-1] if bends else layout.boxes[line.turn]).centre


def _port(box: Box, number: int, count: int) -> float:
    """Spread along the edge, in the order of where the lines go."""
    return box.x + box.width * (number + 0.5) / count


def _path(points: Sequence[Point]) -> str:
    (x, y), *others = points
    path = f"M{x:.1f} {y:.1f}"
    for to_x, to_y in others:
        half = (y + to_y) / 2
        path += f" C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
    return path
