"""The script on one sheet, as SVG: a panel for each scene; what every turn that listens can do stands in the legend."""

from collections.abc import Iterator

from ivr.replay.graph import Graph
from ivr.replay.graph_boxes import FILLS, boxes_of
from ivr.replay.graph_layout import Box, Size
from ivr.replay.graph_letters import FONT, INK, PAPER, TEXT_PX, Told, heading, letters
from ivr.replay.graph_lines import lines_of
from ivr.replay.graph_panel import Panel, panel_of
from ivr.replay.graph_shades import PLAIN, Shades
from ivr.replay.graph_sheet import EDGE_PX, sheet_of

TITLE_BAR_PX = 16.0  # above a panel's turns
LEGEND_PX = 68.0
LEGEND_WIDTH_PX = 640.0
LEGEND_ROW_PX = 15.0
KIND_PX = 80.0  # from one kind of the legend to the next
FRAME = "#b0bec5"
ENGINE = (
    "In every menu and ask, where no more is told: 0 or three misses, a person (agent or no_agent);",
    "9 or *, again; 7, in another language; 8, slower. → leads into another scene.",
)


def draw_svg(graph: Graph, shades: Shades = PLAIN) -> str:
    """A whole document, with no need of anything outside."""
    panels = [panel_of(graph, scene, turns, shades) for scene, turns in graph.by_scene()]
    places = sheet_of([_with_title(panel.layout.size) for panel in panels])
    width = max([LEGEND_WIDTH_PX, *(place.x + place.width + EDGE_PX for place in places)])
    bottom = max((place.bottom + EDGE_PX for place in places), default=EDGE_PX)
    parts = [
        _opening(width, bottom + LEGEND_PX),
        "<title>The script, from hello to goodbye</title>",
        f"<rect width='100%' height='100%' fill='{PAPER}'/>",
        *(part for panel, place in zip(panels, places, strict=True) for part in _panel(panel, place, shades)),
        *_legend(bottom, shades),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(width: float, height: float) -> str:
    box = f"viewBox='0 0 {width:.0f} {height:.0f}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {box} {FONT} font-size='{TEXT_PX}'>"


def _with_title(size: Size) -> Size:
    return Size(size.width, size.height + TITLE_BAR_PX)


def _panel(panel: Panel, place: Box, shades: Shades) -> Iterator[str]:
    yield f"<g class='scene' transform='translate({place.x:.1f} {place.y:.1f})'>"
    yield f"<rect width='{place.width:.1f}' height='{place.height:.1f}' rx='6' fill='none' stroke='{FRAME}'/>"
    yield heading(10, TITLE_BAR_PX, panel.scene)
    yield f"<g transform='translate(0 {TITLE_BAR_PX:.1f})'>"
    yield from lines_of(panel, shades)
    yield from boxes_of(panel, shades)
    yield "</g></g>"


def _legend(y: float, shades: Shades) -> Iterator[str]:
    for number, (kind, fill) in enumerate(FILLS.items()):
        x = EDGE_PX + KIND_PX * number
        yield f"<rect x='{x:.1f}' y='{y + 4:.1f}' width='12' height='12' fill='{fill}' stroke='{FRAME}'/>"
        yield letters(x + 17, y + 14, Told(kind))
    told = shades.legend or "↑ leads back, ↓ further down; keys stand where a line begins."
    for number, text in enumerate((*ENGINE, told), start=2):
        yield letters(EDGE_PX, y + LEGEND_ROW_PX * number, Told(text, INK))
