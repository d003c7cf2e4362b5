"""A return file on disk, read whole and told whole: what `ivr returns check` says, and what a load begins with."""

import hashlib
import io
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from integration.errors import Unavailable
from integration.masking import last_four
from integration.nacha.findings import Finding, Findings
from integration.nacha.items import Correction, Item, Return
from integration.nacha.reading import Reading
from integration.nacha.sums import Sums, Whole
from integration.nacha.words import meaning_of

FILE_BYTES_MAX = 4 * 1024 * 1024  # some 22,000 returns; the ledger is held for about a second while they are written


@dataclass(frozen=True, slots=True)
class Checked:
    """What one file holds. With any finding nothing of it may be used. `sha256` is of its very bytes."""

    file: str
    sha256: str
    created_on: date | None
    items: tuple[Item, ...]
    findings: Findings
    whole: Whole

    @property
    def returns(self) -> list[Return]:
        return [item for item in self.items if isinstance(item, Return)]

    @property
    def corrections(self) -> list[Correction]:
        return [item for item in self.items if isinstance(item, Correction)]

    def sentence(self) -> str:
        """Its counts and totals, for a person."""
        sums = self.whole.sums
        counts = f"returns {len(self.returns)}, corrections {len(self.corrections)}, batches {self.whole.batches}"
        totals = f"debits {_dollars(sums.debit_cents)}, credits {_dollars(sums.credit_cents)}"
        return f"{self.file}: {counts}, {totals}, errors {self.findings.count}"

    def as_json(self) -> dict[str, Any]:
        """The document of `ivr returns check --json`: payments by their last four, corrections by their parts."""
        return {
            "file": self.file,
            "created_on": self.created_on.isoformat() if self.created_on else None,
            "batches": self.whole.batches,
            "records": self.whole.lines,
            "debits_cents": self.whole.sums.debit_cents,
            "credits_cents": self.whole.sums.credit_cents,
            "returns": [_returned(item) for item in self.returns],
            "corrections": [_corrected(item) for item in self.corrections],
            "errors": [asdict(finding) for finding in self.findings.kept],
            "error_count": self.findings.count,
        }


def check_file(path: Path) -> Checked:
    """Read a file whole. Raises Unavailable where it cannot be read, and nothing for what is in it."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise Unavailable(f"the return file {path} cannot be read: {error.strerror}") from error
    return check_bytes(path.name, raw)


def check_bytes(name: str, raw: bytes) -> Checked:
    """The same of bytes that were read already; more than FILE_BYTES_MAX of them are not looked at."""
    if len(raw) > FILE_BYTES_MAX:
        return too_long(name)
    reading = Reading(io.BytesIO(raw))
    items = tuple(reading)
    return Checked(name, hashlib.sha256(raw).hexdigest(), reading.created_on, items, reading.findings, reading.whole)


def too_long(name: str) -> Checked:
    """A file that nobody looked into."""
    findings = Findings()
    findings.add(Finding(1, "file", "", f"more than {FILE_BYTES_MAX} bytes", "a return file of at most as many"))
    return Checked(name, "", None, (), findings, Whole(Sums()))


def _returned(item: Return) -> dict[str, Any]:
    return {
        "line": item.line,
        "code": item.code,
        "meaning": meaning_of(item.code),
        "amount_cents": item.amount.cents,
        "payment_ending": last_four(item.individual_id),
        "trace": item.trace,
        "original_trace": item.original_trace,
    }


def _corrected(item: Correction) -> dict[str, Any]:
    return {
        "line": item.line,
        "code": item.code,
        "meaning": meaning_of(item.code),
        "corrects": [part.value for part in item.parts],
        "payment_ending": last_four(item.individual_id),
        "trace": item.trace,
        "original_trace": item.original_trace,
    }


def _dollars(cents: int) -> str:
    """A total may be longer than Money's single amounts."""
    return f"{cents // 100}.{cents % 100:02d}"
