"""Zips as they are written in the tests: good ones, and ones that lie."""

import io
import struct
import zipfile
import zlib

NAME = "billheader_20261101.xml"
ZIP = "billheader_20261101.zip"


def zipped(content, name=NAME, *, method=zipfile.ZIP_DEFLATED, mode=0o100644, more=()):
    """A zip of this member, and of `more` members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, inside in ((name, content), *more):
            info = zipfile.ZipInfo(each, date_time=(2026, 11, 1, 0, 0, 0))
            info.compress_type, info.external_attr = method, mode << 16
            archive.writestr(info, inside)
    return out.getvalue()


def lying(content, *, size=None, crc=None, packed=None, flags=0, local_name=None, offset=0, name=NAME):
    """A zip of one deflated member, by hand: what is told of it may be wrong."""
    deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflating.compress(content) + deflating.flush() if packed is None else packed
    told = (crc if crc is not None else zlib.crc32(content), len(body), len(content) if size is None else size)
    here, there = (local_name or name).encode(), name.encode()
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 8, 0, 33, *told, len(here), 0) + here
    central = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, flags, 8, 0, 33, *told, len(there), 0, 0, 0, 0, 0, offset)
    at = len(local) + len(body)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central) + len(there), at, 0)
    return local + body + central + there + end
