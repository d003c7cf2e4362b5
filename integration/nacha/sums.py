"""What a batch and a file must add up to, and the check of a control record against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from integration.masking import last_four
from integration.nacha import layout
from integration.nacha.entries import Entry
from integration.nacha.findings import Finding
from integration.nacha.layout import Field, Record

HASH_MODULUS = 10**10  # "the sum … of positions 4-11 of each entry; only the ten low-order digits are used"


@dataclass(slots=True)
class Sums:
    """Counts and totals so far. `is_torn`: an entry could not be read, so only the counts still mean something."""

    records: int = 0  # entries and addenda
    hash: int = 0
    debit_cents: int = 0
    credit_cents: int = 0
    is_torn: bool = False

    def add(self, entry: Entry | None) -> None:
        """One more entry; None where it could not be read."""
        self.records += 1
        if entry is None:
            self.is_torn = True
            return
        self.hash = (self.hash + entry.receiver) % HASH_MODULUS
        if entry.is_debit:
            self.debit_cents += entry.amount.cents
        else:
            self.credit_cents += entry.amount.cents


@dataclass(slots=True)
class Batch:
    """A batch that is being read. `header` is None where none came before its entries, or it could not be read."""

    header: Record | None
    sums: Sums

    def against(self, control: Record) -> Iterator[Finding]:
        """What its control record says otherwise than its header and its entries."""
        counts = (layout.BATCH_COUNT, layout.BATCH_HASH, layout.BATCH_DEBITS, layout.BATCH_CREDITS)
        yield from _unequal(control, counts, self.sums, "the batch")
        if self.header is None:
            return
        for ours, theirs in layout.SAME_AS_HEADER:
            if ours.of(self.header).strip() != theirs.of(control).strip():
                yield theirs.finding(control, f"what the batch header of line {self.header.line} says")


@dataclass(slots=True)
class Whole:
    """What all records of a file come to."""

    sums: Sums
    batches: int = 0
    lines: int = 0  # filler included

    def against(self, control: Record) -> Iterator[Finding]:
        """What the file control record says otherwise; the lines are counted to the end of the file."""
        if int(layout.BATCHES.of(control)) != self.batches:
            yield _other(control, layout.BATCHES, self.batches, "the file")
        blocks = -(-self.lines // layout.BLOCK_RECORDS)
        if int(layout.BLOCKS.of(control)) != blocks:
            yield _other(control, layout.BLOCKS, blocks, "the file")
        totals = (layout.FILE_COUNT, layout.FILE_HASH, layout.FILE_DEBITS, layout.FILE_CREDITS)
        yield from _unequal(control, totals, self.sums, "the file")


def _unequal(control: Record, fields: Sequence[Field], sums: Sums, whose: str) -> Iterator[Finding]:
    """`fields` are the count, the hash, the debits and the credits."""
    count, checksum, debits, credits_ = fields
    if int(count.of(control)) != sums.records:
        yield _other(control, count, sums.records, whose)
    if sums.is_torn:
        return
    if int(checksum.of(control)) != sums.hash:
        # of a batch with one entry the hash is a bank's number, so only its end is told
        expected = f"{last_four(f'{sums.hash:010d}')}, what the entries of {whose} add up to"
        yield checksum.finding(control, expected, last_four(checksum.of(control)))
    for field, cents in ((debits, sums.debit_cents), (credits_, sums.credit_cents)):
        if int(field.of(control)) != cents:
            yield _other(control, field, cents, whose)


def _other(control: Record, field: Field, counted: int, whose: str) -> Finding:
    return field.finding(control, f"{counted}, as counted in {whose}", f"{int(field.of(control))}")
