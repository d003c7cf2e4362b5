"""PDF linking: the bill file names each bill's PDF, which lies in the biller's PDF folder under that name."""

import re

from integration.billers.biller import Biller, Sftp
from integration.clock import Clock
from integration.errors import Misconfigured, Refused, Unavailable
from integration.images.document import checked
from integration.model import Bill
from integration.sftp.folder import open_folder_within

WITHIN_S = 25.0  # of wall time, for connecting and fetching: a payer waits before his page, and holds a thread of ours
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._ -]{0,114}\.pdf", re.ASCII | re.IGNORECASE)


def pdf_folder(biller: Biller) -> Sftp:
    """The PDF folder, on the server that the bill files come from. Misconfigured where the file names no server."""
    if biller.billfile.sftp is None:
        raise Misconfigured([f"biller {biller.bid} names no server of its PDF folder: [billfile] sftp is missing"])
    return biller.billfile.sftp.model_copy(update={"folder": biller.images.folder})


def linked(biller: Biller, bill: Bill, clock: Clock) -> bytes:
    """The bill's PDF by its name. Raises Refused (no such file, or a name that is none), Unavailable, Garbled."""
    name, most = bill.pdf_name, biller.images.pdf_bytes_max
    if not _NAME.fullmatch(name):
        raise Refused(f"PDF_NAME: found {name!r}; expected a plain name like B20261101-000001.pdf, without a folder")
    with open_folder_within(pdf_folder(biller), clock, WITHIN_S) as folder:
        file = folder.look(name)
        if file is None or not file.is_regular:
            raise Refused(f"{biller.images.folder}/{name}: there is no such file; expected the bill's PDF", code="file")
        if file.size > most:
            raise Refused(f"{name}: found {file.size} bytes; expected at most {most}", code="size")
        content = folder.read(file)
        if len(content) != file.size:  # of a line that was lost we get what came before
            raise Unavailable(f"{name} ended after {len(content)} bytes; {file.size} were announced")
    return checked(content, name, most)
