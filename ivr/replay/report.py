"""What came of a replay: line by line, and at the first difference what was expected beside what was heard."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap
from typing import Any

from ivr.replay.coverage import Covered
from ivr.replay.script_file import ScriptLine

COLUMN_CHARS = 54


class Mark(StrEnum):
    """What became of a line."""

    PASSED = "✓"
    FAILED = "✗"
    UNREACHED = "·"


@dataclass(frozen=True, slots=True)
class Played:
    """One line and what became of it."""

    line: ScriptLine
    mark: Mark
    note: str = ""


@dataclass(frozen=True)
class Report:
    """One call. `expected` and `heard` are both sides of the first difference; `covered` is what it exercised.

    `prompts` are those that were said: language and key.
    """

    path: Path
    title: str
    played: tuple[Played, ...]
    failures: tuple[str, ...]
    expected: tuple[str, ...]
    heard: tuple[str, ...]
    covered: frozenset[Covered]
    ms: int
    prompts: frozenset[tuple[str, str]] = frozenset()

    @property
    def passed(self) -> bool:
        """Whether every line was used and nothing was found wrong."""
        return not self.failures and all(each.mark is Mark.PASSED for each in self.played)

    def summary(self) -> str:
        """One line."""
        return f"{Mark.PASSED if self.passed else Mark.FAILED} {self.path}  {self.title}".rstrip()

    def told(self) -> str:
        """All of it, for a person."""
        lines = [
            f"  {each.mark} {each.line.shown()}{f'   <- {each.note}' if each.note else ''}" for each in self.played
        ]
        beside = ["", *_beside(self.expected, self.heard)] if self.expected or self.heard else []
        failures = ["", *(f"  {failure}" for failure in self.failures)] if self.failures else []
        return "\n".join([self.summary(), *lines, *beside, *failures])

    def as_json(self) -> dict[str, Any]:
        """One call in the document of `replay --json`."""
        return {
            "file": str(self.path),
            "title": self.title,
            "passed": self.passed,
            "failures": list(self.failures),
            "expected": list(self.expected),
            "heard": list(self.heard),
            "ms": self.ms,
        }


def _beside(expected: tuple[str, ...], heard: tuple[str, ...]) -> list[str]:
    """Two columns, each wrapped to its own width."""
    left = ["expected", "--------", *_wrapped(expected)]
    right = ["heard", "-----", *_wrapped(heard)]
    return [f"  {one:<{COLUMN_CHARS}} | {other}".rstrip() for one, other in zip_longest(left, right, fillvalue="")]


def _wrapped(texts: tuple[str, ...]) -> list[str]:
    return [line for text in texts or ("(nothing)",) for line in wrap(text, COLUMN_CHARS) or [""]]
