"""Payments as support reads them: "was I charged, is it posted?" in one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_

from integration.ledger.days import Zones, on_day
from integration.ledger.payments import with_posting
from integration.ledger.tables import payments

LIMIT = 50
ENDING_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Posting:
    """How far the payment has come in the biller's system. `cayenta_says` is its own words, '' before it answered."""

    state: str
    reference: str
    sent_at: datetime | None
    posted_at: datetime | None
    cayenta_says: str
    why: str


@dataclass(frozen=True, slots=True)
class Undo:
    """That it is to be given back, who said so, and how far that has come: at the gateway, and in the books.

    `how` is voided or refunded once it is undone; `void` is the state of the books' own void, '' where none is needed.
    """

    state: str
    who: str
    reason: str
    how: str
    why: str
    undone_at: datetime | None
    void_reference: str
    void: str

    def as_json(self) -> dict[str, Any]:
        """As `payments show --json` tells it."""
        told = {name: getattr(self, name) for name in ("state", "who", "reason", "how", "void_reference", "void")}
        return told | {"undone_at": _iso(self.undone_at)}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment. Amounts are whole cents, instants aware UTC; `posting` is None until the payment is captured."""

    payment_id: str
    confirmation: str
    bid: str
    account_ending: str
    amount_cents: int
    fee_cents: int
    method: str
    channel: str
    state: str
    opened_at: datetime
    captured_at: datetime | None
    call_sid: str | None
    posting: Posting | None
    undo: Undo | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape of `payments show --json`: names that outsiders rely on."""
        told: dict[str, Any] = {name: getattr(self, name) for name in _TOLD}
        undo = {"undo": self.undo.as_json()} if self.undo else {}
        return told | {"captured_at": _iso(self.captured_at), "posting": self._posting_as_json()} | undo

    def _posting_as_json(self) -> dict[str, Any] | None:
        if self.posting is None:
            return None
        return {
            "state": self.posting.state,
            "reference": self.posting.reference,
            "sent_at": _iso(self.posting.sent_at),
            "posted_at": _iso(self.posting.posted_at),
            "cayenta_says": self.posting.cayenta_says,
        }


_TOLD = (
    "payment_id",
    "confirmation",
    "bid",
    "account_ending",
    "amount_cents",
    "fee_cents",
    "method",
    "channel",
    "state",
)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None is anything. `account` is a whole number or the end of one."""

    day: date | None = None
    account: str | None = None
    state: str | None = None
    bid: str | None = None
    limit: int = LIMIT


def named(connection: Connection, name: str, bid: str | None = None) -> list[Receipt]:
    """Payments by confirmation number or payment id. Two billers may have given the same confirmation number."""
    found = _select().where(or_(payments.c.confirmation == name, payments.c.payment_id == name))
    return _receipts(connection, found.where(payments.c.bid == bid) if bid else found)


def search(connection: Connection, wanted: Search, zones: Zones) -> list[Receipt]:
    """The newest first. A day is that of the biller, by when the payment was begun."""
    found = _select()
    if wanted.day is not None:
        found = found.where(on_day(payments.c.bid, payments.c.opened_at, wanted.day, zones))
    if wanted.account is not None:
        found = found.where(payments.c.account_number.endswith(wanted.account, autoescape=True))
    if wanted.state is not None:
        found = found.where(payments.c.state == wanted.state)
    if wanted.bid is not None:
        found = found.where(payments.c.bid == wanted.bid)
    return _receipts(connection, found.limit(wanted.limit))


def _select() -> Select[Any]:
    return with_posting().order_by(payments.c.opened_at.desc(), payments.c.payment_id)


def _receipts(connection: Connection, found: Select[Any]) -> list[Receipt]:
    rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(found).all()
    return [_receipt(row) for row in rows]


def _receipt(row: Row[*tuple[Any, ...]]) -> Receipt:
    posting = Posting(row.posting_state, row.reference, row.sent_at, row.posted_at, row.cayenta_says, row.why)
    return Receipt(
        payment_id=row.payment_id,
        confirmation=row.confirmation,
        bid=row.bid,
        account_ending=row.account_number[-ENDING_DIGITS:],
        amount_cents=row.amount_cents,
        fee_cents=row.fee_cents,
        method=row.method,
        channel=row.channel,
        state=row.state,
        opened_at=row.opened_at,
        captured_at=row.captured_at,
        call_sid=row.call_sid,
        posting=posting if row.posting_state else None,
        undo=_undo(row) if row.undo_state else None,
    )


def _undo(row: Row[*tuple[Any, ...]]) -> Undo:
    return Undo(
        state=row.undo_state,
        who=row.who,
        reason=row.reason,
        how=row.how,
        why=row.undo_why,
        undone_at=row.undone_at,
        void_reference=row.void_reference or "",
        void=row.void_state or "",
    )


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
