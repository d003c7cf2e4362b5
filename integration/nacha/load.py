"""Loads return files: each whole or not at all, and the same bytes only once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from integration.billers import Biller
from integration.billfile.names import MARKER
from integration.clock import Clock
from integration.errors import Unavailable
from integration.ledger import returns
from integration.ledger.database import Database
from integration.ledger.returns import Decided, ReturnFile
from integration.nacha.check import Checked, check_file
from integration.nacha.items import Item
from integration.nacha.matching import TAKES_BACK, Verdict, decide

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


def load_file(path: Path, biller: Biller, database: Database, clock: Clock) -> Loaded:
    """Decide and keep every item of a file in one transaction; a file with errors or a known one changes nothing.

    Raises Unavailable: the file or the ledger cannot be reached, nothing was kept, and it may simply be loaded again.
    """
    return load(check_file(path), biller, database, clock)


def load(checked: Checked, biller: Biller, database: Database, clock: Clock) -> Loaded:
    """The same of a file that was read already. Raises Unavailable (the ledger)."""
    if checked.findings or checked.created_on is None:
        return Loaded(checked, Outcome.REFUSED, Counter())
    sums = checked.whole.sums
    file = ReturnFile(
        biller.bid,
        checked.file,
        checked.sha256,
        checked.created_on,
        clock.now(),
        len(checked.returns),
        len(checked.corrections),
        sums.debit_cents,
        sums.credit_cents,
    )
    with database.write() as connection:
        file_id = returns.put_file(connection, file)
        if file_id is None:
            return Loaded(checked, Outcome.SKIPPED, Counter())
        decided = _decide_all(connection, biller.bid, checked.items)
        returns.put_items(connection, biller.bid, file_id, decided)
    return Loaded(checked, Outcome.LOADED, Counter(one.decision.verdict for one in decided))


def _decide_all(connection: Connection, bid: str, items: Iterable[Item]) -> list[Decided]:
    """In the order of the file: a payment that it takes back is returned already for what follows."""
    confirmations = sorted({item.individual_id for item in items})
    known = returns.known_payments(connection, bid, confirmations)
    decided = []
    for item in items:
        payment = known.get(item.individual_id)
        decision = decide(item, payment)
        decided.append(Decided(item, decision, payment.payment_id if payment else None))
        if payment and decision.verdict in TAKES_BACK:
            known[item.individual_id] = replace(payment, returned_as=item.code)
    return decided
