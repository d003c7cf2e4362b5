"""Where boxes stand in a panel, and panels on the sheet."""

import pytest

from ivr.replay.graph_layout import GAP_PX, LAYER_GAP_PX, LAYER_PX, Size, lay_out
from ivr.replay.graph_sheet import EDGE_PX, SHEETS_PX, TALL_MAX, sheet_of


def test_a_long_line_bends_beside_what_it_passes_and_what_stands_there():
    sizes = {"a": Size(100, 40), "b": Size(100, 40, beside=200), "c": Size(100, 40)}
    found = lay_out(sizes, [("a", "b"), ("b", "c"), ("a", "c")])
    (bend,) = found.bends["a", "c"]
    beside = found.boxes["b"]
    assert bend.y == beside.y
    assert bend.x >= beside.x + beside.width + 200 + GAP_PX or bend.x + bend.width + GAP_PX <= beside.x
    assert found.boxes["c"].y - found.floors["b"] == LAYER_GAP_PX


def test_a_full_layer_goes_on_in_the_next():
    found = lay_out({name: Size(LAYER_PX / 2 - GAP_PX, 40) for name in "abc"}, [])
    assert found.boxes["a"].y == found.boxes["b"].y < found.boxes["c"].y


def test_a_box_wider_than_a_layer_has_one_of_its_own():
    found = lay_out({"a": Size(LAYER_PX * 2, 40), "b": Size(20, 40)}, [])
    assert found.boxes["a"].y < found.boxes["b"].y


def test_nothing_to_lay_out():
    assert lay_out({}, []).boxes == {}
    assert sheet_of([]) == ()


HALF, THIRD = SHEETS_PX[0] / 2 - 2 * EDGE_PX, SHEETS_PX[0] / 3 - 2 * EDGE_PX


@pytest.mark.parametrize(
    ("panels", "columns_and_rows"),
    [
        ([Size(THIRD, 300)] * 3, [(0, 0), (1, 0), (2, 0)]),
        ([Size(HALF, 300), Size(HALF, 140), Size(HALF, 140)], [(0, 0), (1, 0), (1, 1)]),  # two short beside one tall
        ([Size(SHEETS_PX[0] * 2, 50), Size(HALF, 50)], [(0, 0), (0, 1)]),  # wider than the sheet
    ],
)
def test_panels_stand_in_their_order_on_the_lowest_sheet(panels, columns_and_rows):
    places = sheet_of(panels)
    xs, ys = sorted({place.x for place in places}), sorted({place.y for place in places})
    assert [(xs.index(place.x), ys.index(place.y)) for place in places] == columns_and_rows


@pytest.mark.parametrize("number", [3, 12, 18])
def test_a_sheet_that_is_too_tall_is_made_wider(number):
    places = sheet_of([Size(THIRD, 700)] * number)
    wide, tall = max(place.x + place.width for place in places), max(place.y + place.height for place in places)
    assert tall + EDGE_PX <= TALL_MAX * (wide + EDGE_PX)
