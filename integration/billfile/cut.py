"""Cuts a bill file into one piece a bill, as long as bills and nothing else follow each other.

Each piece that is cut is a whole element at a place where an element begins, so the parser of the whole document would
have found it there too. What is not certain is never cut: the rest of the file then goes to that parser, as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from integration.billfile.layouts import Layout
from integration.billfile.part import Bounded
from integration.billfile.raw import RawBill, RawReader, Unknown
from integration.billfile.skeleton import Skeleton, parted, pattern_of, skeleton_of

CHUNK_BYTES = 64 * 1024
BILL_BYTES_MAX = 1024 * 1024  # from the end of one bill to the end of the next
SKELETONS_MAX = 2048  # of some 5 kB
PLAIN_CHARACTERS_MAX = 8 * 1024  # of a bill whose tags are remembered
PATTERNS_MAX = 64  # it takes milliseconds to make one
STREAK = 8  # so many bills of one skeleton, one behind the other: then it is worth a pattern
ENCODINGS = ("utf-8", "us-ascii", "iso-8859-1", "windows-1252")  # a byte below 128 is always that character
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
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF
_ABOVE_F000 = b"\xef"  # how they begin: one byte is sought much sooner than three


@dataclass(slots=True)
class PlainBill:
    """A bill of a skeleton that is known: the texts that it uses, and the line of the file that it begins on.

    It stands `around[begin:end]`.
    """

    skeleton: Skeleton
    texts: tuple[str, ...]
    line: int
    around: str
    begin: int
    end: int


class Cutter:
    """Iterating gives the bills at the front of a document, below a root that has begun, some at once.

    Afterwards `rest` are the bytes that were read and not cut, below `lines` lines and after `column` bytes of one.
    """

    def __init__(
        self, file: Bounded, ahead: bytes, place: tuple[int, int], encoding: str, layout: Layout, unknown: Unknown
    ) -> None:
        self.rest = ahead
        self.lines, self.column = place
        self.read = len(ahead)
        self._file = file
        self._encoding = encoding
        self._layout = layout
        self._end = f"</{layout.bill}>"
        self._end_bytes = self._end.encode()
        self._skeletons: dict[tuple[str, ...], Skeleton | None] = {}
        self._patterns: dict[Skeleton, re.Pattern[str]] = {}
        self._last: Skeleton | None = None
        self._pattern: re.Pattern[str] | None = None  # of the last, where it has one
        self._streak = 0
        self._reader = RawReader(layout, unknown)
        self._is_over = False

    def __iter__(self) -> Iterator[list[PlainBill | RawBill]]:
        while not self._is_over:
            end = self.rest.rfind(self._end_bytes) + len(self._end_bytes)
            if end >= len(self._end_bytes):
                yield self._bills(end)
            if self._is_over or len(self.rest) > BILL_BYTES_MAX or not self._read_on():
                return

    def _read_on(self) -> bool:
        chunk = self._file.read(CHUNK_BYTES)
        self.read += len(chunk)
        self.rest += chunk
        return bool(chunk)

    def _bills(self, end: int) -> list[PlainBill | RawBill]:
        """The bills in the bytes before `end`, which is where a bill ends, or seems to."""
        text = self._text(self.rest[:end])
        bills: list[PlainBill | RawBill] = []
        at = 0
        while at < len(text):
            until = text.find("<", at)
            line = self.lines + text.count("\n", at, until) + 1
            bill = self._as_last(text, at, until, line) or self._other(text, at, until, line)
            if bill is None:
                self._is_over = True
                break
            bills.append(bill)
            after = bill.end if isinstance(bill, PlainBill) else text.index(self._end, until) + len(self._end)
            self.lines += text.count("\n", at, after)
            at = after
        self._leave(self._after(len(bills)) if self._is_over else end)
        return bills

    def _after(self, bills: int) -> int:
        """Where in the bytes so many bills are over."""
        at = 0
        for _ in range(bills):
            at = self.rest.index(self._end_bytes, at) + len(self._end_bytes)
        return at

    def _text(self, whole: bytes) -> str:
        """Characters as XML reads them, or controls; nothing where there is any other that it does not have."""
        if _ABOVE_F000 in whole and any(found in whole for found in _NO_CHARACTERS):
            self._is_over = True
            return ""
        try:
            text = whole.decode(self._encoding)
        except UnicodeDecodeError:
            self._is_over = True
            return ""
        if "\r" in text:
            text = text.replace("\r\n", "\n")
            self._is_over = "\r" in text  # a line end to XML, and none to libxml2's count of lines
        return "" if self._is_over else text

    def _leave(self, after: int) -> None:
        newline = self.rest.rfind(b"\n", 0, after)
        self.column = after - newline - 1 if newline >= 0 else self.column + after
        self.rest = self.rest[after:]

    def _as_last(self, text: str, at: int, until: int, line: int) -> PlainBill | None:
        """A bill as the one before it, where that came often."""
        match = self._pattern.match(text, at) if self._pattern else None
        return PlainBill(self._last, match.groups(), line, text, until, match.end()) if match and self._last else None

    def _other(self, text: str, at: int, until: int, line: int) -> PlainBill | RawBill | None:
        """A bill that is not as the one before it; None where anything else than a bill comes next."""
        end = text.index(self._end, until) + len(self._end)
        piece = text[until:end]
        if text[at:until].strip(" \t\n"):
            return None
        parts = parted(piece) if len(piece) <= PLAIN_CHARACTERS_MAX else None
        skeleton = self._skeleton(parts[0]) if parts else None
        if parts is None or skeleton is None:
            # An `xml:id` may be there once in a document: only who reads all of it can tell.
            return None if "xml:id" in piece else self._raw(piece, line)
        self._follow(skeleton)
        return PlainBill(skeleton, skeleton.take(parts[1]), line, text, until, end)

    def _skeleton(self, tags: tuple[str, ...]) -> Skeleton | None:
        if tags not in self._skeletons and len(self._skeletons) < SKELETONS_MAX and tags[0] == self._layout.bill:
            skeleton = skeleton_of(tags, self._layout)
            self._skeletons[skeleton.tags if skeleton else tags] = skeleton
        return self._skeletons.get(tags)

    def _follow(self, skeleton: Skeleton) -> None:
        self._streak = self._streak + 1 if skeleton is self._last else 1
        self._last = skeleton
        if self._streak == STREAK and len(self._patterns) < PATTERNS_MAX and skeleton not in self._patterns:
            self._patterns[skeleton] = pattern_of(skeleton)
        self._pattern = self._patterns.get(skeleton)

    def raw_of(self, plain: PlainBill) -> RawBill | None:
        """The same bill as libxml2 reads it."""
        return self._raw(plain.around[plain.begin : plain.end], plain.line)

    def _raw(self, piece: str, line: int) -> RawBill | None:
        """The bill as libxml2 reads it by itself; None where it does not, or where this is not one bill."""
        try:
            around = etree.fromstring(f"<_>{piece}</_>", etree.XMLParser(**SETTINGS))
        except etree.LxmlError:
            return None
        if len(around) != 1 or around[0].tag != self._layout.bill:
            return None
        return self._reader.read(around[0], line - 1)
