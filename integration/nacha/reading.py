"""One pass over a return file: gives what it tells, and collects everything that is wrong with it."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from integration.nacha import layout
from integration.nacha.entries import Entry, entry_of, item_of
from integration.nacha.findings import Finding, Findings, shape
from integration.nacha.items import Item
from integration.nacha.layout import Record, day_of, is_right
from integration.nacha.lines import records
from integration.nacha.sums import Batch, Sums, Whole

KINDS = {
    "1": "a file header (1)",
    "5": "a batch header (5)",
    "6": "an entry (6)",
    "7": "an addenda record (7)",
    "8": "a batch control (8)",
    "9": "a file control (9)",
}
# A returned entry has exactly one addenda record: its reason or its correction.
FOLLOWERS = {"": "1", "1": "59", "5": "6", "6": "7", "7": "68", "8": "59", "9": ""}


class Reading:
    """Iterate it once, to the end: it gives the items whose own records are right; then ask what was wrong.

    Whatever the bytes are, the only thing that is raised is the source's own OSError. With any finding nothing of the
    file may be used: a total that does not add up cannot say which entry is the wrong one.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.findings = Findings()
        self.created_on: date | None = None  # by the file header
        self.whole = Whole(Sums())
        self._before = ""  # the kind of the record before
        self._batch: Batch | None = None
        self._entry: Entry | None = None  # waits for its addenda record
        self._control: Record | None = None  # of the file

    def __iter__(self) -> Iterator[Item]:
        for record in records(self._source, self.findings):
            self.whole.lines = record.line
            if self._is_filler(record):
                continue
            self._in_order(record)
            if item := self._take(record):
                yield item
        self._end()

    def _is_filler(self, record: Record) -> bool:
        """One of a wrong length was told as such already."""
        return self._before == record.kind == "9" and record.text in ("", layout.FILLER)

    def _in_order(self, record: Record) -> None:
        """Whether this kind may follow; whatever does follow is read as what it says it is."""
        if record.kind and record.kind not in FOLLOWERS[self._before]:
            found = KINDS.get(record.kind, f"an unknown record type ({shape(record.kind)})")
            self.findings.add(Finding(record.line, "record type", "1", found, self._awaited()))
        if record.kind in KINDS:
            self._before = record.kind

    def _awaited(self) -> str:
        return " or ".join(KINDS[kind] for kind in FOLLOWERS[self._before]) or "filler (94 nines) or the end"

    def _take(self, record: Record) -> Item | None:
        match record.kind:
            case "1":
                self._take_file_header(record)
            case "5":
                self._take_batch_header(record)
            case "6":
                self._take_entry(record)
            case "7":
                return self._take_addenda(record)
            case "8":
                self._take_batch_control(record)
            case "9" if is_right(record, layout.FILE_CONTROL, self.findings):
                self._control = record
        return None

    def _take_file_header(self, record: Record) -> None:
        if not is_right(record, layout.FILE_HEADER, self.findings):
            return
        self.created_on = day_of(layout.CREATED.of(record))
        if self.created_on is None:
            self.findings.add(layout.CREATED.finding(record, "a day as YYMMDD"))

    def _take_batch_header(self, record: Record) -> None:
        self.whole.batches += 1
        header = record if is_right(record, layout.BATCH_HEADER, self.findings) else None
        self._batch = Batch(header, Sums())

    def _take_entry(self, record: Record) -> None:
        self._batch = self._batch or Batch(None, Sums())
        self._entry = entry_of(record, self.findings)
        for sums in (self._batch.sums, self.whole.sums):
            sums.add(self._entry)

    def _take_addenda(self, record: Record) -> Item | None:
        self.whole.sums.records += 1
        if self._batch is not None:
            self._batch.sums.records += 1
        entry, self._entry = self._entry, None
        return item_of(entry, record, self.findings)

    def _take_batch_control(self, record: Record) -> None:
        batch, self._batch = self._batch, None
        if is_right(record, layout.BATCH_CONTROL, self.findings) and batch is not None:
            self.findings.extend(batch.against(record))

    def _end(self) -> None:
        after = self.whole.lines + 1
        if self._before != "9":
            self.findings.add(Finding(after, "record type", "1", "the end of the file", self._awaited()))
        if self.whole.lines % layout.BLOCK_RECORDS:
            expected = f"a multiple of {layout.BLOCK_RECORDS}, filled up with lines of nines"
            self.findings.add(Finding(after, "file", "", f"{self.whole.lines} records", expected))
        if self._control is not None:
            self.findings.extend(self.whole.against(self._control))
        self.findings.sort()
