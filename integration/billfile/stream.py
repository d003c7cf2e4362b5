"""A bill file's bytes, streamed into raw bills: texts by BIF field, nothing judged yet.

The parser's settings are those of reliability.md 3.2, each against a measured way to be lied to. Memory is flat: every
element is dropped when it has been read, and nothing may go on for longer than BILL_BYTES_MAX.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lxml import etree

from integration.billfile.findings import FileRefused, Finding, shown
from integration.billfile.layouts import Layout, Rows
from integration.errors import Garbled

CHUNK_BYTES = 64 * 1024
BILL_BYTES_MAX = 1024 * 1024  # from the end of one bill to the end of the next
UNKNOWN_NAMES_MAX = 1000
SETTINGS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "no_network": True,
    "huge_tree": False,  # keeps libxml2's own limits: depth 256, 10 MB of text, amplification
    "remove_comments": True,  # else `12<!-- -->34.00` reads as 12
    "remove_pis": True,
    "recover": False,
}
LINES_EXACT_MAX = 65535  # above it libxml2 tells an element's line by the text that follows its tag
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")

Texts = dict[str, str]
Advance = Callable[[int, int], None]  # bytes read so far, bills so far


@dataclass(slots=True)
class RawBill:
    """One bill as written. `mistakes` are those of its shape; `element` lives until the next bill is asked for."""

    element: Any
    texts: Texts = field(default_factory=dict)
    lines: list[Texts] = field(default_factory=list)
    meters: list[Texts] = field(default_factory=list)
    mistakes: list[Finding] = field(default_factory=list)

    @property
    def line(self) -> int:
        return line_of(self.element)

    def line_at(self, path: str) -> int:
        """The line of the element at this path, or of the bill where there is none."""
        found = self.element.find(path)
        return self.line if found is None else line_of(found)

    def content(self) -> int:
        """A hash of everything written in the bill, for telling a copy from a correction; differs between processes."""
        rows = tuple(tuple(row.items()) for row in (*self.lines, *self.meters))
        return hash((tuple(self.texts.items()), rows))


def line_of(element: Any) -> int:
    """The line on which an element begins."""
    line = int(element.sourceline or 0)
    return line - (element.text or "").count("\n") if line > LINES_EXACT_MAX else line


class Stream:
    """One pass over one file. Iterating raises FileRefused or Garbled; attributes are filled as far as it has come."""

    def __init__(self, file: BinaryIO, layout: Layout, advance: Advance | None = None) -> None:
        self.biller: str | None = None  # the root's attributes, once the first bill is given
        self.created: str | None = None
        self.headers = 0
        self.trailer: Texts | None = None
        self.trailer_line = 0
        self.unknown: Counter[str] = Counter()
        self._file = file
        self._layout = layout
        self._advance = advance
        self._known = [layout.root, layout.bill, *([layout.trailer.element] if layout.trailer else [])]
        self._fields = dict(layout.fields)  # asked thirty times a bill, and a plain dict answers soonest
        self._root: Any = None
        self._read = 0

    def __iter__(self) -> Iterator[RawBill]:
        bill, trailer = self._layout.bill, self._layout.trailer and self._layout.trailer.element
        for event, element in self._events():
            if self._root is None:
                self._begin(element)
            if event == "start":
                continue
            if element is self._root:
                self._count_unknown(element)
            if element.getparent() is not self._root:
                continue
            if element.tag == bill:
                self.headers += 1
                yield self._raw(element)
            elif element.tag == trailer:
                self._end(element)
            self._drop(element)

    def _events(self) -> Iterator[tuple[str, Any]]:
        parser = None
        quiet = 0
        while chunk := self._file.read(CHUNK_BYTES):
            if parser is None:
                encoding = self._encoding_of(chunk)
                parser = etree.XMLPullParser(("start", "end"), tag=self._known, encoding=encoding, **SETTINGS)
            self._read += len(chunk)
            quiet += len(chunk)
            with _translated():
                parser.feed(chunk)
            for event in parser.read_events():
                quiet = 0
                yield event
            self._watch(quiet)
        self._finish(parser)

    def _finish(self, parser: Any) -> None:
        if parser is None:
            raise Garbled("the file is empty")
        with _translated():
            root = parser.close()
        if self._root is None:
            raise FileRefused(Finding(line_of(root), None, "root element", shown(root.tag), self._layout.root))

    def _watch(self, quiet: int) -> None:
        if quiet > BILL_BYTES_MAX:
            found = f"no end of a bill in the {quiet} bytes before byte {self._read}"
            raise FileRefused(Finding(None, None, self._layout.bill, found, f"bills of at most {BILL_BYTES_MAX} bytes"))
        if self._advance:
            self._advance(self._read, self.headers)

    def _encoding_of(self, chunk: bytes) -> str:
        # The encoding is settled before the parser sees a byte, so that it can guess nothing.
        declared = _DECLARED.match(chunk.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode("ascii").lower() if declared else self._layout.encodings[0]
        if b"\0" in chunk[:4] or chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
            encoding = "utf-16 or utf-32"
        if encoding not in self._layout.encodings:
            raise FileRefused(Finding(1, None, "encoding", encoding, " or ".join(self._layout.encodings)))
        return encoding

    def _begin(self, element: Any) -> None:
        layout, document = self._layout, element.getroottree()
        if document.docinfo.doctype or document.docinfo.internalDTD is not None:
            raise FileRefused(Finding(1, None, "DOCTYPE", "a document type", "none: entities are not read"))
        if element.getparent() is not None or element.tag != layout.root:
            found = shown(document.getroot().tag)
            raise FileRefused(Finding(line_of(document.getroot()), None, "root element", found, layout.root))
        self._root = element
        self.biller, self.created = element.get(layout.biller), element.get(layout.created)

    def _end(self, element: Any) -> None:
        if self.trailer is not None:
            raise FileRefused(Finding(line_of(element), None, element.tag, "a second one", "one"))
        self.trailer_line = line_of(element)
        self.trailer = {child.tag: (child.text or "").strip() for child in element}

    def _drop(self, element: Any) -> None:
        """Forget this element's content and whatever stood before it."""
        element.clear(keep_tail=False)
        while (previous := element.getprevious()) is not None:
            self._count_unknown((previous,))
            self._root.remove(previous)

    def _count_unknown(self, elements: Iterable[Any]) -> None:
        for element in elements:
            if element.tag not in self._known:
                self._count(element.tag)

    def _count(self, path: str) -> None:
        if path in self.unknown or len(self.unknown) < UNKNOWN_NAMES_MAX:
            self.unknown[path] += 1

    def _raw(self, element: Any) -> RawBill:
        raw = RawBill(element)
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
                raw.mistakes.append(Finding(line_of(child), None, path, "elements inside", "text"))
            elif ours in texts:
                raw.mistakes.append(Finding(line_of(child), None, path, "given twice", "once"))
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
            self._count(path)

    def _rows(self, raw: RawBill, group: Any, rows: Rows) -> Iterator[Texts]:
        for row in group:
            if row.tag != rows.row:
                self._count(f"{rows.group}/{row.tag}")
                continue
            texts: Texts = {}
            for child in row:
                ours = rows.fields.get(child.tag)
                if ours is None:
                    self._count(f"{rows.group}/{rows.row}/{child.tag}")
                elif len(child) or ours in texts:
                    path = f"{rows.group}/{rows.row}/{child.tag}"
                    raw.mistakes.append(Finding(line_of(child), None, path, "elements inside, or twice", "one text"))
                else:
                    texts[ours] = (child.text or "").strip()
            yield texts


@contextmanager
def _translated() -> Iterator[None]:
    """Lxml's errors leave as Garbled, with the place."""
    try:
        yield
    except etree.LxmlError as error:
        raise Garbled(f"not a whole XML document: {error}") from error
