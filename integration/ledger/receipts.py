"""Payments as support reads them: "was I charged, is it posted?" in one look."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from integration.ledger import authorizations, notices
from integration.ledger.authorizations import Authorization
from integration.ledger.days import Zones, on_day
from integration.ledger.lives import with_posting
from integration.ledger.notices import Notice
from integration.ledger.tables import payments, return_files, returns
from integration.nacha.words import meaning_of

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

    def as_json(self) -> dict[str, Any]:
        """As `payments show --json` tells it."""
        return {
            "state": self.state,
            "reference": self.reference,
            "sent_at": _iso(self.sent_at),
            "posted_at": _iso(self.posted_at),
            "cayenta_says": self.cayenta_says,
        }


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
class Told:
    """What a return file told of it: a return (R-code) or a correction (C-code), in words, and what was decided."""

    on: date  # the bank's day
    code: str
    meaning: str
    decision: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """As `payments show --json` tells it."""
        return asdict(self) | {"on": self.on.isoformat()}


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
    returns: tuple[Told, ...] = ()
    back: Posting | None = None  # how far its return has come in the biller's system; None where it is not told
    authorization: Authorization | None = None  # of a payment from a bank account by phone
    notice: Notice | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape of `payments show --json`: names that outsiders rely on."""
        told: dict[str, Any] = {name: getattr(self, name) for name in _TOLD}
        undo = {"undo": self.undo.as_json()} if self.undo else {}
        posting = self.posting.as_json() if self.posting else None
        lives = undo | self._returns_as_json() | self._proof_as_json()
        return told | {"captured_at": _iso(self.captured_at), "posting": posting} | lives

    def _proof_as_json(self) -> dict[str, Any]:
        """Nothing where no bank account was debited by phone."""
        if self.authorization is None:
            return {}
        return {
            "authorization": self.authorization.as_json(),
            "notice": self.notice.as_json() if self.notice else None,
        }

    def _returns_as_json(self) -> dict[str, Any]:
        """Nothing where no return file told of it."""
        if not self.returns:
            return {}
        back = self.back.as_json() if self.back else None
        return {"returns": [told.as_json() for told in self.returns], "return_posting": back}


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
    receipts = _receipts(connection, found.where(payments.c.bid == bid) if bid else found)
    return [_whole(connection, one) for one in receipts]


def _whole(connection: Connection, one: Receipt) -> Receipt:
    """With what return files told of it, and with what proves it."""
    return replace(
        one,
        returns=_told(connection, one.payment_id),
        authorization=authorizations.of(connection, one.payment_id),
        notice=notices.of(connection, one.payment_id),
    )


def _told(connection: Connection, payment_id: str) -> tuple[Told, ...]:
    """The oldest first."""
    both = select(returns, return_files.c.created_on).join(return_files)
    rows = connection.execute(both.where(returns.c.payment_id == payment_id).order_by(returns.c.id))
    return tuple(Told(row.created_on, row.code, meaning_of(row.code), row.decision, row.why) for row in rows)


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
        back=_back(row) if row.back_state else None,
    )


def _back(row: Row[*tuple[Any, ...]]) -> Posting:
    return Posting(row.back_state, row.back_reference, row.back_sent_at, row.back_at, row.back_says, row.back_why)


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
