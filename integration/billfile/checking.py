"""Checks a bill file without loading it: what is wrong with it, and whether a load would hold it for a person."""

from pathlib import Path

from integration.billers.biller import Biller
from integration.billfile.findings import Finding
from integration.billfile.judging import judge
from integration.billfile.reading import Progress, Reading, Terms
from integration.billfile.report import CheckReport
from integration.billfile.sample import Sample
from integration.clock import Clock, today_at
from integration.errors import Unavailable
from integration.ledger.database import Database
from integration.ledger.revision import is_current


def check_beside(
    path: Path,
    biller: Biller,
    database: Database,
    clock: Clock,
    *,
    name: str | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Everything that a load would say of the file; nothing is written. Raises Unavailable: it cannot be read at all.

    Where there is no ledger the file is checked by itself, and a warning says so.
    """
    terms = Terms.of(biller, today_at(biller.zone, clock.now()))
    reading, sample = Reading(path, terms, name=name, progress=progress), Sample()
    for given in reading.given():
        sample.take(given)
    report = reading.report
    if not report.refused:
        _judge(report, sample, biller, database)
    return report


def _judge(report: CheckReport, sample: Sample, biller: Biller, database: Database) -> None:
    if report.named is None or report.created is None:  # then it is refused; but that is for the reading to say
        return
    try:
        why_not = _why_no_ledger(database)
        if not why_not:
            judge(report, sample, biller, database, report.created, report.named.sequence)
            return
    except Unavailable as error:
        why_not = str(error)
    expected = "the bills that callers hear now: missing accounts and amounts ten times as large were not looked for"
    report.warn(Finding(None, None, "ledger", why_not, expected))


def _why_no_ledger(database: Database) -> str:
    """Why there is nothing to compare with; '' where there is. To open a SQLite file that is not there makes it."""
    place = database.place()
    if place and place.path and not Path(place.path).exists():
        return f"no file {place.path}"
    return "" if is_current(database) else "a database that was not migrated to this version"
