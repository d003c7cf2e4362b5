"""A bill file from the server into the inbox, in as many goes as it takes: what a cut connection left is gone on with.

A half is only ever continued while the server's file has the same name, size and time. reliability.md 3.3 asks that
they are the same afterwards too, and that the file gets its last name only then.
"""

import os
from typing import BinaryIO

from integration.billfile.names import is_zip
from integration.billfile.polling.papers import Papers, claimed
from integration.errors import Unavailable
from integration.sftp.folder import Folder, RemoteFile, cut_short


def fetch(folder: Folder, file: RemoteFile, papers: Papers) -> bool:
    """Whether the whole file lies in the inbox now. What lies there already is used.

    It does not where another process is fetching it, and where it changed meanwhile: the next round looks again. Raises
    Unavailable (cut, too slow, no room here) and Refused (gone, not allowed).
    """
    if papers.have_come():
        return True
    try:
        return _fetch(folder, file, papers)
    except OSError as error:  # the server's own leave the folder as troubles
        raise Unavailable(f"{file.name!r} cannot be written into {papers.inbox}: {error.strerror}") from error


def _fetch(folder: Folder, file: RemoteFile, papers: Papers) -> bool:
    with claimed(papers.part) as part:
        if part is None:
            return False
        if papers.have_come():  # another process was quicker, and this part is a new one
            papers.part.unlink()
            return True
        _go_on(folder, file, papers, part)
        if folder.look(file.name) != file:
            papers.part.unlink()
            return False
        papers.part.rename(papers.zip if is_zip(file.name) else papers.xml)
    return True


def _go_on(folder: Folder, file: RemoteFile, papers: Papers, part: BinaryIO) -> None:
    """From where the last go ended, durably to the end."""
    start = part.seek(0, os.SEEK_END)
    if start > file.size:
        start = part.seek(0)
        part.truncate()
    if start:  # a machine that lost its power may have kept the length of what it did not write
        papers.resumed.touch(mode=0o600)
    part.writelines(folder.pieces(file, start))
    part.flush()
    os.fsync(part.fileno())
    if part.tell() != file.size:
        raise cut_short(file, part.tell())
