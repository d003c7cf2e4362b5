"""What is wrong with a return file, and where; never a digit of what may be somebody's bank account."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FINDINGS_KEPT_MAX = 10_000  # a file that is wrong throughout must not fill the memory
SHAPE_CHARACTERS_MAX = 44


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: the line of the file, the field and its positions (from 1, '' for the whole), both sides.

    `found` is a shape, a count or a total, never the text of an entry or of an addenda record.
    """

    line: int
    field: str
    positions: str
    found: str
    expected: str

    def sentence(self) -> str:
        """The same for a person."""
        where = f"{self.field} ({self.positions})" if self.positions else self.field
        return f"line {self.line}: {where}: found {self.found}, expected {self.expected}"


@dataclass(slots=True)
class Findings:
    """All that is wrong, the first FINDINGS_KEPT_MAX kept, the rest counted."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: Finding) -> None:
        self.count += 1
        if len(self.kept) < FINDINGS_KEPT_MAX:
            self.kept.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)

    def sort(self) -> None:
        """By line: a control's totals are only known to be wrong at the end of the file."""
        self.kept.sort(key=lambda finding: finding.line)

    def sentences(self) -> Iterator[str]:
        """One for each that was kept, and one for those that were not."""
        yield from (finding.sentence() for finding in self.kept)
        if self.count > len(self.kept):
            yield f"and {self.count - len(self.kept)} more"

    def __bool__(self) -> bool:
        return self.count > 0


def shape(text: str) -> str:
    """What a piece of a record looks like: 9 for each digit, A for each letter, _ for each blank, ? for the rest."""
    if not text.strip(" "):
        return "blanks" if text else "nothing"
    return "".join(map(_sign, text[:SHAPE_CHARACTERS_MAX]))


def _sign(character: str) -> str:
    if not character.isascii():
        return "?"
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "A"
    return "_" if character == " " else "?"
