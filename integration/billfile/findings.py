"""What is wrong, and where: one finding for each thing, with what was found and what was expected."""

from dataclasses import dataclass

from integration.errors import Refused

FOUND_CHARACTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: the line of the file, the account if it is known, the element, and both sides of the matter."""

    line: int | None
    account: str | None
    field: str
    found: str
    expected: str

    def sentence(self) -> str:
        """The same for a person."""
        place = f"line {self.line}: " if self.line else ""
        whose = f"account {self.account}: " if self.account else ""
        return f"{place}{whose}{self.field}: found {self.found}, expected {self.expected}"


class FileRefused(Refused):
    """The whole file is refused, because of this finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence(), code=finding.field)
        self.finding = finding


def shown(text: str | None) -> str:
    """A piece of the file as a finding quotes it."""
    return repr(text)[:FOUND_CHARACTERS_MAX] if text else "nothing"
