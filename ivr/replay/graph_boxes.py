"""The turns of a panel as SVG: boxes in the colour of their kind, and the stubs of the ways into other scenes."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from ivr.replay.graph import kind_of
from ivr.replay.graph_layout import Box
from ivr.replay.graph_letters import heading, letters
from ivr.replay.graph_panel import HEAD_PX, PAD_PX, ROW_PX, STUB_PX, Panel, Row
from ivr.replay.graph_shades import Shade, Shades

BASE_PX = 14.0  # from a box's top down to the line that its name stands on
STUB_GAP_PX = 3.0  # between a stub's line and its letters
EDGE = Shade("#607d8b", width_px=1.0)
SHADED_EDGE_PX = 2.0
FILLS: Mapping[str, str] = {
    "menu": "#e3f2fd",
    "ask": "#fff8e1",
    "do": "#eceff1",
    "pay": "#e8f5e9",
    "record": "#e0f2f1",
    "transfer": "#fce4ec",
    "end": "#ede7f6",
}


def boxes_of(panel: Panel, shades: Shades) -> Iterator[str]:
    """Each turn with its stubs is one group, with the turn's name as its id."""
    for row in panel.rows:
        box, kind = panel.layout.boxes[row.turn.name], kind_of(row.turn)
        yield f"<g class='turn {kind}' id={quoteattr(row.turn.name)}>"
        yield _edge(box, kind, shades.turns.get(row.turn.name))
        yield heading(box.x + PAD_PX, box.y + BASE_PX, row.turn.name)
        for number, told in enumerate(row.inside):
            yield letters(box.x + PAD_PX, box.y + HEAD_PX + ROW_PX * number + 8, told)
        yield from _stubs(row, box)
        yield "</g>"


def _edge(box: Box, kind: str, shade: Shade | None) -> str:
    colour, thick = (shade.colour, SHADED_EDGE_PX) if shade else (EDGE.colour, EDGE.width_px)
    return (
        f"<rect x='{box.x:.1f}' y='{box.y:.1f}' width='{box.width:.1f}' height='{box.height:.1f}' "
        f"rx='{14 if kind == 'end' else 3}' fill='{FILLS[kind]}' stroke='{colour}' stroke-width='{thick:g}'/>"
    )


def _stubs(row: Row, box: Box) -> Iterator[str]:
    for number, (told, width_px) in enumerate(row.stubs):
        x, y = box.x + box.width, box.y + BASE_PX + ROW_PX * number
        yield (
            f"<path class='stub' d='M{x:.1f} {y - 4:.1f} h{STUB_PX - STUB_GAP_PX:.1f}' "
            f"stroke='{told.colour}' stroke-width='{width_px:.1f}'/>"
        )
        yield letters(x + STUB_PX, y, told)
