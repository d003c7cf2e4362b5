"""The script as text that other programs draw: Mermaid (in Markdown pages) and DOT (Graphviz)."""

from collections.abc import Iterable, Iterator, Mapping

from ivr.replay.graph import Branch, Graph, kind_of
from ivr.replay.graph_shades import PLAIN, Shade, Shades
from ivr.turns import Turn

MERMAID_SHAPES: Mapping[str, tuple[str, str]] = {
    "menu": ("[", "]"),
    "ask": ("[/", "/]"),
    "do": ("[[", "]]"),
    "pay": ("{{", "}}"),
    "record": ("(", ")"),
    "transfer": (">", "]"),
    "end": ("([", "])"),
}
DOT_SHAPES: Mapping[str, str] = {
    "menu": "box",
    "ask": "parallelogram",
    "do": "component",
    "pay": "hexagon",
    "record": "note",
    "transfer": "cds",
    "end": "oval",
}


def draw_mermaid(graph: Graph, shades: Shades = PLAIN) -> str:
    """A flowchart; the engine's own branches are drawn only where they lead somewhere of the turn's own."""
    return "\n".join(_mermaid(graph, shades)) + "\n"


def _mermaid(graph: Graph, shades: Shades) -> Iterator[str]:
    yield "flowchart TD"
    for scene, turns in graph.by_scene():
        if scene:
            yield f"    subgraph scene_{scene}[{scene}]"
        yield from (_mermaid_turn(turn, shades.turns.get(turn.name)) for turn in turns)
        if scene:
            yield "    end"
    drawn = list(_drawn(graph))
    yield from (f'    {_id(name)}>"{told}"]' for name, told in _outside(graph, drawn))
    for branch in drawn:
        told = _told(branch, shades.branches.get((branch.turn, branch.to)))
        label = f'|"{told}"|' if told else ""
        yield f"    {_id(branch.turn)} -->{label} {_id(branch.to)}"
    for name, colour in ((name, shade.colour) for name, shade in shades.turns.items()):
        yield f"    style {_id(name)} stroke:{colour},stroke-width:2px"
    for number, branch in enumerate(drawn):
        if shade := shades.branches.get((branch.turn, branch.to)):
            yield f"    linkStyle {number} stroke:{shade.colour}"


def _mermaid_turn(turn: Turn, shade: Shade | None) -> str:
    opens, closes = MERMAID_SHAPES[kind_of(turn)]
    note = f"<br/>{shade.note}" if shade and shade.note else ""
    return f'    {_id(turn.name)}{opens}"{turn.name}{note}"{closes}'


def _id(name: str) -> str:
    """`end` alone is a word of Mermaid's own."""
    return f"t_{name}"


def draw_dot(graph: Graph, shades: Shades = PLAIN) -> str:
    """A digraph, top to bottom."""
    return "\n".join(_dot(graph, shades)) + "\n"


def _dot(graph: Graph, shades: Shades) -> Iterator[str]:
    yield "digraph script {"
    yield '    node [fontname="Helvetica", fontsize=11]; edge [fontname="Helvetica", fontsize=9];'
    for scene, turns in graph.by_scene():
        if scene:
            yield f'    subgraph "cluster_{scene}" {{ label="{scene}"; color="#999999";'
        yield from (_dot_turn(turn, shades.turns.get(turn.name)) for turn in turns)
        if scene:
            yield "    }"
    drawn = list(_drawn(graph))
    yield from (f'    "{name}" [shape=plaintext, label="{told}"];' for name, told in _outside(graph, drawn))
    for branch in drawn:
        shade = shades.branches.get((branch.turn, branch.to))
        colour = f', color="{shade.colour}", penwidth={shade.width_px:.1f}' if shade else ""
        yield f'    "{branch.turn}" -> "{branch.to}" [label="{_told(branch, shade)}"{colour}];'
    yield "}"


def _dot_turn(turn: Turn, shade: Shade | None) -> str:
    note = f"\\n{shade.note}" if shade and shade.note else ""
    colour = f', color="{shade.colour}", penwidth=2' if shade else ""
    return f'    "{turn.name}" [shape={DOT_SHAPES[kind_of(turn)]}, label="{turn.name}{note}"{colour}];'


def _told(branch: Branch, shade: Shade | None) -> str:
    note = f"({shade.note})" if shade and shade.note else ""
    return " ".join(part for part in (", ".join(branch.by), note) if part)


def _drawn(graph: Graph) -> Iterator[Branch]:
    for branch in graph.branches:
        if branch.written or branch.to not in ("agent", "no_agent", branch.turn):
            yield branch


def _outside(graph: Graph, drawn: Iterable[Branch]) -> Iterator[tuple[str, str]]:
    """Turns that ways lead to and the graph leaves out, as the graph of one scene does: their names, with the scene."""
    here = {turn.name for turn in graph.turns}
    for name in dict.fromkeys(branch.to for branch in drawn if branch.to not in here):
        yield name, f"{name} · {graph.scene_of(name)}"
