"""One mistake in a prompt file, with its place."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

_BLOCK = re.compile(r"\s*\[\s*(?P<block>[a-z0-9_]+(?:\.[a-z0-9_]+)?)\s*\]", re.ASCII)
_NAME = re.compile(r"""\s*["']?(?P<name>[a-z0-9_*]+)["']?\s*=""", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """`key` is a prompt (`goodbye.say`), phrases (`receipt.heard.1`) or a block; `line` counts from 1, or is None."""

    path: Path
    line: int | None
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self._what}"

    @property
    def placed(self) -> str:
        """The sentence for whoever has the file open: with its line."""
        return f"{self.path}:{self.line}: {self._what}" if self.line else str(self)

    @property
    def _what(self) -> str:
        return f"{self.key}: found {self.found}, expected {self.expected}"

    def as_json(self) -> dict[str, object]:
        """One of `prompts check --json`."""
        return asdict(self) | {"path": str(self.path)}


def places(text: str) -> dict[str, int]:
    """Where each block, prompt and key begins: `receipt`, `receipt.say` and `receipt.heard.1` -> lines counted from 1.

    tomllib keeps no lines; a line inside a long text that looks like `name =` comes second and is not taken.
    """
    found: dict[str, int] = {}
    block = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _BLOCK.match(line):
            block = head["block"]
            found.setdefault(block, number)
        elif name := _NAME.match(line):
            found.setdefault(f"{block}.{name['name']}", number)
    return found
