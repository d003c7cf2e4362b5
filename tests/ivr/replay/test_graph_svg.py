"""The drawing of the script as SVG: one sheet of panels, where nothing overlaps and no way is forgotten."""

import re

import pytest
from lxml import etree

from ivr.replay.graph import graph_of, kind_of
from ivr.replay.graph_letters import TEXT_PX
from ivr.replay.graph_shades import Shade, Shades
from ivr.replay.graph_svg import FILLS, draw_svg
from ivr.replay.graph_text import draw_dot, draw_mermaid
from ivr.script import SCRIPT

SVG = "{http://www.w3.org/2000/svg}"
LETTER_PX = 5.9  # in DejaVu Sans of 11 px, at most, the mean of our texts
READABLE_PX = 11


@pytest.fixture(scope="module")
def graph():
    return graph_of(SCRIPT)


@pytest.fixture(scope="module")
def svg(graph):
    return draw_svg(graph)


@pytest.fixture(scope="module")
def page(svg):
    return etree.fromstring(svg.encode())


def scenes(page):
    return list(page.iterfind(f"{SVG}g[@class='scene']"))


def moved(element):
    """How far the groups around it move an element."""
    found = [re.findall(r"-?[0-9.]+", group.get("transform", "")) for group in element.iterancestors(f"{SVG}g")]
    return tuple(sum(float(one[axis]) for one in found if one) for axis in (0, 1))


def area(rect):
    (dx, dy), (x, y) = moved(rect), (float(rect.get(side, "0")) for side in "xy")
    return x + dx, y + dy, float(rect.get("width")), float(rect.get("height"))


def turns_in(element):
    """The box of each turn, and the letters of its stubs, on the page."""
    for group in element.iter(f"{SVG}g"):
        if group.get("class", "").startswith("turn "):
            yield group.get("id"), area(group.find(f"{SVG}rect"))


def stubs_in(element):
    for stub in element.iterfind(f".//{SVG}path[@class='stub']"):
        text = stub.getnext()
        (dx, dy), x, y = moved(text), float(text.get("x")), float(text.get("y"))
        yield text.text, (x + dx, y + dy - TEXT_PX + 1, LETTER_PX * len(text.text), TEXT_PX)


def overlap(one, other):
    apart = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
    return not apart and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def holds(outer, inner):
    x, y, width, height = inner
    return outer[0] <= x and outer[1] <= y and x + width <= outer[0] + outer[2] and y + height <= outer[1] + outer[3]


def overlaps(areas):
    return [(a, b) for number, a in enumerate(areas) for b in areas[number + 1 :] if overlap(a, b)]


def points_of(path):
    """Sixteen points of each curve of a line, on the page."""
    dx, dy = moved(path)
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", path.get("d"))]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    for first in range(0, len(pairs) - 1, 3):
        a, b, c, d = pairs[first : first + 4]
        for share in (step / 16 for step in range(1, 16)):
            rest = 1 - share
            weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
            x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
            yield x + dx, y + dy


def test_the_page_is_well_formed_and_holds_every_turn_once_in_its_scene(svg, page):
    found = [(scene.findtext(f"{SVG}text"), [name for name, _ in turns_in(scene)]) for scene in scenes(page)]
    assert found == [(name, [turn.name for turn in turns]) for name, turns in SCRIPT.scenes.items()]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")  # nothing from outside


def test_panels_do_not_overlap_and_lie_on_the_page(page):
    panels = [area(scene.find(f"{SVG}rect")) for scene in scenes(page)]
    moves = [re.findall(r"[0-9.]+", scene.get("transform")) for scene in scenes(page)]
    placed = [(float(x), float(y), w, h) for (x, y), (_, _, w, h) in zip(moves, panels, strict=True)]
    assert overlaps(placed) == []
    sheet = tuple(map(float, page.get("viewBox").split()))
    assert all(holds(sheet, panel) for panel in placed)


@pytest.mark.parametrize("scene", SCRIPT.scenes)
def test_in_a_panel_nothing_overlaps_and_nothing_sticks_out(graph, scene):
    (panel,) = scenes(etree.fromstring(draw_svg(graph.only(scene)).encode()))
    areas = [place for _, place in (*turns_in(panel), *stubs_in(panel))]
    assert overlaps(areas) == []
    x, y = (float(number) for number in re.findall(r"[0-9.]+", panel.get("transform")))
    frame = panel.find(f"{SVG}rect")
    assert all(holds((x, y, float(frame.get("width")), float(frame.get("height"))), place) for place in areas)


def test_no_line_runs_through_a_box_or_a_stub(page):
    placed = [*turns_in(page), *stubs_in(page)]
    lines = [path for path in page.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert lines
    crossed = [
        (path.get("d"), name)
        for path in lines
        for x, y in points_of(path)
        for name, (left, top, width, height) in placed
        if left < x < left + width and top < y < top + height
    ]
    assert crossed == []


def test_the_page_is_readable_on_one_sheet(page):
    _, _, width, height = map(float, page.get("viewBox").split())
    assert width <= 2000
    assert height / width <= 1.5
    sizes = [page, *page.iter(f"{SVG}text")]
    assert min(float(one.get("font-size", READABLE_PX)) for one in sizes) >= READABLE_PX


def test_every_exit_is_on_the_page_as_a_line_in_words_or_as_a_stub(graph, page):
    lines = [path for path in page.iter(f"{SVG}path") if path.get("fill") == "none"]
    told = [text.text or "" for text in page.iter(f"{SVG}text") if text.getparent().get("class", "").startswith("turn")]
    inside = [text for text in told if "↓ " in text or "↑ " in text]
    stubs = [text for text, _ in stubs_in(page)]
    engines_own = [one for one in graph.branches if not one.written and one.to in ("agent", "no_agent", one.turn)]
    assert len(lines) + len(inside) + len(stubs) == len(graph.branches) - len(engines_own)
    assert {"2, * ↑ ask_account", "1, 2, 0, 3 misses ↑ no_agent"} <= set(inside)
    assert {"4, * → ask_account · opening", "3 misses → goodbye · people", "→ bank_left · banking"} <= set(stubs)


def test_colours_lie_over_the_drawing(graph):
    ways = {("charge", "receipt"): Shade("#ef8f00", "7", 3.0), ("charge", "bank_left"): Shade("#2e7d32", "9", 2.0)}
    shades = Shades({"charge": Shade("#c62828", "0 of 5")}, ways, "red")
    svg = draw_svg(graph, shades)
    assert "stroke='#c62828'" in svg
    assert "stroke='#ef8f00' stroke-width='3.0'" in svg
    assert "stroke='#2e7d32' stroke-width='2.0'" in svg
    assert ">→ bank_left · banking (9)<" in svg
    assert ">0 of 5<" in svg
    assert ">red<" in svg
    assert "stroke:#c62828" in draw_mermaid(graph, shades)
    assert 'color="#ef8f00", penwidth=3.0' in draw_dot(graph, shades)


def test_every_kind_of_turn_has_its_colour():
    assert {kind_of(turn) for turn in SCRIPT.turns} == set(FILLS)


def test_two_drawings_are_the_same_bytes(graph, svg):
    assert draw_svg(graph) == svg
