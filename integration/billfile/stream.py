"""A bill file's bytes, streamed into bills as they are written, nothing judged yet.

The bills that can be are cut off the front (`cut`); the root before them and everything after them is for one parser,
whose settings are those of reliability.md 3.2, each against a measured way to be lied to. Memory is flat: every element
is dropped when it has been read, and nothing may go on for longer than BILL_BYTES_MAX.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from lxml import etree

from integration.billfile.cut import BILL_BYTES_MAX, CHUNK_BYTES, ENCODINGS, SETTINGS, Cutter, PlainBill
from integration.billfile.findings import FileRefused, Finding, shown
from integration.billfile.layouts import Layout
from integration.billfile.part import WHOLE, NotParted, Part
from integration.billfile.raw import RawBill, RawReader, Texts, Unknown, line_of
from integration.errors import Garbled

ALIASES = {"ascii": "us-ascii", "latin-1": "iso-8859-1", "latin1": "iso-8859-1", "cp1252": "windows-1252"}
PADDING_BYTES_MAX = 64 * 1024  # of one comment, and of one line
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")

_ABOVE_ROOT = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*(?:<!--(?:[^-<>]|-(?!-))*+-->\s*)*"
_DEFAULT_NAMESPACE = re.compile(rb"\sxmlns\s*=")

Advance = Callable[[int, int], None]  # bytes read so far, bills so far
Written = PlainBill | RawBill


class Stream:
    """One pass over one file. Iterating gives some bills at once, which are to be used before the next are asked for.

    It raises FileRefused or Garbled; attributes are filled as far as it has come.
    """

    def __init__(self, file: BinaryIO, layout: Layout, advance: Advance | None = None, part: Part = WHOLE) -> None:
        self.biller: str | None = None  # the root's attributes, once the first bill is given
        self.created: str | None = None
        self.headers = 0
        self.trailer: Texts | None = None
        self.trailer_line = 0
        self.unknown = Unknown()
        self._file = part.opened(file)
        self._part = part
        self._layout = layout
        self._advance = advance
        self._known = [layout.root, layout.bill, *([layout.trailer.element] if layout.trailer else [])]
        self._reader = RawReader(layout, self.unknown)
        self._cutter: Cutter | None = None
        self._parser: Any = None
        self._root: Any = None
        self._read = 0
        self._quiet = 0  # bytes since the parser last told anything

    def __iter__(self) -> Iterator[Sequence[Written]]:
        first = self._file.read(CHUNK_BYTES)
        if not first:
            raise Garbled("the file is empty")
        encoding = self._encoding_of(first)
        self._parser = etree.XMLPullParser(("start", "end"), tag=self._known, encoding=encoding, **SETTINGS)
        below = _begins_below(first, self._layout.root) if encoding in ENCODINGS else 0
        yield from self._parsed(first[:below])
        rest = first[below:]
        if self._root is not None:
            rest = yield from self._cut(rest, first[:below].count(b"\n"), below, encoding)
        elif self._part != WHOLE:
            raise NotParted
        if self._part.end is not None:
            if rest:
                raise NotParted
            return
        self._read = self._read or len(first)
        yield from self._parsed(rest)
        while chunk := self._file.read(CHUNK_BYTES):
            self._read += len(chunk)
            yield from self._parsed(chunk)
        self._finish()

    def raw_of(self, plain: PlainBill) -> RawBill:
        """The same bill as libxml2 reads it."""
        raw = self._cutter.raw_of(plain) if self._cutter else None
        if raw is None:
            raise Garbled(f"not a whole XML document: the bill of line {plain.line}")
        return raw

    def _cut(self, ahead: bytes, lines: int, below: int, encoding: str) -> Generator[Sequence[Written], None, bytes]:
        """The bills at the front, and the bytes left; the parser is shown as many empty lines in the bills' place.

        `ahead` is what was read of them, below `lines` lines and `below` bytes.
        """
        where, column = lines, 0
        if self._part.begin:
            ahead, below, (where, column) = b"", self._part.begin, self._file.skip_to(self._part.begin)
        self._cutter = cutter = Cutter(self._file, ahead, (where, column), encoding, self._layout, self.unknown)
        for bills in cutter:
            self.headers += len(bills)
            self._read = below + cutter.read
            self._tell(self._read)
            yield bills
        self._read = below + cutter.read
        for padding in _paddings(cutter.lines - lines, cutter.column):
            self._parser.feed(padding)
        return cutter.rest

    def _parsed(self, piece: bytes) -> Iterator[Sequence[RawBill]]:
        if not piece:
            return
        self._quiet += len(piece)
        with _translated():
            self._parser.feed(piece)
        for event, element in self._parser.read_events():
            self._quiet = 0
            yield from self._met(event, element)
        self._watch(self._quiet)

    def _met(self, event: str, element: Any) -> Iterator[Sequence[RawBill]]:
        if self._root is None:
            self._begin(element)
        if event == "start":
            return
        if element is self._root:
            self._count_unknown(element)
        if element.getparent() is not self._root:
            return
        if element.tag == self._layout.bill:
            self.headers += 1
            yield [self._reader.read(element)]
        elif self._layout.trailer and element.tag == self._layout.trailer.element:
            self._end(element)
        self._drop(element)

    def _finish(self) -> None:
        with _translated():
            root = self._parser.close()
        if self._root is None:
            raise FileRefused(Finding(line_of(root), None, "root element", shown(root.tag), self._layout.root))

    def _watch(self, quiet: int) -> None:
        if quiet > BILL_BYTES_MAX:
            found = f"no end of a bill in the {quiet} bytes before byte {self._read}"
            raise FileRefused(Finding(None, None, self._layout.bill, found, f"bills of at most {BILL_BYTES_MAX} bytes"))
        self._tell(self._read)

    def _tell(self, read: int) -> None:
        if self._advance:
            self._advance(read, self.headers)

    def _encoding_of(self, chunk: bytes) -> str:
        # The encoding is settled before the parser sees a byte, so that it can guess nothing.
        declared = _DECLARED.match(chunk.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode("ascii").lower() if declared else self._layout.encodings[0]
        encoding = ALIASES.get(encoding, encoding)
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
        self.trailer = self._texts(element)

    def _texts(self, trailer: Any) -> Texts:
        """The trailer's own two; a third is unknown, and each must be told once and in words."""
        known, texts = self._layout.trailer, Texts()
        for child in trailer:
            path = f"{trailer.tag}/{child.tag}"
            if known and child.tag not in (known.count, known.total):
                self.unknown.meet(path)
            elif child.tag in texts or len(child):
                raise FileRefused(Finding(line_of(child), None, path, "elements inside, or twice", "one text"))
            else:
                texts[child.tag] = (child.text or "").strip()
        return texts

    def _drop(self, element: Any) -> None:
        """Forget this element's content and whatever stood before it."""
        element.clear(keep_tail=False)
        while (previous := element.getprevious()) is not None:
            self._count_unknown((previous,))
            self._root.remove(previous)

    def _count_unknown(self, elements: Iterable[Any]) -> None:
        for element in elements:
            if element.tag not in self._known:
                self.unknown.meet(element.tag)


def _begins_below(first: bytes, root: str) -> int:
    """Where the root's inside begins, in a document that begins with it and whose plain names are its own; else 0.

    Prefixes may be declared: a bill that has one is not cut.
    """
    found = re.match(rb"%s<%s(?:\s[^<>]*)?>" % (_ABOVE_ROOT, re.escape(root.encode())), first)
    return 0 if found is None or found[0].endswith(b"/>") or _DEFAULT_NAMESPACE.search(found[0]) else found.end()


def _paddings(lines: int, column: int) -> Iterator[bytes]:
    """So many line ends and then so many spaces: what follows is told by the lines and columns of its file."""
    while lines > 1:
        hidden = min(lines - 1, PADDING_BYTES_MAX)
        yield b"<!--" + b"\n" * hidden + b"-->"  # bare text would be kept, and has a limit
        lines -= hidden
    yield b"\n" * lines + b" " * min(column, PADDING_BYTES_MAX)


@contextmanager
def _translated() -> Iterator[None]:
    """Lxml's errors leave as Garbled, with the place."""
    try:
        yield
    except etree.LxmlError as error:
        raise Garbled(f"not a whole XML document: {error}") from error
