"""How long to measure, and where."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Effort:
    """`pairs` times ours and the reference, `seconds` each; `folder` is thrown away at the end."""

    folder: Path
    seconds: float = 4.0
    pairs: int = 5
    bills: int = 100_000  # in a bill file
