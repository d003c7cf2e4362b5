"""Where the panels of a drawing stand on its sheet: in rows of columns, in the order of the script.

A column holds one panel, or several short ones from the top down. Of all ways to break the script into rows, and rows
into columns, the lowest sheet is taken. The sheet grows wider until it has the shape of paper, so that it fits a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ivr.replay.graph_layout import Box, Size

SHEETS_PX = (1400.0, 1700.0, 2000.0, 2300.0)  # wide: the first that is not too tall; a wider panel has its own row
TALL_MAX = 1.5  # height to width: a page of paper has 1.41, with margins
EDGE_PX = 12.0  # around the panels, and between them
ROW_PANELS_MAX = 6  # so that the ways to try stay few

Column = tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Columns side by side: one row of the sheet."""

    columns: tuple[Column, ...]

    @property
    def width(self) -> float:
        return _with_gaps([_width(column) for column in self.columns])

    @property
    def height(self) -> float:
        return max(_height(column) for column in self.columns)

    def fits(self, sheet_px: float) -> bool:
        """A single column always has a row."""
        return len(self.columns) == 1 or self.width <= sheet_px - 2 * EDGE_PX


def sheet_of(panels: Sequence[Size]) -> tuple[Box, ...]:
    """A place for each, in their order."""
    tries = [_places(panels, sheet_px) for sheet_px in SHEETS_PX]
    return next((places for places in tries if not _is_tall(places)), tries[-1])


def _is_tall(places: Sequence[Box]) -> bool:
    width = max((place.x + place.width for place in places), default=0.0) + EDGE_PX
    height = max((place.y + place.height for place in places), default=0.0) + EDGE_PX
    return height > TALL_MAX * width


def _places(panels: Sequence[Size], sheet_px: float) -> tuple[Box, ...]:
    places: list[Box] = []
    y = EDGE_PX
    for shelf in _lowest(panels, sheet_px):
        places += _placed(shelf, y)
        y += shelf.height + EDGE_PX
    return tuple(places)


def _lowest(panels: Sequence[Size], sheet_px: float) -> tuple[Shelf, ...]:
    """Of the first panel, of the first two, and so on: each from the ones before, and one more shelf."""
    best: list[tuple[Shelf, ...]] = [()]
    for end in range(1, len(panels) + 1):
        starts = range(max(0, end - ROW_PANELS_MAX), end)
        tries = [(*best[start], shelf) for start in starts for shelf in _shelves(panels[start:end], sheet_px)]
        best.append(min(tries, key=lambda shelves: _with_gaps([shelf.height for shelf in shelves])))
    return best[-1]


def _shelves(panels: Sequence[Size], sheet_px: float) -> Iterator[Shelf]:
    """Every way to break them into columns that fits the sheet."""
    for count in range(len(panels)):
        for cuts in combinations(range(1, len(panels)), count):
            shelf = Shelf(tuple(tuple(panels[from_:to]) for from_, to in pairwise((0, *cuts, len(panels)))))
            if shelf.fits(sheet_px):
                yield shelf


def _placed(shelf: Shelf, top: float) -> Iterator[Box]:
    x = EDGE_PX
    for column in shelf.columns:
        y = top
        for size in column:
            yield Box(x, y, _width(column), size.height)
            y += size.height + EDGE_PX
        x += _width(column) + EDGE_PX


def _width(column: Column) -> float:
    return max(size.width for size in column)


def _height(column: Column) -> float:
    return _with_gaps([size.height for size in column])


def _with_gaps(sizes: Sequence[float]) -> float:
    return sum(sizes) + EDGE_PX * (len(sizes) - 1)
