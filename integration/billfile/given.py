"""A bill file given by hand, which may be a zip: what is unpacked stays for as long as it is read.

It is full of payers' names and addresses. Of a process that was killed it is swept by the next `ivr bills check`,
`load` or `poll`, by the next poll of the clock process, or when that starts.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from integration.billers.biller import Biller
from integration.billfile.names import is_zip, xml_name_of
from integration.billfile.polling.papers import claimed
from integration.billfile.zipped import NOT_ALLOWED, inflate, refused

ROOM = "by_hand"  # below IVR_DATA
NAME_BYTES = 8  # of what is unpacked: no name of a biller's is a path here


@contextmanager
def opened(path: Path, biller: Biller, data: Path) -> Iterator[tuple[Path, str]]:
    """The bill file and its name; what a zip holds lies below `data`, IVR_DATA, for as long as the block lasts.

    Raises FileRefused where the biller's files do not come as zips, and for what `inflate` refuses; Unavailable.
    """
    sweep_given(data)
    if not is_zip(path.name):
        yield path, path.name
        return
    if not biller.billfile.zip:
        raise refused(f"the zip {path.name}", NOT_ALLOWED)
    name = xml_name_of(path.name)
    with _unpacked(path, name, data / ROOM) as inflated:
        yield inflated, name


def sweep_given(data: Path) -> None:
    """Delete what was unpacked below `data`, IVR_DATA, by processes that are no more.

    Whoever reads such a file holds its lock, which ends with the process. What this user may not delete is left to one
    who may: it stops nobody who only checks a file.
    """
    for path in (data / ROOM).glob("*.xml"):
        with suppress(OSError), claimed(path) as file:
            if file is not None:
                path.unlink(missing_ok=True)


@contextmanager
def _unpacked(path: Path, name: str, room: Path) -> Iterator[Path]:
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    while True:
        inflated = room / f"{secrets.token_hex(NAME_BYTES)}.xml"
        with claimed(inflated) as to:
            if to is None:  # another process has swept it between its making and its claim
                continue
            try:
                inflate(path, name, to)
                yield inflated
            finally:
                inflated.unlink(missing_ok=True)
            return
