"""Polls a biller's folder: what is ready is fetched into a private inbox under our own id, and loaded in order."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from integration.billers.biller import Biller, Sftp
from integration.billfile.names import MARKER
from integration.billfile.polling import reports_back
from integration.billfile.polling.arrived import Arrived, load_arrived
from integration.billfile.polling.fetching import fetch
from integration.billfile.polling.papers import Papers, alone, sweep
from integration.billfile.polling.wanted import bill_files, is_of_ours, obstacle
from integration.billfile.reading import Progress
from integration.billfile.report import FileState, LoadReport
from integration.clock import Clock
from integration.errors import Garbled, Misconfigured, Refused, Trouble, Unavailable
from integration.ledger.bill_files import known_file
from integration.ledger.database import Database
from integration.sftp.folder import Folder, RemoteFile, open_folder

ID_CHARACTERS = 32

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """One look at one biller's folder: a report for each new file, and what went wrong with single files."""

    reports: list[LoadReport] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def poll(biller: Biller, database: Database, inbox: Path, clock: Clock, *, progress: Progress | None = None) -> Round:
    """Fetch and load every new bill file, the oldest first; what is still growing is left for the next time.

    `inbox` is the biller's own folder here. Files that the ledger knows are passed over, and so is what was told once
    and has not changed; one file's trouble does not stop the others. Raises Misconfigured (no server named, keys
    unreadable), Refused (host key, login, folder) and Unavailable where the folder cannot be read at all, or another
    process polls it.
    """
    access = biller.billfile.sftp
    if access is None:
        raise Misconfigured([f"biller {biller.bid} names no server to poll: [billfile] sftp is missing"])
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(inbox):
        return _round(access, biller, database, inbox, clock, progress)


def _round(
    access: Sftp, biller: Biller, database: Database, inbox: Path, clock: Clock, progress: Progress | None
) -> Round:
    this = Round()
    with open_folder(access, clock) as folder:
        listed = folder.files(is_of_ours)
        names = {file.name for file in listed}
        here = {file: Papers(inbox, id_of(file)) for file in bill_files(listed)}
        sweep(inbox, {papers.id for papers in here.values()}, clock)
        new = [file for file, papers in here.items() if not _is_known(papers, biller, database)]
        fetchable = [file for file in new if not _turned_away(file, here[file], biller, names, this)]
        arrived: list[Arrived] = []
        try:
            still = ready(folder, fetchable, names, clock, biller.billfile.look_every_s)
            arrived = _fetch_all(folder, [Arrived(file, here[file]) for file in still], this)
        except Trouble as trouble:  # what was turned away is told all the same: it is told once
            this.troubles.append(trouble)
    for one in arrived:
        _load(one, biller, database, clock, progress, this)
    _send_reports(biller, inbox, clock, this)
    return this


@dataclass(frozen=True, slots=True)
class Polled:
    """One round over the billers: what was new, and the billers whose server or files gave trouble."""

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
    """Poll these billers, each into `inboxes/<bid>`; one biller's trouble, or a mistake of ours, stops no other."""
    polled = Polled({}, {})
    for biller in billers:
        try:
            this = poll(biller, database, inboxes / biller.bid, clock, progress=progress)
        except Trouble as trouble:
            polled.troubles[biller.bid] = trouble
        except Exception as error:  # noqa: BLE001 - one biller's folder must not stop the others
            polled.troubles[biller.bid] = _mistake(f"the folder of biller {biller.bid}", error, biller)
        else:
            polled.reports[biller.bid] = this.reports
            if this.troubles:
                polled.troubles[biller.bid] = _together(this.troubles)
    return polled


def _turned_away(file: RemoteFile, papers: Papers, biller: Biller, names: set[str], this: Round) -> bool:
    """Whether something speaks against fetching the file, which is told once, or did when it was fetched."""
    report = obstacle(file, biller, names)
    if report is None:
        return papers.refused.exists()
    if not papers.obstacle.exists() or papers.obstacle.read_text(encoding="utf-8") != report.why:
        reports_back.keep(report, file, papers, biller)
        papers.obstacle.write_text(report.why, encoding="utf-8")
        this.reports.append(report)
    return True


def _fetch_all(folder: Folder, wanted: list[Arrived], this: Round) -> list[Arrived]:
    """Those that are here now. A connection that is cut leaves the rest for the next round."""
    arrived = []
    for one in wanted:
        try:
            if fetch(folder, one.file, one.papers):
                arrived.append(one)
        except Refused as trouble:
            this.troubles.append(trouble)
        except Unavailable as trouble:
            this.troubles.append(trouble)
            break
    return arrived


def _load(
    one: Arrived, biller: Biller, database: Database, clock: Clock, progress: Progress | None, this: Round
) -> None:
    try:
        report = load_arrived(one, biller, database, clock, progress)
    except Trouble as trouble:
        this.troubles.append(trouble)
    except Exception as error:  # noqa: BLE001 - one file must not stop the others; what it staged the next load sweeps
        this.troubles.append(_mistake(repr(one.file.name), error, biller))
    else:
        this.reports.extend([report] if report else [])


def _send_reports(biller: Biller, inbox: Path, clock: Clock, this: Round) -> None:
    try:
        reports_back.send(biller, inbox, clock)
    except Trouble as trouble:
        this.troubles.append(trouble)
    except Exception as error:  # noqa: BLE001 - what was loaded is told all the same
        this.troubles.append(_mistake("the reports back", error, biller))


def _mistake(what: str, error: Exception, biller: Biller) -> Trouble:
    """A mistake of ours as a trouble: its kind is told, its words, which may be the file's, only to the log."""
    _log.exception("bill_file_failed", bid=biller.bid, file=what)
    return Garbled(f"{what}: {type(error).__name__}, which no file should bring about; the log tells where")


def _together(troubles: list[Trouble]) -> Trouble:
    """One for the biller; it may simply be tried again where that holds of each."""
    told = "; ".join(str(trouble) for trouble in troubles)
    is_passing = all(isinstance(trouble, Unavailable) for trouble in troubles)
    return troubles[0] if len(troubles) == 1 else Unavailable(told) if is_passing else Refused(told)


def ready(
    folder: Folder, files: list[RemoteFile], names: set[str], clock: Clock, look_every_s: float
) -> list[RemoteFile]:
    """Files with a marker, and files whose size and time stay the same from one look to the next."""
    if all(file.name + MARKER in names for file in files):
        return files
    clock.pause(look_every_s)
    return [file for file in files if file.name + MARKER in names or folder.look(file.name) == file]


def _is_known(papers: Papers, biller: Biller, database: Database) -> bool:
    """Whether this very file was fetched before, and the ledger still knows what became of it."""
    if not papers.sha256.exists():
        return False
    with database.read() as connection:
        known = known_file(connection, biller.bid, papers.sha256.read_text(encoding="ascii"))
    return known is not None and known.state != FileState.STAGED


def id_of(file: RemoteFile) -> str:
    """Our own name for what the server calls `name`, at this size and time."""
    return hashlib.sha256(f"{file.name}\0{file.size}\0{file.mtime}".encode()).hexdigest()[:ID_CHARACTERS]
