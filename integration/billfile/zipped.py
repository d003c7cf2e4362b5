"""A bill file that comes as a zip: one member, nothing hidden, never more than it says.

Source: reliability.md 3.3, "one member, stored size cap, ratio <= 100, no path, no nesting; stream". What the zip says
of itself is believed nowhere: it is inflated here, and the library only finds the member.
"""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from integration.billfile.findings import FileRefused, Finding, shown
from integration.billfile.reading import FILE_BYTES_MAX
from integration.errors import Unavailable

RATIO_MAX = 100  # bytes that come out for each that went in: bills are about 10 to 20
DIRECTORY_BYTES_MAX = 128 * 1024  # read at once of a zip's directory, of one member; its comment may have 64 kB
PIECE_BYTES = 64 * 1024
ENCRYPTED = 0x1 | 0x40 | 0x2000
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NOT_ALLOWED = "an .xml, or zip = true in the biller's [billfile]"


def inflate(path: Path, name: str, to: BinaryIO) -> None:
    """Write the one member, which has this name, to `to`, durably. FileRefused names what speaks against it."""
    try:
        with path.open("rb") as file:
            member = _only_member(file, name)
            _write(member, file, to)
    except OSError as error:
        raise Unavailable(f"{path} cannot be unpacked: {error.strerror}") from error
    to.flush()
    os.fsync(to.fileno())


def refused(found: str, expected: str) -> FileRefused:
    """The refusal of a zip."""
    return FileRefused(Finding(None, None, "zip", found, expected))


class _Sparing:
    """A file of which little is read at once: a directory of a million members is not held to be counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > DIRECTORY_BYTES_MAX:
            raise refused(f"a directory of {size} bytes", f"one of one member, at most {DIRECTORY_BYTES_MAX} bytes")
        return self._file.read(size if size >= 0 else DIRECTORY_BYTES_MAX)


def _only_member(file: BinaryIO, name: str) -> zipfile.ZipInfo:
    sparing: IO[bytes] = _Sparing(file)  # type: ignore[assignment]  # as much of a file as the library asks for
    try:
        members = zipfile.ZipFile(sparing).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise refused(shown(str(error)), "a zip that can be read") from error
    if len(members) != 1:
        raise refused(f"{len(members)} members", "one, the bill file")
    _judge(members[0], name)
    return members[0]


def _judge(member: zipfile.ZipInfo, name: str) -> None:
    """Everything that can be said before a byte is inflated."""
    mode = stat.S_IFMT(member.external_attr >> 16)  # 0 where the zip was made on a system without
    if member.orig_filename != name:
        raise refused(f"the member {shown(member.orig_filename)}", f"{name}, without a folder")
    if mode not in (0, stat.S_IFREG):
        raise refused("a member that is a link, folder or device", "a regular file")
    if member.flag_bits & ENCRYPTED:
        raise refused("an encrypted member", "one that is not")
    if member.compress_type not in METHODS:
        raise refused(f"compression method {member.compress_type}", "0 (stored) or 8 (deflated)")
    if member.file_size > FILE_BYTES_MAX:
        raise refused(f"{member.file_size} bytes inside", f"at most {FILE_BYTES_MAX}")
    if member.file_size > RATIO_MAX * member.compress_size:
        found = f"{member.file_size} bytes packed into {member.compress_size}"
        raise refused(found, f"at most {RATIO_MAX} times as many")


def _write(member: zipfile.ZipInfo, file: BinaryIO, to: BinaryIO) -> None:
    """Inflate as much as was announced; one byte more or less, or another checksum, is a lie."""
    size, checksum = 0, 0
    for piece in _inflated(member, _packed(member, file)):
        size += len(piece)
        if size > member.file_size:
            raise refused(f"more than the {member.file_size} bytes that were announced", "exactly as many")
        checksum = zlib.crc32(piece, checksum)
        to.write(piece)
    if size != member.file_size:
        raise refused(f"{size} bytes inside", f"{member.file_size}, as announced")
    if checksum != member.CRC:
        raise refused(f"the checksum {checksum:08x}", f"{member.CRC:08x}, as announced")


def _packed(member: zipfile.ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    """The member's packed bytes; what stands before them must tell the same name as the directory."""
    is_inside = 0 <= member.header_offset < file.seek(0, os.SEEK_END)
    file.seek(member.header_offset if is_inside else 0, os.SEEK_SET if is_inside else os.SEEK_END)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_SIGNATURE):
        raise refused("no member where the directory says", "one")
    *_, name_bytes, extra_bytes = LOCAL_HEADER.unpack(header)
    if (name := file.read(name_bytes)) != member.orig_filename.encode():
        raise refused(f"a member that is named {shown(name.decode('ascii', 'replace'))} too", "one name")
    file.seek(extra_bytes, os.SEEK_CUR)
    left = member.compress_size
    while left:
        if not (piece := file.read(min(PIECE_BYTES, left))):
            raise refused("a member that is cut short", f"{left} bytes more")
        left -= len(piece)
        yield piece


def _inflated(member: zipfile.ZipInfo, packed: Iterator[bytes]) -> Iterator[bytes]:
    if member.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            if inflating.eof:
                break
            yield (out := inflating.decompress(piece, PIECE_BYTES))
            while inflating.unconsumed_tail or len(out) == PIECE_BYTES:
                yield (out := inflating.decompress(inflating.unconsumed_tail, PIECE_BYTES))
    except zlib.error as error:
        raise refused(str(error), "a member that can be inflated") from error
    if not inflating.eof or inflating.unused_data or next(packed, b""):
        raise refused("a member that does not end where it should", "one that does")
