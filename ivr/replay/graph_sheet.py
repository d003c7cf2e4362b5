"""Where the panels of a drawing stand on its sheet: in rows of columns, in the order of the script.

A column holds one panel, or several short ones from the top down. Of all ways to break the script into rows, and rows
into columns, the lowest sheet is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ivr.replay.graph_layout import Box, Size

SHEET_PX = 1400.0  # wide; a wider panel has a row of its own
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

    @property
    def fits(self) -> bool:
        return len(self.columns) == 1 or self.width <= SHEET_PX - 2 * EDGE_PX


def sheet_of(panels: Sequence[Size]) -> tuple[Box, ...]:
    """A place for each, in their order."""
    places: list[Box] = []
    y = EDGE_PX
    for shelf in _lowest(panels):
        places += _placed(shelf, y)
        y += shelf.height + EDGE_PX
    return tuple(places)


def _lowest(panels: Sequence[Size]) -> tuple[Shelf, ...]:
    """Of the first panel, of the first two, and so on: each from the ones before, and one more shelf."""
    best: list[tuple[Shelf, ...]] = [()]
    for end in range(1, len(panels) + 1):
        starts = range(max(0, end - ROW_PANELS_MAX), end)
        tries = [(*best[start], shelf) for start in starts for shelf in _shelves(panels[start:end])]
        best.append(min(tries, key=lambda shelves: _with_gaps([shelf.height for shelf in shelves])))
    return best[-1]


def _shelves(panels: Sequence[Size]) -> Iterator[Shelf]:
    """Every way to break them into columns that fits the sheet."""
    for count in range(len(panels)):
        for cuts in combinations(range(1, len(panels)), count):
            shelf = Shelf(tuple(tuple(panels[from_:to]) for from_, to in pairwise((0, *cuts, len(panels)))))
            if shelf.fits:
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
