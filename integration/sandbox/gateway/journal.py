"""The gateway's own journal: one JSON object a line, only ever added to, on the disk before anybody is answered."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Journal:
    """Entries in the order they happened. Without a path it lives in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.entries: list[Entry] = []
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()  # a place that cannot be written to is found at the start
            self.entries += read_journal(path)
            _cut_torn_end(path)

    def add(self, entry: Entry) -> None:
        """Write one entry, durably, in one write."""
        if self._path:
            with self._path.open("ab", buffering=0) as file:
                file.write(json.dumps(entry, sort_keys=True).encode() + b"\n")
                os.fsync(file.fileno())
        self.entries.append(entry)


def read_journal(path: Path) -> Iterator[Entry]:
    """Each whole line of a journal file; a last line without its end was never answered and is left out."""
    for line in path.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            yield json.loads(line)


def _cut_torn_end(path: Path) -> None:
    os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
