"""A bill file in a zip: one member of its own name, and never more than it says of itself."""

import io
import os
import tracemalloc
import zipfile
import zlib

import pytest

from integration.billfile import zipped as module
from integration.billfile.findings import FileRefused
from integration.billfile.zipped import inflate
from integration.errors import Unavailable
from tests.integration.billfile.samples import bill_xml, file_xml
from tests.integration.billfile.zips import NAME, ZIP, lying, zipped

CONTENT = file_xml(bill_xml()).encode()


def inflated(tmp_path, content, name=NAME):
    path = tmp_path / ZIP
    path.write_bytes(content)
    with (tmp_path / "out").open("wb") as to:
        inflate(path, name, to)
    return (tmp_path / "out").read_bytes()


def deflated(content, after=b""):
    deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflating.compress(content) + deflating.flush() + after


@pytest.mark.parametrize(
    "content",
    [
        zipped(CONTENT),
        zipped(CONTENT, method=zipfile.ZIP_STORED),
        zipped(CONTENT, mode=0),
        lying(CONTENT),
        b"#!/bin/sh the stub of a program that unpacks itself\n" + zipped(CONTENT),
    ],
    ids=["deflated", "stored", "without a mode", "by hand", "behind a stub"],
)
def test_one_member_comes_out_as_it_went_in(tmp_path, content):
    assert inflated(tmp_path, content) == CONTENT


def test_a_zip_written_as_a_stream_and_one_with_a_comment_are_read(tmp_path):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.got = b""

        def writable(self):
            return True

        def write(self, piece):
            self.got += bytes(piece)
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(zipfile.ZipInfo(NAME), "w", force_zip64=True) as member:
            member.write(CONTENT)
        archive.comment = b"c" * 60_000
    assert inflated(tmp_path, pipe.got) == CONTENT


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a zip that can be read"),
        (b"PK\5\6" + bytes(17), "a zip that can be read"),
        (CONTENT, "a zip that can be read"),
        (zipped(CONTENT)[:-30], "a zip that can be read"),
        (zipped(CONTENT, more=[("readme.txt", b"x")]), "found 2 members, expected one"),
        (zipped(CONTENT, f"bills/{NAME}"), "expected billheader_20261101.xml, without a folder"),
        (zipped(CONTENT, f"../{NAME}"), "without a folder"),
        (zipped(CONTENT, "billheader_20261102.xml"), "without a folder"),
        (zipped(CONTENT, "inner.zip"), "found the member 'inner.zip'"),
        (zipped(b"", f"{NAME}/", mode=0o040755), "without a folder"),
        (zipped(b"/etc/passwd", mode=0o120777), "a link, folder or device"),
        (zipped(CONTENT, method=zipfile.ZIP_BZIP2), "compression method 12"),
        (lying(CONTENT, flags=1), "encrypted"),
        (lying(CONTENT, flags=0x41), "encrypted"),
        (lying(CONTENT, size=1024**3 + 1), "1073741825 bytes inside"),
        (zipped(bytes(1_000_000)), "at most 100 times as many"),
        (lying(CONTENT, size=len(CONTENT) - 1, crc=zlib.crc32(CONTENT[:-1])), "more than the"),
        (lying(CONTENT, size=len(CONTENT) + 1), "as announced"),
        (lying(CONTENT, crc=1), "expected 00000001, as announced"),
        (lying(CONTENT, packed=deflated(CONTENT, b"and more")), "end where it should"),
        (lying(CONTENT, packed=deflated(CONTENT)[:-5]), "end where it should"),
        (lying(CONTENT, packed=b"\xff" * 50), "that can be inflated"),
        (lying(CONTENT, local_name="billheader_20261109.xml"), "is named 'billheader_20261109.xml' too"),
        (lying(CONTENT, offset=7), "no member where the directory says"),
        (lying(CONTENT, offset=2**31), "no member where the directory says"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_honest_zip_is_refused_with_what_was_found(tmp_path, content, says):
    with pytest.raises(FileRefused) as refused:
        inflated(tmp_path, content)
    assert says in str(refused.value)
    assert str(refused.value).startswith("zip: found ")


def test_a_bomb_that_lies_about_its_size_is_stopped_where_it_lies(tmp_path):
    bomb = lying(b"", packed=deflated(bytes(200_000_000)), size=1_000_000, crc=0)
    tracemalloc.start()
    with pytest.raises(FileRefused, match="more than the 1000000 bytes"):
        inflated(tmp_path, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "out").stat().st_size < 1_100_000
    assert peak < 2_000_000


def test_a_directory_of_many_members_is_not_held_to_be_counted(tmp_path):
    many = zipped(b"", more=[(f"{number}.xml", b"") for number in range(20_000)])
    tracemalloc.start()
    with pytest.raises(FileRefused, match="a directory of"):
        inflated(tmp_path, many)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_what_follows_the_end_of_a_member_is_not_gathered(tmp_path):
    long = lying(CONTENT, packed=deflated(CONTENT, bytes(20_000_000)))
    tracemalloc.start()
    with pytest.raises(FileRefused, match="end where it should"):
        inflated(tmp_path, long)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_pieces_of_every_size_come_out_whole(tmp_path, monkeypatch):
    content = os.urandom(38_400).hex().encode()
    for size in (1, 7, 64, 76_800):
        monkeypatch.setattr(module, "PIECE_BYTES", size)
        assert inflated(tmp_path, zipped(content)) == content


def test_a_zip_that_cannot_be_read_at_all_is_unavailable(tmp_path):
    with pytest.raises(Unavailable, match="cannot be unpacked"), (tmp_path / "out").open("wb") as to:
        inflate(tmp_path / "absent.zip", NAME, to)
