"""One bill as it is written: texts by BIF field, nothing judged yet."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from integration.billfile.findings import Finding
from integration.billfile.layouts import Layout, Rows

UNKNOWN_NAMES_MAX = 1000
LINES_EXACT_MAX = 65535

Texts = dict[str, str]


@dataclass(slots=True)
class RawBill:
    """One bill as written. `mistakes` are those of its shape; `element` lives until the next bill is asked for.

    `lines_above` is what the element's own line leaves out, where the bill was parsed apart from its file.
    """

    element: Any
    lines_above: int = 0
    texts: Texts = field(default_factory=dict)
    lines: list[Texts] = field(default_factory=list)
    meters: list[Texts] = field(default_factory=list)
    mistakes: list[Finding] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.lines_above + line_of(self.element)

    def line_at(self, path: str) -> int:
        """The line of the element at this path, or of the bill where there is none."""
        found = self.element.find(path)
        return self.line if found is None else self.lines_above + line_of(found)


def line_of(element: Any) -> int:
    """The line on which an element begins.

    libxml2 counts elements to 65,535. Above, it tells of a text where it ends, and lxml asks it for the nearest text:
    what lies between is counted back. Line ends within tags, and in comments, are lost then.
    """
    line = int(element.sourceline or 0)
    if line < LINES_EXACT_MAX:
        return line
    between: int = 0
    while not element.text:
        if len(element):
            element = element[0]  # on the same line: nothing is between
            continue
        if element.tail:
            return int(element.sourceline - element.tail.count("\n") - between)
        following, lines = _behind(element)
        if following is None:
            return line - between
        element, between = following, between + lines
    return int(element.sourceline - element.text.count("\n") - between)


def _behind(element: Any) -> tuple[Any, int]:
    """The element that begins next after this one has ended, and the lines between; None where none does."""
    lines = 0
    while element is not None:
        lines += (element.tail or "").count("\n")
        following = element.getnext()
        if following is not None:
            return following, lines
        element = element.getparent()
    return None, 0


class Unknown(Counter[str]):
    """How often each element was met that the layout does not know; a flood of names is not remembered."""

    def meet(self, path: str, times: int = 1) -> None:
        """Count an element by its path."""
        if path in self or len(self) < UNKNOWN_NAMES_MAX:
            self[path] += times


class RawReader:
    """Reads the element of a bill by a layout; what the layout does not know is counted in `unknown`."""

    def __init__(self, layout: Layout, unknown: Unknown) -> None:
        self._layout = layout
        self._fields = dict(layout.fields)  # asked thirty times a bill, and a plain dict answers soonest
        self._unknown = unknown

    def read(self, element: Any, lines_above: int = 0) -> RawBill:
        """The raw bill of an element; its shape's mistakes are in it."""
        raw = RawBill(element, lines_above)
        self._gather(raw, element, "")
        return raw

    def _gather(self, raw: RawBill, element: Any, above: str) -> None:
        fields, texts = self._fields, raw.texts
        for child in element:
            path = above + child.tag if above else child.tag
            ours = fields.get(path)
            if ours is None:
                self._other(raw, child, path)
            elif len(child):
                raw.mistakes.append(_mistake(raw, child, path, "elements inside", "text"))
            elif ours in texts:
                raw.mistakes.append(_mistake(raw, child, path, "given twice", "once"))
            else:
                texts[ours] = (child.text or "").strip()

    def _other(self, raw: RawBill, child: Any, path: str) -> None:
        layout = self._layout
        if path == layout.lines.group:
            raw.lines += self._rows(raw, child, layout.lines)
        elif path == layout.meters.group:
            raw.meters += self._rows(raw, child, layout.meters)
        elif any(known.startswith(f"{path}/") for known in layout.fields):
            self._gather(raw, child, f"{path}/")
        elif path not in layout.unkept:
            self._unknown.meet(path)

    def _rows(self, raw: RawBill, group: Any, rows: Rows) -> Iterator[Texts]:
        for row in group:
            if row.tag != rows.row:
                self._unknown.meet(f"{rows.group}/{row.tag}")
                continue
            texts: Texts = {}
            for child in row:
                path = f"{rows.group}/{rows.row}/{child.tag}"
                ours = rows.fields.get(child.tag)
                if ours is None:
                    self._unknown.meet(path)
                elif len(child) or ours in texts:
                    raw.mistakes.append(_mistake(raw, child, path, "elements inside, or twice", "one text"))
                else:
                    texts[ours] = (child.text or "").strip()
            yield texts


def _mistake(raw: RawBill, child: Any, path: str, found: str, expected: str) -> Finding:
    return Finding(raw.lines_above + line_of(child), None, path, found, expected)
