"""What is said about a file: findings, and the two reports (surface.md, `bills check` and `bills load`)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self

from integration.billfile.findings import Finding
from integration.billfile.names import FileName

FINDINGS_KEPT_MAX = 10_000  # of each kind: a file that is wrong throughout must not fill the memory


@dataclass(slots=True)
class CheckReport:
    """What one pass over a file came to. All its bills are loadable, skipped, superseded or rejected.

    `refused` or `held` says why nothing of the file may load; `held` waits for a person.
    """

    file: str
    named: FileName | None = None
    created: date | None = None  # CREATED_DT
    bills: int = 0  # all headers, the trailer's count
    total_cents: int = 0  # over all headers whose amount can be read
    rejected_bills: int = 0
    skipped: int = 0  # the same bill again
    superseded: int = 0  # by a newer or a corrected bill in this file
    rejected: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    rejected_more: int = 0  # findings that are not kept
    warnings_more: int = 0
    unknown_elements: Counter[str] = field(default_factory=Counter)
    held: str | None = None
    refused: str | None = None

    @property
    def standing(self) -> int:
        """Bills that stand at the end of the file, whatever became of the file."""
        return self.bills - self.rejected_bills - self.skipped - self.superseded

    @property
    def loadable(self) -> int:
        """Bills that a load would make visible."""
        return 0 if self.refused or self.held else self.standing

    def reject(self, *findings: Finding) -> None:
        """One bill that does not load, and every reason."""
        self.rejected_bills += 1
        self.rejected_more += _keep(self.rejected, findings)

    def refuse(self, finding: Finding) -> None:
        """Refuse the whole file; the first reason is the one that is told."""
        self.refused = self.refused or finding.sentence()
        self.rejected.append(finding)

    def warn(self, *findings: Finding) -> None:
        self.warnings_more += _keep(self.warnings, findings)

    def add(self, after: Self) -> None:
        """What the rest of the same file came to."""
        self.bills += after.bills
        self.total_cents += after.total_cents
        self.rejected_bills += after.rejected_bills
        self.skipped += after.skipped
        self.superseded += after.superseded
        why = after.rejected[-1:] if after.refused else []
        self.rejected_more += after.rejected_more + _keep(
            self.rejected, after.rejected[: len(after.rejected) - len(why)]
        )
        self.rejected += why
        self.warnings_more += after.warnings_more + _keep(self.warnings, after.warnings)
        self.unknown_elements.update(after.unknown_elements)
        self.refused = after.refused

    def as_json(self) -> dict[str, Any]:
        """The document of `bills check --json`."""
        return {
            "file": self.file,
            "bills": self.bills,
            "loadable": self.loadable,
            "rejected": [asdict(finding) for finding in (*self.rejected, *_more(self.rejected_more))],
            "warnings": [asdict(finding) for finding in (*self.warnings, *_more(self.warnings_more))],
            "unknown_elements": dict(sorted(self.unknown_elements.items())),
            "held": self.held,
        }


def _keep(kept: list[Finding], findings: Sequence[Finding]) -> int:
    """Add as many as there is room for; how many there was none for."""
    room = max(0, FINDINGS_KEPT_MAX - len(kept))
    kept.extend(findings[:room])
    return max(0, len(findings) - room)


def _more(count: int) -> list[Finding]:
    """What is said in place of those that are not kept."""
    kept = f"at most {FINDINGS_KEPT_MAX:,}, the first ones, which are kept"
    return [Finding(None, None, "findings", f"{count:,} more", kept)] if count else []


class FileState(StrEnum):
    """What became of a file: the states of `bill_files`, and `skipped`, which makes no row."""

    STAGED = "staged"  # its bills are being written and are not seen yet
    LIVE = "live"
    KEPT = "kept"  # stored, not applied: not newer than the newest applied file
    REFUSED = "refused"
    HELD = "held"
    SKIPPED = "skipped"  # the same bytes were loaded before


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did. `version` is the file's row in `bill_files`; None where the file never reached the ledger."""

    check: CheckReport
    state: FileState
    version: int | None
    why: str = ""

    @classmethod
    def turned_away(cls, name: str, finding: Finding) -> Self:
        """Of a file of this name that is not even read: a zip that is none of ours, a link."""
        check = CheckReport(name)
        check.refuse(finding)
        return cls(check, FileState.REFUSED, None, check.refused or "")

    @property
    def loaded(self) -> int:
        """Bills that callers can now hear."""
        return self.check.standing if self.state is FileState.LIVE else 0

    @property
    def skipped(self) -> int:
        """Bills that changed nothing, because the same was there already."""
        return self.check.bills if self.state is FileState.SKIPPED else self.check.skipped

    def sentence(self) -> str:
        """The same for a person."""
        if self.state is FileState.LIVE:
            return f"{self.check.file}: {self.loaded} of {self.check.bills} bills loaded as version {self.version}"
        return f"{self.check.file}: {self.state}: {self.why}"

    def as_json(self) -> dict[str, Any]:
        """The document of `bills load --json`."""
        counts = {"loaded": self.loaded, "skipped": self.skipped, "superseded": self.check.superseded}
        return self.check.as_json() | counts | {"version": self.version}
