"""A biller's folder on its SSH server: what lies there, fetched and written, each within a limit.

Everything that goes wrong leaves as a trouble.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from heapq import heappush, heappushpop
from pathlib import Path

import paramiko
import structlog

from integration.billers.biller import Sftp
from integration.clock import Clock
from integration.errors import Refused, Trouble, Unavailable
from integration.sftp.answers import Session
from integration.sftp.ssh import ANSWER_S, CONNECT_S, connected, told
from integration.wires.ending import ends_within

FETCH_S = 3600.0  # for one whole file, or what is left of it
LISTING_S = 120.0  # for one whole listing
WRITE_S = 120.0  # for one file of ours on the server
ENTRIES_SEEN_MAX = 1_000_000  # names of one listing, none of them held: some have no end
ENTRIES_MAX = 10_000  # of those that are asked for: beyond it the newest, and the log tells

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the server lists it, links not followed. `mtime` is whole seconds of the server's clock."""

    name: str
    size: int
    mtime: int
    is_regular: bool


Wanted = Callable[[RemoteFile], bool]


class Folder:
    """The biller's folder on an open connection."""

    def __init__(self, sftp: Session, path: str) -> None:
        self._sftp = sftp
        self._path = path

    def files(self, wanted: Wanted = lambda _: True) -> list[RemoteFile]:
        """The files of the folder that are wanted, however many others lie there: at most the newest ENTRIES_MAX.

        Held are never more than those. What is left out is told in the log. Raises as `_listed`.
        """
        seen, kept = 0, list[tuple[int, str, RemoteFile]]()
        for file in filter(wanted, self._listed()):
            seen += 1
            keep = heappush if seen <= ENTRIES_MAX else heappushpop
            keep(kept, (file.mtime, file.name, file))
        if seen > ENTRIES_MAX:
            _log.warning("folder_crowded", folder=self._path, files=seen, taken=ENTRIES_MAX)
        return [file for _, _, file in kept]

    def _listed(self) -> Iterator[RemoteFile]:
        """Each file as the server lists it, and none is kept. A name that is no UTF-8 is nobody's, and passed over.

        Raises Refused past ENTRIES_SEEN_MAX names, Unavailable past LISTING_S.
        """
        with told(f"the folder {self._path!r}"), self._sftp.within(LISTING_S):
            for seen, entry in enumerate(self._sftp.listed(self._path), 1):
                if seen > ENTRIES_SEEN_MAX:
                    raise Refused(f"the folder {self._path!r} has more than {ENTRIES_SEEN_MAX} names", code="entries")
                with suppress(UnicodeDecodeError):
                    yield RemoteFile(entry.name.decode(), entry.size, entry.mtime, stat.S_ISREG(entry.mode))

    def look(self, name: str) -> RemoteFile | None:
        """The file as it is now; None when it is gone."""
        with told(f"the file {name!r}"), self._sftp.within(ANSWER_S):
            try:
                return _remote(name, self._sftp.lstat(self._at(name)))
            except FileNotFoundError:
                return None

    def fetch(self, file: RemoteFile, to: Path) -> None:
        """Write the file's bytes to `to`, durably. Raises Unavailable when it is cut short or takes too long."""
        with to.open("wb") as out:
            out.writelines(self.pieces(file))
            out.flush()
            os.fsync(out.fileno())
        if to.stat().st_size != file.size:
            raise cut_short(file, to.stat().st_size)

    def pieces(self, file: RemoteFile, start: int = 0) -> Iterator[bytes]:
        """The file's bytes from `start` on, in order; fewer than announced where it has become shorter.

        Raises Unavailable where the connection is cut, and past FETCH_S.
        """
        path = self._at(file.name)
        with told(f"the file {file.name!r}"), self._sftp.within(FETCH_S), self._sftp.open(path, "rb") as remote:
            yield from self._sftp.pieces(remote, start, file.size)

    def write(self, name: str, content: bytes) -> None:
        """Put a file of ours into the folder: whoever looks at it sees nothing of it, or all of it.

        The same name is written over. Raises Unavailable and Refused (no such folder, not allowed).
        """
        part, whole = self._at(f"{name}.part"), self._at(name)
        with told(f"the file {whole!r}"), self._sftp.within(WRITE_S):
            with self._sftp.open(part, "wb") as remote:
                remote.set_pipelined(True)
                remote.write(content)
            if (size := self._sftp.lstat(part).st_size) != len(content):
                raise Unavailable(f"{part!r} has {size} bytes on the server; {len(content)} were written")
            self._rename(part, whole)

    def _rename(self, before: str, after: str) -> None:
        """Over what has the name; servers without OpenSSH's own rename want it gone first."""
        try:
            self._sftp.posix_rename(before, after)
        except (FileNotFoundError, PermissionError):
            raise
        except OSError:
            with suppress(FileNotFoundError):
                self._sftp.remove(after)
            self._sftp.rename(before, after)

    def read(self, file: RemoteFile) -> bytes:
        """A small file's bytes, which touch no disk of ours: at most as many as were announced when it was listed."""
        with told(f"the file {file.name!r}"), self._sftp.open(self._at(file.name), "rb") as remote:
            return remote.read(file.size)

    def _at(self, name: str) -> str:
        return f"{self._path}/{name}"


def cut_short(file: RemoteFile, size: int) -> Unavailable:
    """The trouble of a file that has fewer bytes than its server said."""
    return Unavailable(f"{file.name!r} ended after {size} bytes; {file.size} were announced")


def _remote(name: str, found: paramiko.SFTPAttributes) -> RemoteFile:
    regular = found.st_mode is not None and stat.S_ISREG(found.st_mode)
    return RemoteFile(name, found.st_size or 0, found.st_mtime or 0, regular)


@contextmanager
def open_folder_within(access: Sftp, clock: Clock, seconds: float) -> Iterator[Folder]:
    """As open_folder, for at most so many seconds of wall time from now to the end of the block; then Unavailable."""
    client = paramiko.SSHClient()
    with ends_within(seconds, client.close) as is_late:
        try:
            with connected(client, access, clock, min(CONNECT_S, seconds)) as session:
                yield _folder(session, access)
        except Trouble as error:
            if is_late.is_set():
                raise Unavailable(f"{access.host}:{access.port} took longer than {seconds:g} s") from error
            raise


@contextmanager
def open_folder(access: Sftp, clock: Clock) -> Iterator[Folder]:
    """The biller's folder, while the block lasts.

    Raises Unavailable, Refused (host key changed, not let in) and Misconfigured (our own keys cannot be read).
    """
    with connected(paramiko.SSHClient(), access, clock, CONNECT_S) as session:
        yield _folder(session, access)


def _folder(session: Session, access: Sftp) -> Folder:
    return Folder(session, access.folder.rstrip("/"))
