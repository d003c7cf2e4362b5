"""Where a load writes: told by the process that has the ledger's Database to one that has not."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.ledger.staging.chunk import Writer


@dataclass(frozen=True, slots=True)
class Place:
    """A SQLite file, or the words of `psycopg.connect`, among which may be a password."""

    path: str | None
    words: Mapping[str, Any]

    def writer(self) -> Writer:
        """A Writer there. Raises Unavailable."""
        if self.path is None:
            from integration.ledger.staging.postgres import PostgresWriter  # noqa: PLC0415 - 0.2 s that SQLite needs not

            return PostgresWriter(self.words)
        from integration.ledger.staging.sqlite import SqliteWriter  # noqa: PLC0415 - the same

        return SqliteWriter(Path(self.path))
