"""One pass over a bill file: the bills that stand, and a report of everything else."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from integration.billfile.balance import Sums, close
from integration.billfile.cut import PlainBill
from integration.billfile.findings import FileRefused, Finding, shown
from integration.billfile.layouts import Layout
from integration.billfile.names import file_name_of
from integration.billfile.part import WHOLE, Part
from integration.billfile.plain import PlainShaper
from integration.billfile.raw import RawBill
from integration.billfile.report import CheckReport
from integration.billfile.shape import Shaper
from integration.billfile.standing import Dated, Standing, Verdict
from integration.billfile.stream import Advance, Stream, Written
from integration.errors import Garbled, Unavailable
from integration.ledger.rows import PLACE, Row, bill_of, row_of
from integration.model import Bill

if TYPE_CHECKING:
    from integration.billers.biller import Biller  # a process that reads begins sooner without

FILE_BYTES_MAX = 1024**3
CREATED_FIRST = date(2000, 1, 1)
AHEAD_MAX = timedelta(days=1)
ACCOUNT, NUMBER, DAY, BALANCE = (
    PLACE[name] for name in ("account_number", "invoice_number", "bill_date", "balance_due")
)

DAYS_KEPT = 1024
_IDENTITY = itemgetter(ACCOUNT, NUMBER, DAY)

Progress = Callable[[int, int, int], None]  # bytes read, bytes in all, bills so far; about sixteen times a megabyte


@dataclass(frozen=True, slots=True)
class Terms:
    """What a biller's settings say of how his files are read, on a day of the biller's."""

    bid: str
    layout: Layout
    reject_share_max: float
    today: date

    @classmethod
    def of(cls, biller: "Biller", today: date) -> Self:
        """The terms of this biller. Raises Misconfigured where there is no layout of the name."""
        settings = biller.billfile
        return cls(biller.bid, settings.layout_of_files(), settings.reject_share_max, today)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The bill given before for this account does not stand after all."""

    account_number: str


Given = Sequence[Row] | Withdrawn


