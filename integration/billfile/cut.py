"""Cuts a bill file into one piece a bill, as long as bills and nothing else follow each other.

Each piece that is cut is a whole element at a place where an element begins, so the parser of the whole document would
have found it there too. What is not certain is never cut: the rest of the file then goes to that parser, as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from integration.billfile.layouts import Layout
from integration.billfile.raw import RawBill, RawReader, Unknown
from integration.billfile.skeleton import MARK, Skeleton, marked, skeleton_of

CHUNK_BYTES = 64 * 1024
BILL_BYTES_MAX = 1024 * 1024  # from the end of one bill to the end of the next
SKELETONS_MAX = 256
ENCODINGS = ("utf-8", "us-ascii")  # in which a byte below 128 is always that character
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
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF


@dataclass(slots=True)
class PlainBill:
    """A bill of a skeleton that is known: `parts[place]` is the text that stands there."""

    skeleton: Skeleton
    parts: list[str]
    piece: str
    line: int


class Cutter:
    """Iterating gives the bills at the front of a document, below a root that has begun.

    Afterwards `rest` are the bytes that were read and not cut, below `lines` lines and after `column` bytes of one.
    """

    def __init__(
        self, file: BinaryIO, ahead: bytes, lines: int, encoding: str, layout: Layout, unknown: Unknown
    ) -> None:
        self.rest = ahead
        self.lines = lines
        self.read = len(ahead)
        self.column = 0
        self._file = file
        self._encoding = encoding
        self._layout = layout
        self._unknown = unknown
        self._begin, self._end = f"<{layout.bill}>", f"</{layout.bill}>"
        self._end_bytes = self._end.encode()
        self._skeletons: dict[str, Skeleton] = {}
        self._reader = RawReader(layout, unknown)
        self._is_over = False

    def __iter__(self) -> Iterator[PlainBill | RawBill]:
        while not self._is_over:
            end = self.rest.rfind(self._end_bytes) + len(self._end_bytes)
            if end >= len(self._end_bytes):
                yield from self._bills(end)
            if self._is_over or len(self.rest) > BILL_BYTES_MAX or not self._read_on():
                return

    def _read_on(self) -> bool:
        chunk = self._file.read(CHUNK_BYTES)
        self.read += len(chunk)
        self.rest += chunk
        return bool(chunk)

    def _bills(self, end: int) -> Iterator[PlainBill | RawBill]:
        """The bills in the bytes before `end`, which is where a bill ends, or seems to."""
        text = self._text(self.rest[:end])
        after = 0
        for piece in marked(text).split(f"{MARK}{self._end}{MARK}")[:-1]:
            bill = self._bill(piece)
            if bill is None:
                self._is_over = True
                break
            yield bill
            after = self.rest.index(self._end_bytes, after) + len(self._end_bytes)
            self.lines += piece.count("\n")
        self._leave(after)

    def _text(self, whole: bytes) -> str:
        """Characters as XML reads them; nothing where there is any that XML does not have, or a lone surrogate."""
        if whole.translate(None, _CONTROLS) != whole or any(found in whole for found in _NO_CHARACTERS):
            self._is_over = True
            return ""
        try:
            text = whole.decode(self._encoding)
        except UnicodeDecodeError:
            self._is_over = True
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _leave(self, after: int) -> None:
        newline = self.rest.rfind(b"\n", 0, after)
        self.column = after - newline - 1 if newline >= 0 else self.column + after
        self.rest = self.rest[after:]

    def _bill(self, piece: str) -> PlainBill | RawBill | None:
        parts = piece.split(MARK)
        gap = parts[0]
        if (gap and not gap.isspace()) or len(parts) == 1:
            return None
        line = self.lines + gap.count("\n") + 1
        if "&" not in piece:
            skeleton = self._skeleton(parts)
            if skeleton is not None and skeleton.parts == len(parts):
                return PlainBill(skeleton, parts, piece, line)
        return self.raw_of(piece, line)

    def _skeleton(self, parts: list[str]) -> Skeleton | None:
        tags = parts[1::2]
        key = "".join(tags)
        known = self._skeletons.get(key)
        if known is None and len(self._skeletons) < SKELETONS_MAX and tags[0] == self._begin:
            known = skeleton_of([*tags, self._end], self._layout)
            if known is not None:
                self._skeletons[key] = known
        return known

    def raw_of(self, piece: str, line: int) -> RawBill | None:
        """The bill as libxml2 reads it by itself; None where it does not, or where this is not one bill."""
        inside = piece.partition(MARK)[2].replace(MARK, "")
        try:
            around = etree.fromstring(f"<_>{inside}{self._end}</_>", etree.XMLParser(**SETTINGS))
        except etree.LxmlError:
            return None
        if len(around) != 1 or around[0].tag != self._layout.bill:
            return None
        return self._reader.read(around[0], line - 1)
