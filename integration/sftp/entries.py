"""The entries of one answer to SSH_FXP_READDIR (draft-ietf-secsh-filexfer-02, 5 and 7), their names as bytes.

A name is data, so it need not be UTF-8. Nothing is made up for an answer that is too short: the library would give
empty entries for ever where a count lies.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import paramiko

SIZE, OWNER, MODE, TIMES, EXTENDED = 0x1, 0x2, 0x4, 0x8, 0x80000000


@dataclass(frozen=True, slots=True)
class Entry:
    """A name with its size in bytes, its mode and its time in seconds; 0 where the server does not tell."""

    name: bytes
    size: int
    mode: int
    mtime: int


class _Body:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def number(self, kind: str = ">I") -> int:
        try:
            (number,) = struct.unpack_from(kind, self._body, self._at)
        except struct.error:
            raise paramiko.SFTPError("a listing's answer ends in the middle") from None
        self._at += struct.calcsize(kind)
        return int(number)

    def string(self) -> bytes:
        size = self.number()
        found = self._body[self._at : self._at + size]
        if len(found) < size:
            raise paramiko.SFTPError("a listing's answer ends in the middle")
        self._at += size
        return found


def entries_of(answer: bytes) -> Iterator[Entry]:
    """What stands in an answer behind its request's number; SFTPError where it ends too soon."""
    body = _Body(answer)
    for _ in range(body.number()):
        name = body.string()
        body.string()  # the same as `ls -l` would write it
        entry = _entry(name, body)
        if name not in (b".", b".."):
            yield entry


def _entry(name: bytes, body: _Body) -> Entry:
    flags = body.number()
    size = body.number(">Q") if flags & SIZE else 0
    if flags & OWNER:
        body.number(">Q")
    mode = body.number() if flags & MODE else 0
    mtime = body.number(">Q") & 0xFFFFFFFF if flags & TIMES else 0  # the time of access comes first
    if flags & EXTENDED:
        for _ in range(body.number()):
            body.string()
            body.string()
    return Entry(name, size, mode, mtime)
