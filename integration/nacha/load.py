"""Loads return files: each whole or not at all, and the same bytes only once.

Where the biller opted in, what is to be posted is put into the outbox in the transaction that keeps the file.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from integration.billers import Biller
from integration.billfile.names import MARKER
from integration.clock import Clock
from integration.errors import Unavailable
from integration.ledger import returns
from integration.ledger.database import Database
from integration.ledger.returns import Decided, ReturnFile
from integration.nacha.again import decide_all, ordered
from integration.nacha.check import Checked, check_file
from integration.nacha.correct import correct
from integration.nacha.items import Correction, Item
from integration.nacha.matching import Decision, Verdict
from integration.ports import Gateway

NOT_OURS = (".part", MARKER)  # half-written, and the sign that the file beside it is whole


class Outcome(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    SKIPPED = "skipped"  # the same bytes were loaded before
    REFUSED = "refused"  # it has errors: nothing of it was kept


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load did: how many items got which verdict."""

    checked: Checked
    outcome: Outcome
    verdicts: Counter[Verdict]

    def sentence(self) -> str:
        """The same for a person."""
        counts = ", ".join(f"{verdict} {self.verdicts[verdict]}" for verdict in Verdict if self.verdicts[verdict])
        told = {
            Outcome.LOADED: counts or "nothing came back",
            Outcome.SKIPPED: "the same file was loaded before",
            Outcome.REFUSED: f"{self.checked.findings.count} errors, nothing was loaded",
        }
        return f"{self.checked.file}: {self.outcome}: {told[self.outcome]}"

    def as_json(self) -> dict[str, Any]:
        """The file's part of `ivr returns load --json`: that of `check`, and what was decided."""
        verdicts = {verdict.value: self.verdicts[verdict] for verdict in Verdict}
        return self.checked.as_json() | {"outcome": self.outcome.value, "decisions": verdicts}


def files_in(path: Path) -> list[Path]:
    """The file itself, or a folder's regular files by name; hidden and half-written (`.part`) ones are not ours."""
    if not path.is_dir():
        return [path]
    try:
        listed = sorted(path.iterdir())
    except OSError as error:
        raise Unavailable(f"the folder {path} cannot be read: {error.strerror}") from error
    return [one for one in listed if one.is_file() and is_ours(one.name)]


def is_ours(name: str) -> bool:
    """Whether a file of this name may be a return file: banks name them each their own way."""
    return not name.startswith(".") and not name.endswith(NOT_OURS)


@dataclass(frozen=True)
class Loader:
    """Loads one biller's files. `gateway` takes corrected bank data over: it goes there and nowhere else."""

    biller: Biller
    database: Database
    clock: Clock
    gateway: Gateway

    def load_file(self, path: Path) -> Loaded:
        """Decide and keep every item of a file in one transaction; one with errors or a known one changes nothing.

        Raises Unavailable: the file or the ledger cannot be reached, nothing was kept, and it may be loaded again.
        """
        return self.load(check_file(path))

    def load(self, checked: Checked) -> Loaded:
        """The same of a file that was read already. Raises Unavailable (the ledger)."""
        file = self._file(checked)
        if file is None:
            return Loaded(checked, Outcome.REFUSED, Counter())
        with self.database.write() as connection:
            file_id = returns.put_file(connection, file)
            if file_id is None:
                return Loaded(checked, Outcome.SKIPPED, Counter())
            decided = self._decide_all(connection, checked.items, file.created_on)
            returns.put_items(connection, self.biller.bid, file_id, decided)
        final = [self._corrected(file_id, one) for one in decided]
        return Loaded(checked, Outcome.LOADED, Counter(decision.verdict for decision in final))

    def _file(self, checked: Checked) -> ReturnFile | None:
        """None for one that is to be refused."""
        if checked.findings or checked.created_on is None:
            return None
        sums = checked.whole.sums
        return ReturnFile(
            self.biller.bid,
            checked.file,
            checked.sha256,
            checked.created_on,
            self.clock.now(),
            len(checked.returns),
            len(checked.corrections),
            sums.debit_cents,
            sums.credit_cents,
        )

    def _decide_all(self, connection: Connection, items: Iterable[Item], day: date) -> list[Decided]:
        confirmations = sorted({item.individual_id for item in items})
        known = returns.known_payments(connection, self.biller.bid, confirmations)
        now = self.clock.now()
        return [
            replace(one, decision=ordered(connection, self.biller, one, day, now))
            for one in decide_all([(item, None) for item in items], known)
        ]

    def _corrected(self, file_id: int, one: Decided) -> Decision:
        """Tell the gateway what is to be corrected, once it is kept that it is; what that came to is kept as well."""
        item = one.item
        if not isinstance(item, Correction) or one.payment_id is None or one.decision.verdict is not Verdict.TO_CORRECT:
            return one.decision
        decision = correct(item, UUID(one.payment_id), self.gateway)
        with self.database.write() as connection:
            returns.change(connection, file_id, item.line, decision)
        return decision
