"""The records' fields that we rely on, as data: positions from 1, as the Nacha Operating Rules print them.

Fields that nothing here depends on (names, references, discretionary characters) are not looked at: a bank that
writes them its own way must not cost a biller the whole file. Of bank account numbers not even the field is listed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from integration.nacha.findings import Finding, Findings, shape

RECORD_CHARACTERS = 94
BLOCK_RECORDS = 10
CENTURY = 2000
FILLER = "9" * RECORD_CHARACTERS


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file. `text` has 94 characters, or is '' where the line's length was wrong and told so."""

    line: int
    kind: str  # the record type, position 1; '' of an empty line
    text: str

    def __repr__(self) -> str:
        """A record holds bank account numbers, so it shows none of itself."""
        return f"Record(line={self.line}, kind={shape(self.kind)})"


@dataclass(frozen=True, slots=True)
class Field:
    """A field by name; its text must match the pattern whole, `expected` says so in words."""

    name: str
    first: int
    last: int
    pattern: str
    expected: str

    def of(self, record: Record) -> str:
        return record.text[self.first - 1 : self.last]

    def fits(self, record: Record) -> bool:
        return re.fullmatch(self.pattern, self.of(record), re.ASCII) is not None

    def finding(self, record: Record, expected: str = "", found: str = "") -> Finding:
        """That this field is not as it should be; what was found is told by its shape unless `found` is given."""
        positions = f"{self.first}-{self.last}" if self.first < self.last else f"{self.first}"
        told = found or shape(self.of(record))
        return Finding(record.line, self.name, positions, told, expected or self.expected)


def is_right(record: Record, fields: Sequence[Field], findings: Findings) -> bool:
    """Whether the record could be read and these fields are as they should be; each that is not becomes a finding."""
    if not record.text:
        return False
    wrong = [field.finding(record) for field in fields if not field.fits(record)]
    findings.extend(wrong)
    return not wrong


def day_of(text: str) -> date | None:
    """YYMMDD of this century; None where there is no such day."""
    try:
        return date(CENTURY + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def _digits(name: str, first: int, last: int) -> Field:
    count = last - first + 1
    return Field(name, first, last, rf"\d{{{count}}}", f"{count} digits")


def _text(name: str, first: int, last: int) -> Field:
    return Field(name, first, last, "[ -~]*", "printable text")


def _blank(first: int, last: int) -> Field:
    return Field("reserved", first, last, " *", "blanks")


CREATED = _digits("file creation date", 24, 29)
FILE_HEADER = (
    Field("priority code", 2, 3, "01", "01"),
    CREATED,
    Field("record size", 35, 37, "094", "094"),
    Field("blocking factor", 38, 39, "10", "10"),
    Field("format code", 40, 40, "1", "1"),
)

_SERVICE = "200|220|225"
_SERVICE_WORDS = "200 (mixed), 220 (credits) or 225 (debits)"
SERVICE_CLASS = Field("service class", 2, 4, _SERVICE, _SERVICE_WORDS)
ENTRY_CLASS = Field(
    "entry class", 51, 53, "(?!IAT|ADV)[A-Z]{3}", "three letters, not IAT and not ADV: laid out otherwise"
)
COMPANY = _text("company identification", 41, 50)
ORIGIN = _digits("originating bank", 80, 87)
BATCH_NUMBER = _digits("batch number", 88, 94)
BATCH_HEADER = (SERVICE_CLASS, ENTRY_CLASS, COMPANY, ORIGIN, BATCH_NUMBER)

# A return's own code: of a credit (1) or a debit (6), to checking (2), savings (3), general ledger (4) or loan (5).
# Some banks leave the code with which the entry was sent; the second digit tells a credit (1-4) from a debit always.
TRANSACTION = Field(
    "transaction code", 2, 3, "[234][1-46-9]|5[1-6]", "a return's (21, 26, 31, 36 …) or the entry's own"
)
RECEIVER = _digits("receiving bank", 4, 11)
CHECK_DIGIT = _digits("check digit", 12, 12)
AMOUNT = _digits("amount", 30, 39)
INDIVIDUAL = _text("individual identification", 40, 54)
INDICATOR = Field("addenda indicator", 79, 79, "1", "1: a return has its reason in an addenda record")
TRACE = _digits("trace number", 80, 94)
ENTRY = (TRANSACTION, RECEIVER, CHECK_DIGIT, AMOUNT, INDIVIDUAL, INDICATOR, TRACE)

ADDENDA_TYPE = Field("addenda type", 2, 3, "9[89]", "98 (correction) or 99 (return)")
RETURN_CODE = Field("return reason code", 4, 6, r"R\d\d", "R and two digits")
CHANGE_CODE = Field("change code", 4, 6, r"C\d\d", "C and two digits")
ORIGINAL_TRACE = _digits("original trace number", 7, 21)
DATE_OF_DEATH = Field("date of death", 22, 27, r"\d{6}| {6}", "YYMMDD or blanks")
RETURN_ADDENDA = (RETURN_CODE, ORIGINAL_TRACE, TRACE)
CHANGE_ADDENDA = (CHANGE_CODE, ORIGINAL_TRACE, TRACE)

BATCH_COUNT = _digits("entry and addenda count", 5, 10)
BATCH_HASH = _digits("entry hash", 11, 20)
BATCH_DEBITS = _digits("total debits", 21, 32)
BATCH_CREDITS = _digits("total credits", 33, 44)
CONTROL_COMPANY = _text("company identification", 45, 54)
BATCH_CONTROL = (
    SERVICE_CLASS,
    BATCH_COUNT,
    BATCH_HASH,
    BATCH_DEBITS,
    BATCH_CREDITS,
    CONTROL_COMPANY,
    _blank(74, 79),
    ORIGIN,
    BATCH_NUMBER,
)
SAME_AS_HEADER = (  # header's field, control's field
    (SERVICE_CLASS, SERVICE_CLASS),
    (COMPANY, CONTROL_COMPANY),
    (ORIGIN, ORIGIN),
    (BATCH_NUMBER, BATCH_NUMBER),
)

BATCHES = _digits("batch count", 2, 7)
BLOCKS = _digits("block count", 8, 13)
FILE_COUNT = _digits("entry and addenda count", 14, 21)
FILE_HASH = _digits("entry hash", 22, 31)
FILE_DEBITS = _digits("total debits", 32, 43)
FILE_CREDITS = _digits("total credits", 44, 55)
FILE_CONTROL = (BATCHES, BLOCKS, FILE_COUNT, FILE_HASH, FILE_DEBITS, FILE_CREDITS, _blank(56, 94))
