"""Polls a biller's folder: what is ready is fetched into a private inbox under our own id, and loaded in order."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.billers.biller import Biller
from integration.billfile.findings import FileRefused, Finding
from integration.billfile.load import load_file, sha256_of
from integration.billfile.names import MARKER, FileName, file_name_of
from integration.billfile.reading import FILE_BYTES_MAX, Progress
from integration.billfile.report import CheckReport, FileState, LoadReport
from integration.billfile.sftp import Folder, RemoteFile, open_folder
from integration.clock import Clock
from integration.errors import Misconfigured, Trouble, Unavailable
from integration.ledger.bill_files import known_file
from integration.ledger.database import Database

ID_CHARACTERS = 32


def poll(
    biller: Biller, database: Database, inbox: Path, clock: Clock, *, progress: Progress | None = None
) -> list[LoadReport]:
    """Fetch and load every new bill file, the oldest first; what is still growing is left for the next time.

    `inbox` is the biller's own folder here. Gives one report for each new file; files that the ledger knows are passed
    over. Raises Misconfigured (no server named, keys unreadable), Refused (host key, login, folder) and Unavailable.
    """
    access = biller.billfile.sftp
    if access is None:
        raise Misconfigured([f"biller {biller.bid} names no server to poll: [billfile] sftp is missing"])
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_folder(access, clock) as folder:
        listed = folder.files()
        new = [file for file in _bill_files(listed) if not _is_known(file, biller, database, inbox)]
        fetchable = [file for file in new if _obstacle(file) is None]
        still = ready(folder, fetchable, {file.name for file in listed}, clock, biller.billfile.look_every_s)
        fetched = [(file, path) for file in still if (path := _fetch(folder, file, inbox))]
    reports = [report for file in new if (report := _obstacle(file))]
    for file, path in fetched:
        reports.append(load_file(path, biller, database, clock, name=file.name, progress=progress))
        path.with_suffix(".sha256").write_text(sha256_of(path), encoding="ascii")
    return reports


@dataclass(frozen=True, slots=True)
class Polled:
    """One round over the billers: what was new, and the billers whose server gave trouble."""

    reports: dict[str, list[LoadReport]]
    troubles: dict[str, Trouble]

    @property
    def is_unavailable(self) -> bool:
        """Whether any server did not answer: the round may simply be tried again."""
        return any(isinstance(trouble, Unavailable) for trouble in self.troubles.values())

    def as_json(self) -> dict[str, Any]:
        """The document of `bills poll --json`."""
        reports = {bid: [report.as_json() for report in reports] for bid, reports in self.reports.items()}
        return {"billers": reports, "troubles": {bid: str(trouble) for bid, trouble in self.troubles.items()}}


def poll_all(
    billers: Iterable[Biller], database: Database, inboxes: Path, clock: Clock, *, progress: Progress | None = None
) -> Polled:
    """Poll these billers, each into `inboxes/<bid>`; one biller's trouble does not stop the rest."""
    polled = Polled({}, {})
    for biller in billers:
        try:
            polled.reports[biller.bid] = poll(biller, database, inboxes / biller.bid, clock, progress=progress)
        except Trouble as trouble:
            polled.troubles[biller.bid] = trouble
    return polled


def _bill_files(listed: list[RemoteFile]) -> list[RemoteFile]:
    """The bill files of a folder in their order; `.part`, markers and everything else are not ours to take."""
    named = [(name, file) for file in listed if (name := _name_of(file))]
    return [file for _, file in sorted(named, key=lambda pair: pair[0])]


def _name_of(file: RemoteFile) -> FileName | None:
    try:
        return file_name_of(file.name)
    except FileRefused:
        return None


def _obstacle(file: RemoteFile) -> LoadReport | None:
    """Why a file is not even fetched, if so."""
    if file.is_regular and file.size <= FILE_BYTES_MAX:
        return None
    found = f"{file.size} bytes" if file.is_regular else "a link, folder or device"
    report = CheckReport(file.name)
    report.refuse(Finding(None, None, "file", found, f"a regular file of at most {FILE_BYTES_MAX} bytes"))
    return LoadReport(report, FileState.REFUSED, None, report.refused or "")


def ready(
    folder: Folder, files: list[RemoteFile], names: set[str], clock: Clock, look_every_s: float
) -> list[RemoteFile]:
    """Files with a marker, and files whose size and time stay the same from one look to the next."""
    if all(file.name + MARKER in names for file in files):
        return files
    clock.pause(look_every_s)
    return [file for file in files if file.name + MARKER in names or folder.look(file.name) == file]


def _fetch(folder: Folder, file: RemoteFile, inbox: Path) -> Path | None:
    """The file in the inbox, whole; None when it changed while it was fetched. What lies there already is used."""
    path = inbox / f"{id_of(file)}.xml"
    if path.exists():
        return path
    part = path.with_suffix(f".{os.getpid()}.part")  # `ivr bills poll` and the clock process may fetch at once
    folder.fetch(file, part)
    if folder.look(file.name) != file:
        part.unlink()
        return None
    return part.rename(path)


def _is_known(file: RemoteFile, biller: Biller, database: Database, inbox: Path) -> bool:
    """Whether this very file was fetched before, and the ledger still knows what became of it."""
    receipt = inbox / f"{id_of(file)}.sha256"
    if not receipt.exists():
        return False
    with database.read() as connection:
        known = known_file(connection, biller.bid, receipt.read_text(encoding="ascii"))
    return known is not None and known.state != FileState.STAGED


def id_of(file: RemoteFile) -> str:
    """Our own name for what the server calls `name`, at this size and time."""
    return hashlib.sha256(f"{file.name}\0{file.size}\0{file.mtime}".encode()).hexdigest()[:ID_CHARACTERS]
