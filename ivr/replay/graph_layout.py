"""Where each turn of a drawing stands: in layers from the top down, lines never through boxes.

A line that spans several layers gets a place in each of them (a bend). Orders within layers follow the neighbours'
mean (Sugiyama's method); places follow them too, with a least distance kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

SWEEPS = 12
PULL = 0.2  # of a place's distance from the middle, left by each sweep: what nothing holds apart comes together
GAP_PX = 26.0  # between neighbours of a layer
LAYER_GAP_PX = 46.0
LAYER_PX = 585  # a layer's boxes, what stands beside them and the gaps; lines that pass are not counted
MARGIN_PX = 10.0
BEND_PX = 8.0
Line = tuple[str, str]
Spot = tuple[str, ...]  # a box's name; of a bend, both ends of its line and the layer's number


@dataclass(frozen=True, slots=True)
class Size:
    """Of a box, in pixels; `beside` is kept free to its right, for what belongs to it there."""

    width: float
    height: float
    beside: float = 0.0

    @property
    def left(self) -> float:
        """From the middle of the box."""
        return self.width / 2

    @property
    def right(self) -> float:
        return self.width / 2 + self.beside


BEND = Size(BEND_PX, 0.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A placed box: `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by name; the `y` where each box's layer ends; each line's bends, from the top down; the size of all."""

    boxes: Mapping[str, Box]
    floors: Mapping[str, float]
    bends: Mapping[Line, tuple[Box, ...]]
    size: Size


def lay_out(sizes: Mapping[str, Size], lines: Sequence[Line]) -> Layout:
    """`lines` lead from earlier to later names of `sizes`."""
    layer = _layers(sizes, lines)
    rows, links = _rows(layer, lines)
    rows = _ordered(rows, links)
    middle = _middles(rows, links, {(name,): size for name, size in sizes.items()})
    return _placed(rows, middle, sizes, lines)


def _layers(sizes: Mapping[str, Size], lines: Iterable[Line]) -> dict[str, int]:
    """Each below all that lead to it, and in a layer that has room for it (Coffman and Graham's method)."""
    above: dict[str, list[str]] = {name: [] for name in sizes}
    for from_, to in lines:
        above[to].append(from_)
    layer: dict[str, int] = {}
    taken: defaultdict[int, float] = defaultdict(float)  # pixels of each layer
    for name, size in sizes.items():
        number = max((layer[other] + 1 for other in above[name]), default=0)
        needed = size.left + size.right
        while taken[number] and taken[number] + GAP_PX + needed > LAYER_PX:
            number += 1
        layer[name] = number
        taken[number] += GAP_PX * bool(taken[number]) + needed
    return layer


def _rows(layer: Mapping[str, int], lines: Iterable[Line]) -> tuple[list[list[Spot]], list[tuple[Spot, Spot]]]:
    """The spots of each layer, and the links between spots of neighbouring layers."""
    rows: list[list[Spot]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for name, number in layer.items():
        rows[number].append((name,))
    links: list[tuple[Spot, Spot]] = []
    for from_, to in lines:
        chain = _chain((from_, to), layer)
        for number, spot in enumerate(chain[1:-1], start=layer[from_] + 1):
            rows[number].append(spot)
        links += pairwise(chain)
    return rows, links


def _chain(line: Line, layer: Mapping[str, int]) -> list[Spot]:
    from_, to = line
    bends: list[Spot] = [(from_, to, str(number)) for number in range(layer[from_] + 1, layer[to])]
    return [(from_,), *bends, (to,)]


def _neighbours(links: Iterable[tuple[Spot, Spot]]) -> tuple[dict[Spot, list[Spot]], dict[Spot, list[Spot]]]:
    above: dict[Spot, list[Spot]] = {}
    below: dict[Spot, list[Spot]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def _ordered(rows: list[list[Spot]], links: list[tuple[Spot, Spot]]) -> list[list[Spot]]:
    above, below = _neighbours(links)
    for sweep in range(SWEEPS):
        beside, turned = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        before: Mapping[Spot, float] = {}
        for row in turned:
            place = {spot: number / len(row) for number, spot in enumerate(row)}
            wish = {spot: _mean([before[o] for o in beside.get(spot, ()) if o in before], place[spot]) for spot in row}
            row.sort(key=wish.__getitem__)
            before = {spot: (number + 0.5) / len(row) for number, spot in enumerate(row)}
    return rows


def _middles(rows: list[list[Spot]], links: list[tuple[Spot, Spot]], sizes: Mapping[Spot, Size]) -> dict[Spot, float]:
    above, below = _neighbours(links)
    middle = dict.fromkeys((spot for row in rows for spot in row), 0.0)
    for sweep in range(SWEEPS):
        beside, turned = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        for row in turned:
            wish = [PULL * _mean([middle[other] for other in beside.get(spot, ())], middle[spot]) for spot in row]
            middle |= dict(zip(row, _apart(wish, [sizes.get(spot, BEND) for spot in row]), strict=True))
    return middle


def _mean(values: Sequence[float], otherwise: float) -> float:
    return fmean(values) if values else otherwise


def _apart(wish: Sequence[float], sizes: Sequence[Size]) -> list[float]:
    """Near the wishes, in their order, and apart: the mean of pushing all to the right and all to the left."""
    least = [one.right + GAP_PX + other.left for one, other in pairwise(sizes)]
    right = _pushed(wish, least)
    left = [-place for place in _pushed([-one for one in reversed(wish)], least[::-1])][::-1]
    return [(one + other) / 2 for one, other in zip(right, left, strict=True)]


def _pushed(wish: Sequence[float], least: Sequence[float]) -> list[float]:
    places = [wish[0]]
    for place, apart in zip(wish[1:], least, strict=True):
        places.append(max(place, places[-1] + apart))
    return places


def _placed(
    rows: list[list[Spot]], middle: Mapping[Spot, float], sizes: Mapping[str, Size], lines: Sequence[Line]
) -> Layout:
    left = min((middle[spot] - _size(spot, sizes, 0).left for row in rows for spot in row), default=0.0)
    found: dict[Spot, Box] = {}
    floors: dict[str, float] = {}
    y = MARGIN_PX
    for row in rows:
        height = max((sizes[spot[0]].height for spot in row if len(spot) == 1), default=0.0)
        for spot in row:
            size = _size(spot, sizes, height)
            found[spot] = Box(middle[spot] - left - size.width / 2 + MARGIN_PX, y, size.width, size.height)
        floors |= {spot[0]: y + height for spot in row if len(spot) == 1}
        y += height + LAYER_GAP_PX
    boxes = {spot[0]: box for spot, box in found.items() if len(spot) == 1}
    bends = {line: tuple(box for spot, box in found.items() if spot[:-1] == line) for line in lines}
    width = max((box.centre + _size(spot, sizes, 0).right for spot, box in found.items()), default=0.0)
    return Layout(boxes, floors, bends, Size(width + MARGIN_PX, y - LAYER_GAP_PX + MARGIN_PX))


def _size(spot: Spot, sizes: Mapping[str, Size], height: float) -> Size:
    return sizes[spot[0]] if len(spot) == 1 else replace(BEND, height=height)
