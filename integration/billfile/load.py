"""Loads a bill file whole or not at all: read once, staged in chunks, shown by one small transaction."""

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from integration.billers.biller import Biller
from integration.billfile.chunks import Chunks, Wanted
from integration.billfile.findings import FileRefused
from integration.billfile.halves import load_in_halves
from integration.billfile.judging import judge, let_in
from integration.billfile.names import FileName, as_of, file_name_of
from integration.billfile.part import NotParted
from integration.billfile.patient import stage_patiently
from integration.billfile.reading import Progress, Terms
from integration.billfile.report import CheckReport, FileState, LoadReport
from integration.billfile.sample import Sample
from integration.clock import Clock, today_at
from integration.errors import Unavailable
from integration.ledger import bill_files, bill_numbers, held_files, number_facts
from integration.ledger.bill_files import FileFacts, Staged
from integration.ledger.database import Database
from integration.ledger.let_in import LetIn
from integration.ledger.staging.chunk import SIZES

HALVES_BYTES_MIN = 4 * 1024 * 1024  # smaller files are read before another process has begun


def load_file(
    path: Path,
    biller: Biller,
    database: Database,
    clock: Clock,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    person: LetIn | None = None,
) -> LoadReport:
    """Check a file and, if nothing speaks against it, make its bills the biller's newest.

    `name` is what the biller calls the file, where it lies under our own name; `person` lets it in where something
    holds it, and passes over nothing that refuses it. Raises Unavailable (the file or the ledger cannot be reached, or
    another load took over): nothing of the file is visible then, and it can be loaded again.
    """
    name = name or path.name
    sha256 = sha256_of(path)
    with database.read() as connection:
        known = bill_files.known_file(connection, biller.bid, sha256)
        is_first = bill_numbers.live_version(connection, biller.bid) == 0
    if known and known.state in (FileState.LIVE, FileState.KEPT):
        return skipped(name, known)
    met = min(clock.now(), known.loaded_at) if known else clock.now()
    file = _facts(name, biller, sha256, met)
    terms = Terms.of(biller, today_at(biller.zone, clock.now()))
    wanted = Wanted(path, terms, name, 0, is_compared=not is_first)
    version, report, sample = _stage(wanted, file, database, clock, progress)
    if report.created:
        file = replace(file, created_on=report.created, as_of=_truth(report.created, biller, met))
    if not report.refused:
        judge(report, sample, biller, database, file.created_on, file.sequence)
        before = known.why if known and known.state == FileState.HELD else ""
        person = person and let_in(report, person, biller.billfile.reject_share_max, before)
    return _settle(report, database, clock, version, file, person)


def sha256_of(path: Path) -> str:
    """A file's digest in hexadecimal; Unavailable where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable(f"the bill file {path} cannot be read: {error.strerror}") from error


def skipped(name: str, known: bill_files.KnownFile) -> LoadReport:
    """The report of a file whose bytes the ledger has."""
    counts = json.loads(known.report)
    report = CheckReport(name, bills=counts["bills"], skipped=counts["bills"])
    return LoadReport(report, FileState.SKIPPED, known.version, f"the same bytes are version {known.version} already")


def _facts(name: str, biller: Biller, sha256: str, met: datetime) -> FileFacts:
    """What the name tells; a name that tells nothing is refused later, by the reading, and stored under today."""
    try:
        named = file_name_of(name)
    except FileRefused:
        named = FileName(today_at(biller.zone, met), 1)
    return FileFacts(biller.bid, name, sha256, named.day, named.sequence, _truth(named.day, biller, met))


def _truth(created: date, biller: Biller, met: datetime) -> datetime:
    """When the file's books were true, in UTC; `met` is when these bytes first came."""
    return as_of(created, biller.billfile.extract_at, biller.zone, not_after=met).astimezone(UTC)


def _stage(
    wanted: Wanted, file: FileFacts, database: Database, clock: Clock, progress: Progress | None
) -> tuple[int, CheckReport, Sample]:
    """All bills that stand, under a version that nobody sees: the version, what is said of the file, what it says."""
    place = database.place()
    if place and wanted.path.stat().st_size >= HALVES_BYTES_MIN:
        version = bill_files.begin(database, file, clock.now())
        with suppress(NotParted):
            return version, *load_in_halves(replace(wanted, version=version), place, progress)
    version = bill_files.begin(database, file, clock.now())  # what halves have staged is cleared
    chunks = Chunks(replace(wanted, version=version), SIZES, progress)
    for rows, withdrawn in chunks:
        stage_patiently(partial(bill_files.stage, database), clock, version, rows, withdrawn)
    return version, chunks.reading.report, chunks.sample


def _settle(
    report: CheckReport, database: Database, clock: Clock, version: int, file: FileFacts, person: LetIn | None
) -> LoadReport:
    staged = Staged(report.bills, report.total_cents, report.rejected_bills, json.dumps(report.as_json()))
    if report.refused or report.held:
        state = FileState.REFUSED if report.refused else FileState.HELD
        why = report.refused or report.held or ""
        with database.write() as connection:
            held_files.dated(connection, version, file.created_on)
        bill_files.turn_away(database, version, state, why, staged)
        return LoadReport(report, state, version, why)
    state = FileState(bill_files.show(database, version, file, staged, clock.now(), person))
    if state is FileState.LIVE:
        with suppress(Unavailable):  # callers hear the bills already; whoever plans calls works out what is missing
            number_facts.learn(database, version)
    why = "" if state is FileState.LIVE else "a file made later is live already"
    return LoadReport(report, state, version, why)
