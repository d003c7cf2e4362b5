"""A person lets a held bill file in: who, when and why stay in the audit, written with the switch to its bills."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from integration.ledger.tables import audit

WHAT = "bill file let in although held"
NOTHING_NOW = "nothing holds it any more"
SUBJECT_CHARACTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class LetIn:
    """Who lets it in, and why, '' where nothing was said; `held` is why it was held, '' where nothing ever held it."""

    who: str
    why: str = ""
    held: str = ""

    def note(self, connection: Connection, bid: str, version: int, file_name: str, now: datetime) -> None:
        """A line in the audit."""
        reasons = [f"version {version}", f"held: {self.held or NOTHING_NOW}"]
        told = {"at": now, "who": self.who, "what": WHAT, "bid": bid, "subject": file_name[:SUBJECT_CHARACTERS_MAX]}
        detail = "; ".join([*reasons, *([f"why: {self.why}"] if self.why else [])])
        connection.execute(insert(audit).values(told | {"detail": detail}))
