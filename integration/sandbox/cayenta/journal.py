"""What this Cayenta really applied: an append-only file, one JSON object a line, on the disk before the answer leaves.

It is the judge of every test and of the demo, so nothing of the product writes it.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """One AR item as it was applied. `at` is ISO 8601 in UTC."""

    reference: str
    account: str
    amount_cents: int
    ar_tp: str
    payment_tp: str
    batch: str
    effective: str
    at: str
    transNo: str  # noqa: N815 - Cayenta's own name


@dataclass(frozen=True, slots=True)
class Alert:
    """One change of an alert as it was applied: `method` is the one by which it came."""

    account: str
    code: str
    is_on: bool
    method: str
    effective: str


class Journal:
    """The items in the order in which they were applied; kept in memory only when there is no path."""

    def __init__(self, path: Path | None = None) -> None:
        self.items = read_journal(path) if path is not None and path.exists() else []
        self._file = path.open("a", encoding="utf-8") if path is not None else None

    def append(self, item: Item) -> None:
        """Durable when it returns."""
        if self._file is not None:
            self._file.write(json.dumps(asdict(item)) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self.items.append(item)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def read_journal(path: Path) -> list[Item]:
    """Every item of a journal's file."""
    return [Item(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
