"""Whether a file that was read to its end waits for a person, and what a person who lets it in decides."""

from dataclasses import replace
from datetime import date

from integration.billers.biller import Biller
from integration.billfile.balance import too_many_rejected
from integration.billfile.compared import compare, why_held
from integration.billfile.findings import Finding
from integration.billfile.report import CheckReport
from integration.billfile.sample import Sample
from integration.ledger import bill_files
from integration.ledger.database import Database
from integration.ledger.let_in import NOTHING_NOW, LetIn


def judge(
    report: CheckReport, sample: Sample, biller: Biller, database: Database, created: date, sequence: int
) -> None:
    """Hold the file where a person must look at it. Raises Unavailable.

    One that is older than the live file is not compared with it: nobody would hear its bills.
    """
    with database.read() as connection:
        is_newest = bill_files.is_newest(connection, biller.bid, created, sequence)
    compared = compare(database, biller.bid, sample, full=biller.billfile.full) if is_newest else None
    report.held = why_held(report, compared, biller.billfile)


def let_in(report: CheckReport, person: LetIn, reject_share_max: float, before: str) -> LetIn:
    """Hold the file no longer; the same with what had held it, for the audit and, as a warning, for the biller.

    `before` is why the file was held when it came, '' where it was not: that stays known where by now, for other
    settings or other bills, nothing holds it. What refuses a file no person can pass over. A file that the reading
    holds was not asked yet whether too many of its bills are bad.
    """
    held, report.held = report.held or "", None
    if before and not held:
        held = f"{before}; {NOTHING_NOW}"
    too_many = too_many_rejected(report, reject_share_max)
    if too_many:
        report.refuse(too_many)
    if held:  # told also where as many warnings are kept as may be
        report.warnings.append(Finding(None, None, "held", held, f"nothing that holds a file; {person.who} let it in"))
    return replace(person, held=held)