class Reading:
    """One pass, by `given`, `rows` or iterating: bills as soon as they stand, Withdrawn where one is taken back later.

    Nothing given may be shown to anybody before the end is reached with neither `report.refused` nor `report.held`.
    What is true of a whole file only is not judged of a part: whoever reads both calls `close`.
    What is wrong with the file is in the report; only Unavailable (the file cannot be read at all) is raised, and
    NotParted of a part.
    """

    def __init__(
        self,
        path: Path,
        terms: Terms,
        *,
        name: str | None = None,
        version: int = 0,
        progress: Progress | None = None,
        part: Part = WHOLE,
    ) -> None:
        self.report = CheckReport(name or path.name)
        self._path = path
        self._terms = terms
        self._version = version
        self._layout = terms.layout
        self._progress = progress
        self._part = part
        self.sums = Sums()
        self.standing = Standing()

    def __iter__(self) -> Iterator[Bill | Withdrawn]:
        for given in self.rows():
            yield given if isinstance(given, Withdrawn) else bill_of(given)

    def rows(self) -> Iterator[Row | Withdrawn]:
        """Bills as rows of the version."""
        for given in self.given():
            if isinstance(given, Withdrawn):
                yield given
            else:
                yield from given

    def given(self) -> Iterator[Given]:
        """The same, some rows at once."""
        try:
            self.report.named = file_name_of(self.report.file)
            with self._path.open("rb") as file:
                yield from self._bills(file)
        except FileRefused as refused:
            self.report.refuse(refused.finding)
        except Garbled as garbled:
            self.report.refuse(Finding(None, None, "document", str(garbled), "well-formed XML from beginning to end"))
        except OSError as error:
            raise Unavailable(f"the bill file {self._path} cannot be read: {error.strerror}") from error

    def _bills(self, file: BinaryIO) -> Iterator[Given]:
        size = os.fstat(file.fileno()).st_size
        if size > FILE_BYTES_MAX:
            raise FileRefused(Finding(None, None, "file", f"{size} bytes", f"at most {FILE_BYTES_MAX} bytes"))
        stream = Stream(file, self._layout, self._advance(size), self._part)
        try:
            yield from self._standing_bills(stream)
        finally:
            self.report.bills = stream.headers
            self.report.unknown_elements = stream.unknown
        self._created(stream)
        self.sums.trailer, self.sums.trailer_line = stream.trailer, stream.trailer_line
        if self._part == WHOLE:
            close(self.report, self.sums, self._layout, self._terms.reject_share_max)

    def _standing_bills(self, stream: Stream) -> Iterator[Given]:
        written = iter(stream)
        first = next(written, None)
        if first is None:
            return
        created = self._created(stream)
        shaper = Shaper(self._terms.bid, self._layout, created)
        plain = PlainShaper(self._terms.bid, self._layout, created, self._version)
        for bills in chain((first,), written):
            shorts = plain.rows_of(bills)
            self._count(bills, shorts, stream)
            sure = [short for short in shorts if short]
            if len(sure) == len(bills) and self._are_new(bills, sure):
                yield sure
                continue
            for bill, short in zip(bills, shorts, strict=True):
                row = short or self._looked_at(shaper, stream.raw_of(bill) if isinstance(bill, PlainBill) else bill)
                if row:
                    yield from self._judged(row, bill.line)

    def _count(self, bills: Sequence[Written], shorts: Sequence[Row | None], stream: Stream) -> None:
        """What is told of those that went the short way."""
        self.report.total_cents += sum(short[BALANCE] for short in shorts if short)
        for bill, short in zip(bills, shorts, strict=True):
            if short and isinstance(bill, PlainBill):
                for path, times in bill.skeleton.unknown:
                    stream.unknown.meet(path, times)

    def _are_new(self, bills: Sequence[Written], rows: Sequence[Row]) -> bool:
        """Whether all are of accounts and numbers that the file did not have yet; then they stand."""
        if not rows:
            return True
        accounts, numbers, days = zip(*map(_IDENTITY, rows), strict=True)
        lines = [bill.line for bill in bills]
        return self.standing.all_new(accounts, numbers, map(_ordinal_of, days), lines, [*map(hash, rows)])

    def _looked_at(self, shaper: Shaper, raw: RawBill) -> Row | None:
        """The long way: everything that is wrong with a bill is told."""
        self._add_amount(shaper, raw)
        bill, findings = shaper.bill(raw)
        if bill is None:
            self.report.reject(*findings)
            return None
        if findings:
            self.report.warn(*findings)
        return row_of(bill, self._version)

    def _advance(self, size: int) -> Advance | None:
        tell = self._progress
        return (lambda read, bills: tell(read, size, bills)) if tell else None

    def _created(self, stream: Stream) -> date:
        """CREATED_DT, once the root has been seen to be this biller's."""
        if self.report.created:
            return self.report.created
        layout = self._layout
        if stream.biller != self._terms.bid:
            raise FileRefused(Finding(None, None, layout.biller, shown(stream.biller), repr(self._terms.bid)))
        try:
            self.report.created = created = _believed(layout.read_date(stream.created or ""), self._terms.today)
        except ValueError as error:
            raise FileRefused(Finding(None, None, layout.created, shown(stream.created), str(error))) from error
        named = self.report.named
        if named and named.day != created and not self._part.begin:  # which is told once
            expected = f"{named.day}, the day in the file's name"
            self.report.warn(Finding(None, None, layout.created, str(created), expected))
        return created

    def _add_amount(self, shaper: Shaper, raw: RawBill) -> None:
        amount = shaper.amount_of(raw)
        if amount is None:
            self.sums.amounts_unreadable += 1
        elif raw.texts.get("balance_due"):
            self.report.total_cents += amount.cents
        else:
            self.sums.amounts_missing += 1

    def _judged(self, row: Row, line: int) -> Iterator[Given]:
        dated = Dated(row[ACCOUNT], row[NUMBER], date.fromisoformat(row[DAY]), line)
        verdict = self.standing.judge(dated, hash(row))
        self.report.skipped += verdict.skipped
        self.report.superseded += verdict.superseded
        for account in verdict.withdrawn:
            yield Withdrawn(account)
        if verdict.conflict:
            self._conflict(dated, verdict)
        elif verdict.stands:
            yield (row,)

    def _conflict(self, bill: Dated, verdict: Verdict) -> None:
        path = self._layout.path_of("bill_date")
        for line in filter(None, (verdict.also_line, bill.line)):
            self.report.reject(Finding(line, bill.account_number, path, verdict.conflict, "one bill that stands"))


def _believed(created: date, today: date) -> date:
    """A file of a day to come would keep out every file until then; a batch is dated a day ahead here and there."""
    last = today + AHEAD_MAX
    if not CREATED_FIRST <= created <= last:
        raise ValueError(f"a day from {CREATED_FIRST} to {last}")
    return created


def check_file(
    path: Path, biller: "Biller", today: date, *, name: str | None = None, progress: Progress | None = None
) -> CheckReport:
    """Everything that is wrong with a file, without loading it; `today` is the biller's.

    Raises Unavailable where it cannot be read at all.
    """
    reading = Reading(path, Terms.of(biller, today), name=name, progress=progress)
    for _ in reading.rows():
        pass
    return reading.report


@lru_cache(DAYS_KEPT)
def _ordinal_of(day: str) -> int:
    return date.fromisoformat(day).toordinal()
