"""A file's bytes as records: exactly 94 printable ASCII characters, ended by LF or CRLF."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from integration.nacha.findings import Finding, Findings
from integration.nacha.layout import RECORD_CHARACTERS, Record

PIECE_BYTES = 4096  # of a line at a time: a file without line ends must not be held whole
BOM = b"\xef\xbb\xbf"
_UNPRINTABLE = re.compile(rb"[^ -~]")
_LENGTH = f"{RECORD_CHARACTERS} characters"


def records(source: BinaryIO, findings: Findings) -> Iterator[Record]:
    """Each line as a record. A wrong length or a character that may not be there is a finding, never an exception.

    A record with a character that may not be there is given all the same, read as one byte a character, so that what
    else is wrong with it is told too.
    """
    line = 0
    while raw := source.readline(PIECE_BYTES):
        line += 1
        if line == 1 and raw.startswith(BOM):
            expected = "1 as the very first byte: banks write none, so the file was saved anew by some program"
            findings.add(Finding(1, "file", "", "a byte order mark", expected))
            raw = raw.removeprefix(BOM)
        if raw.endswith(b"\n") or len(raw) < PIECE_BYTES:
            yield _record(line, raw.removesuffix(b"\n").removesuffix(b"\r"), findings)
        else:
            yield _too_long(line, raw, source, findings)


def _record(line: int, raw: bytes, findings: Findings) -> Record:
    kind = raw[:1].decode("latin-1")
    wrong = _UNPRINTABLE.search(raw)
    if wrong:
        place = f"{wrong.start() + 1}"
        findings.add(Finding(line, "record", place, f"byte {wrong.group()[0]:#04x}", "printable ASCII"))
    if len(raw) != RECORD_CHARACTERS:
        findings.add(Finding(line, "record", "", f"{len(raw)} characters", _LENGTH))
        return Record(line, kind, "")
    return Record(line, kind, raw.decode("latin-1"))


def _too_long(line: int, raw: bytes, source: BinaryIO, findings: Findings) -> Record:
    """The rest of an endless line is counted and thrown away."""
    length, piece = len(raw), raw
    while not piece.endswith(b"\n") and (piece := source.readline(PIECE_BYTES)):
        length += len(piece.rstrip(b"\r\n"))
    findings.add(Finding(line, "record", "", f"{length} characters", f"{_LENGTH} and a line end"))
    return Record(line, raw[:1].decode("latin-1"), "")
