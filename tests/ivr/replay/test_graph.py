import re

import pytest
from lxml import etree

from ivr.replay.flow_examples import examples, lines_of
from ivr.replay.graph import graph_of, kind_of
from ivr.replay.graph_layout import LAYER_GAP_PX, Size, lay_out
from ivr.replay.graph_shades import Shade, Shades
from ivr.replay.graph_svg import FILLS, draw_svg
from ivr.replay.graph_text import draw_dot, draw_mermaid
from ivr.script import SCRIPT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def graph():
    return graph_of(SCRIPT)


def branch(graph, turn, to):
    (found,) = [one for one in graph.branches if (one.turn, one.to) == (turn, to)]
    return found


def test_every_exit_of_the_table_is_a_branch(graph):
    written = {(one.turn, one.to) for one in graph.branches if one.written}
    assert written == {(turn.name, to) for turn in SCRIPT.turns for to in turn.exits()}


def test_no_branch_is_drawn_that_the_engine_would_refuse(graph):
    assert [one for one in graph.branches if one.to not in SCRIPT.all_exits(SCRIPT[one.turn]) | {one.turn}] == []


@pytest.mark.parametrize(
    ("turn", "to", "by"),
    [
        ("greeting", "ask_account", ("1", "2")),
        ("read_balance", "confirm_payment", ("1", "2")),
        ("read_balance", "ask_account", ("4", "*")),
        ("ask_zip", "find_account", ("digits",)),
        ("ask_zip", "ask_account", ("*",)),
        ("confirm_payment", "confirm_repeat", ("1", "3")),
        ("confirm_payment", "pay_card", ("1",)),
        ("confirm_payment", "bank_kind", ("3",)),
        ("authorize", "agent", ("0", "2 misses")),
        ("no_agent", "find_balance", ("1",)),
        ("no_agent", "ask_account", ("1",)),
        ("receipt", "goodbye", ("1", "3 misses")),
        ("nothing_owed", "goodbye", ("3 misses",)),
        ("declined", "agent", ("1", "0", "3 misses")),
        ("charge", "receipt", ()),
    ],
)
def test_keys_are_found_by_asking_the_table_s_own_functions(graph, turn, to, by):
    assert branch(graph, turn, to).by == by


def test_a_turn_that_does_not_give_up_to_a_person_does_not_lead_there_by_misses(graph):
    assert branch(graph, "receipt", "agent").by == ("0",)


def boxes(svg):
    found = {}
    for group in etree.fromstring(svg.encode()).iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        found[group.get("id")] = tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))
    return found


def overlap(one, other):
    apart = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
    return not apart and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def test_the_page_is_well_formed_and_holds_every_turn_once(graph):
    svg = draw_svg(graph)
    assert list(boxes(svg)) == [turn.name for turn in SCRIPT.turns]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")  # nothing from outside


def test_boxes_do_not_overlap_and_lie_on_the_page(graph):
    svg = draw_svg(graph)
    placed = boxes(svg)
    crossed = [(a, b) for a in placed for b in placed if a < b and overlap(placed[a], placed[b])]
    assert crossed == []
    _, _, width, height = map(float, etree.fromstring(svg.encode()).get("viewBox").split())
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in placed.values())


def test_no_line_runs_through_a_box(graph):
    """Lines bend only between layers; within one they go straight down, beside the boxes."""
    svg = draw_svg(graph)
    placed = boxes(svg)
    for path in re.findall(r"<path d='(M[^']* C[^']*)'", svg):
        numbers = [float(number) for number in re.findall(r"-?[0-9.]+", path)]
        for x, y in zip(numbers[6::6], numbers[7::6], strict=True):
            assert not [name for name, (left, top, w, h) in placed.items() if left < x < left + w and top < y < top + h]


def test_the_page_is_readable_on_one_sheet(graph):
    _, _, width, height = map(float, etree.fromstring(draw_svg(graph).encode()).get("viewBox").split())
    assert width <= 2400  # too wide for one sheet since the script has nine scenes: they are to be drawn apart
    assert height / width <= 2


def test_every_exit_is_on_the_page_as_a_line_or_in_words(graph):
    svg = etree.fromstring(draw_svg(graph).encode())
    lines = [path for path in svg.iter(f"{SVG}path") if path.get("fill") == "none"]
    inside = [text.text or "" for text in svg.iterfind(f"{SVG}g/{SVG}text")]
    told = [text for text in inside if "↓ " in text or "↑ " in text]
    engines_own = [one for one in graph.branches if not one.written and one.to in ("agent", "no_agent", one.turn)]
    assert len(lines) + len(told) == len(graph.branches) - len(engines_own)
    assert {"4, * ↑ ask_account", "3 misses ↓ goodbye", "1 ↑ find_balance"} <= set(told)


def test_colours_lie_over_the_drawing(graph):
    shades = Shades({"charge": Shade("#c62828", "0 of 5")}, {("charge", "receipt"): Shade("#ef8f00", "7", 3.0)}, "red")
    svg = draw_svg(graph, shades)
    assert "stroke='#c62828'" in svg
    assert "stroke='#ef8f00' stroke-width='3.0'" in svg
    assert ">0 of 5<" in svg
    assert ">red<" in svg
    assert "stroke:#c62828" in draw_mermaid(graph, shades)
    assert 'color="#ef8f00", penwidth=3.0' in draw_dot(graph, shades)


def test_every_kind_of_turn_has_its_colour():
    assert {kind_of(turn) for turn in SCRIPT.turns} == set(FILLS)


def test_mermaid_and_dot_name_turns_and_keys(graph):
    mermaid, dot = draw_mermaid(graph), draw_dot(graph)
    assert mermaid.startswith("flowchart TD\n")
    assert '    t_read_balance -->|"4, *"| t_ask_account\n' in mermaid
    assert "    t_charge --> t_receipt\n" in mermaid
    assert '    "read_balance" -> "ask_amount" [label="3"];\n' in dot
    assert all(f"t_{turn.name}" in mermaid and f'"{turn.name}" [shape=' in dot for turn in SCRIPT.turns)
    assert dot.count("{") == dot.count("}") == 1 + len(SCRIPT.scenes)
    for scene in SCRIPT.scenes:
        assert f"    subgraph scene_{scene}[{scene}]\n" in mermaid
        assert f'subgraph "cluster_{scene}"' in dot


def test_two_drawings_are_the_same_bytes(graph):
    assert draw_svg(graph) == draw_svg(graph_of(SCRIPT))


def test_a_long_line_bends_beside_what_it_passes():
    sizes = dict.fromkeys(("a", "b", "c"), Size(100, 40))
    found = lay_out(sizes, [("a", "b"), ("b", "c"), ("a", "c")])
    (bend,) = found.bends["a", "c"]
    beside = found.boxes["b"]
    assert bend.y == beside.y
    assert bend.x >= beside.x + beside.width or bend.x + bend.width <= beside.x
    assert found.boxes["c"].y - beside.bottom == LAYER_GAP_PX


def test_nothing_to_lay_out():
    assert lay_out({}, []).boxes == {}


def test_examples_say_nothing_of_misses_where_nobody_listens():
    assert {call.why for call in examples(SCRIPT["charge"])}.isdisjoint({"silence", "wrong"})
    assert {line.key for line in lines_of(SCRIPT["charge"])} == {"charge.say"}
