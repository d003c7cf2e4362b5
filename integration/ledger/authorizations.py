"""Spoken authorisations of bank payments: written before the charge leaves, and found by payment ever after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from integration.ledger.prepared import Prepared
from integration.ledger.tables import authorizations, notices
from integration.ledger.upsert import inserted

PROOF_KEPT_DAYS = 2 * 366  # rules.md 2.5, "Retention (single)": two years from settlement
SETTLES_DAYS_MAX = 7  # two banking days, with a weekend and holidays between


@dataclass(frozen=True, slots=True)
class Authorization:
    """Who said yes to what. `words` are exactly those that were read; `total_cents` is with the fee; `at` aware UTC.

    `confidence` is 0 to 1, None where the recogniser gave none; `recording` is '' where the answer was not recorded.
    """

    payment_id: str
    bid: str
    call_sid: str
    language: str
    words: str
    payer: str
    account_kind: str
    ending: str
    total_cents: int
    debit_on: date
    phone: str
    answer: str
    confidence: float | None
    at: datetime
    recording: str = ""

    @property
    def keep_until(self) -> date:
        """The first day on which it need not be kept any more."""
        return kept_until(self.debit_on)

    def as_json(self) -> dict[str, Any]:
        """As `payments show --json` tells it."""
        told = {name: getattr(self, name) for name in _TOLD}
        days = {"debit_on": self.debit_on.isoformat(), "keep_until": self.keep_until.isoformat()}
        return told | days | {"at": self.at.isoformat()}


_COLUMNS = tuple(column.name for column in authorizations.columns)
_PROVED = Prepared(
    select(authorizations.c.payment_id)
    .select_from(authorizations.join(notices, notices.c.payment_id == authorizations.c.payment_id))
    .where(authorizations.c.payment_id == bindparam("this"))
)
_TOLD = ("language", "words", "account_kind", "ending", "total_cents", "phone", "answer", "confidence", "recording")


def kept_until(debit_on: date) -> date:
    """How long what proves a debit of this day is kept."""
    return debit_on + timedelta(days=SETTLES_DAYS_MAX + PROOF_KEPT_DAYS)


def write(connection: Connection, given: Authorization) -> None:
    """Keep it, in the transaction of the turn in which the yes was heard. There is one of a payment, for ever."""
    values = {name: getattr(given, name) for name in _COLUMNS}
    inserted(connection, authorizations, values)


def add_recording(connection: Connection, payment_id: UUID, recording: str) -> None:
    """The phone company's name of the clip on which the yes was recorded."""
    mine = authorizations.c.payment_id == str(payment_id)
    connection.execute(update(authorizations).where(mine).values(recording=recording))


def is_proved(connection: Connection, payment_id: UUID) -> bool:
    """Whether this payment has its spoken yes and its notice: without both no bank account is charged."""
    return _PROVED.run(connection, {"this": str(payment_id)}).fetchone() is not None


def of(connection: Connection, payment_id: str) -> Authorization | None:
    """The authorisation of a payment; None where it has none, as every card payment."""
    columns = [column for column in authorizations.columns if column is not authorizations.c.keep_until]
    mine = select(*columns).where(authorizations.c.payment_id == payment_id)
    row = connection.execute(mine).mappings().first()
    return Authorization(**row) if row is not None else None
