"""A file that was fetched: unpacked where it is a zip, believed, loaded, and its receipt and report written."""

from dataclasses import dataclass
from pathlib import Path

from integration.billers.biller import Biller
from integration.billfile.findings import FileRefused, Finding
from integration.billfile.load import load_file, sha256_of, skipped
from integration.billfile.names import xml_name_of
from integration.billfile.polling import reports_back
from integration.billfile.polling.papers import Papers, claimed
from integration.billfile.polling.wanted import turned_away
from integration.billfile.reading import Progress, check_file
from integration.billfile.report import FileState, LoadReport
from integration.billfile.zipped import inflate
from integration.clock import Clock, today_at
from integration.errors import Unavailable
from integration.ledger.bill_files import known_file
from integration.ledger.database import Database
from integration.sftp.folder import RemoteFile


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file of the server, whole in the inbox."""

    file: RemoteFile
    papers: Papers

    @property
    def name(self) -> str:
        """The bill file's name, which for a zip is that of its member."""
        return xml_name_of(self.file.name)


def load_arrived(
    arrived: Arrived, biller: Biller, database: Database, clock: Clock, progress: Progress | None = None
) -> LoadReport | None:
    """What became of the file; None where another process is unpacking it.

    Raises Unavailable as `load_file` does, and where a file that came in several goes cannot be believed: its bytes are
    dropped then, and the next round fetches it in one.
    """
    papers = arrived.papers
    try:
        if not _unpack(arrived):
            return None
    except FileRefused as refused:
        _doubt(arrived, str(refused))
        return _turn_away(arrived, refused.finding, biller)
    sha256 = sha256_of(papers.xml)
    with database.read() as connection:
        known = known_file(connection, biller.bid, sha256)
    if known and known.state == FileState.HELD:  # by another machine: again, it would get another number than was told
        return _kept(arrived, skipped(arrived.name, known), biller, sha256)
    if papers.resumed.exists():
        checked = check_file(papers.xml, biller, today_at(biller.zone, clock.now()), name=arrived.name)
        _doubt(arrived, checked.refused or checked.held)
    report = load_file(papers.xml, biller, database, clock, name=arrived.name, progress=progress)
    return _kept(arrived, report, biller, sha256)


def _kept(arrived: Arrived, report: LoadReport, biller: Biller, sha256: str) -> LoadReport:
    """The same report, with its receipt, and on its way to the biller."""
    reports_back.keep(report, arrived.file, arrived.papers, biller)
    arrived.papers.sha256.write_text(sha256, encoding="ascii")
    return report


def _unpack(arrived: Arrived) -> bool:
    """Whether the bill file itself lies in the inbox now."""
    papers = arrived.papers
    if papers.xml.exists():
        return True
    with claimed(papers.unpacking) as to:
        if to is None:
            return False
        if papers.xml.exists():  # another process was quicker
            papers.unpacking.unlink()
            return True
        to.truncate()  # what an unpacking that was killed left behind
        inflate(papers.zip, arrived.name, to)
        papers.unpacking.rename(papers.xml)
    papers.zip.unlink(missing_ok=True)
    return True


def _doubt(arrived: Arrived, why: str | None) -> None:
    """A file that came in several goes must stand by itself, or it is fetched in one before it is called wrong."""
    papers = arrived.papers
    if not papers.resumed.exists():
        return
    if why:
        _drop(papers.xml, papers.zip, papers.unpacking)
    papers.resumed.unlink(missing_ok=True)
    if why:
        goes = f"{arrived.file.name!r} came in more than one go and is no bill file as it lies here"
        raise Unavailable(f"{goes} ({why}); it is fetched anew the next time")


def _turn_away(arrived: Arrived, finding: Finding, biller: Biller) -> LoadReport:
    """A zip that is none of ours is told once and not fetched again."""
    report = turned_away(arrived.file, finding)
    reports_back.keep(report, arrived.file, arrived.papers, biller)
    arrived.papers.refused.write_text(report.why, encoding="utf-8")
    _drop(arrived.papers.zip, arrived.papers.unpacking)
    return report


def _drop(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
