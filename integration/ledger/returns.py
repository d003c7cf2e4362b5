"""Return files and what was decided about each item in them; and what the ledger knows of the payments they name.

Only added to, but for decisions that wait or that the gateway had a word in. A file is known by its bytes (SHA-256), an
item by its line in the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, select, update

from integration.ledger import orders
from integration.ledger.lives import with_posting
from integration.ledger.tables import outbox, payments, return_files, returns
from integration.ledger.upsert import insert_once
from integration.model import PaymentState, PostingState, UndoState, Way
from integration.money import Money
from integration.nacha.items import Item, Return
from integration.nacha.matching import TAKES_BACK, Decision, KnownPayment, Verdict

ASKED_AT_ONCE = 1000  # confirmation numbers in one question: databases limit a statement's values
FILE_NAME_CHARACTERS_MAX = 120
_UNDOING = (UndoState.WANTED.value, UndoState.UNDOING.value)


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """A file as the ledger keeps it: its name, its digest, its day by the bank, and what it came to in cents."""

    bid: str
    file_name: str
    sha256: str
    created_on: date
    received_at: datetime
    returns: int
    corrections: int
    debits_cents: int
    credits_cents: int


@dataclass(frozen=True, slots=True)
class Decided:
    """One item of a file and what is to be done about it. `payment_id` is None where no payment has its number."""

    item: Item
    decision: Decision
    payment_id: str | None


def is_known(connection: Connection, bid: str, sha256: str) -> bool:
    """Whether the biller's file with these very bytes was loaded before."""
    same = (return_files.c.bid == bid) & (return_files.c.sha256 == sha256)
    return bool(connection.execute(select(exists().where(same))).scalar_one())


def alone(connection: Connection, bid: str) -> None:
    """Until the transaction ends nobody else decides returns of this biller. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"returns {bid}"))))


def put_file(connection: Connection, file: ReturnFile) -> int | None:
    """The new file's id; None where the same bytes are there already, and nothing of them is to be written.

    From here on this transaction is `alone`, so two files with the same return cannot both find its payment untouched.
    """
    alone(connection, file.bid)
    values = asdict(file) | {"file_name": file.file_name[:FILE_NAME_CHARACTERS_MAX]}
    if not insert_once(connection, return_files, values, key=("bid", "sha256")):
        return None
    mine = (return_files.c.bid == file.bid) & (return_files.c.sha256 == file.sha256)
    return int(connection.execute(select(return_files.c.id).where(mine)).scalar_one())


def put_items(connection: Connection, bid: str, file_id: int, decided: Sequence[Decided]) -> None:
    """Every item of the file, in the transaction that puts the file."""
    if decided:
        connection.execute(insert(returns), [_row(one) | {"bid": bid, "file_id": file_id} for one in decided])


def _row(one: Decided) -> dict[str, object]:
    """The columns of an item; corrected bank data has none."""
    item = one.item
    return {
        "line": item.line,
        "trace": item.trace,
        "original_trace": item.original_trace,
        "individual_id": item.individual_id,
        "payment_id": one.payment_id,
        "code": item.code,
        "amount_cents": item.amount.cents if isinstance(item, Return) else 0,
        "is_debit": item.is_debit if isinstance(item, Return) else True,
        "decision": one.decision.verdict.value,
        "why": one.decision.why,
    }


def change(connection: Connection, file_id: int, line: int, decision: Decision) -> None:
    """Another decision about one item."""
    item = (returns.c.file_id == file_id) & (returns.c.line == line)
    connection.execute(update(returns).where(item).values(decision=decision.verdict.value, why=decision.why))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A return that may be decided otherwise by now; `day` is the bank's own of its file."""

    file_id: int
    day: date
    item: Return
    decision: Decision


def waiting(connection: Connection, bid: str) -> list[Waiting]:
    """The biller's returns of known payments that wait for their payment or for a person, the oldest first."""
    undecided = returns.c.decision.in_([Verdict.NOT_POSTED.value, Verdict.PERSON.value])
    mine = (returns.c.bid == bid) & returns.c.payment_id.is_not(None) & returns.c.code.startswith("R")
    both = select(returns, return_files.c.created_on).join(return_files)
    return [_waiting(row) for row in connection.execute(both.where(mine, undecided).order_by(returns.c.id))]


def _waiting(row: Row[Any]) -> Waiting:
    amount = Money(row.amount_cents)
    item = Return(row.line, row.trace, row.original_trace, row.individual_id, row.code, amount, row.is_debit)
    return Waiting(row.file_id, row.created_on, item, Decision(Verdict(row.decision), row.why))


def known_payments(connection: Connection, bid: str, confirmations: Sequence[str]) -> dict[str, KnownPayment]:
    """By confirmation number, what the ledger knows of those payments of the biller that are there."""
    found: dict[str, KnownPayment] = {}
    for start in range(0, len(confirmations), ASKED_AT_ONCE):
        some = confirmations[start : start + ASKED_AT_ONCE]
        came_back = _came_back(connection, bid, some)
        for row in _payments(connection, bid, some):
            found[row.confirmation] = _known(row, came_back.get(row.confirmation, ""))
    return found


def _payments(connection: Connection, bid: str, confirmations: Sequence[str]) -> Iterator[Row[Any]]:
    """Payments beside their postings, and whether a void of each is there that was not taken back."""
    voids = outbox.alias()
    voided = exists().where(
        voids.c.payment_id == payments.c.payment_id,
        voids.c.op == orders.VOID,
        voids.c.state != PostingState.CANCELLED.value,
    )
    mine = (payments.c.bid == bid) & payments.c.confirmation.in_(confirmations)
    yield from connection.execute(with_posting().add_columns(voided.label("is_voided")).where(mine))


def _came_back(connection: Connection, bid: str, confirmations: Sequence[str]) -> dict[str, str]:
    """The code with which a payment was taken back before, by its confirmation number."""
    mine = (returns.c.bid == bid) & returns.c.individual_id.in_(confirmations)
    took_back = returns.c.decision.in_([verdict.value for verdict in TAKES_BACK])
    columns = (returns.c.individual_id, returns.c.code)
    return {row.individual_id: row.code for row in connection.execute(select(*columns).where(mine, took_back))}


def _known(row: Row[Any], returned_as: str) -> KnownPayment:
    return KnownPayment(
        payment_id=row.payment_id,
        way=Way(row.method),
        total=Money(row.amount_cents + row.fee_cents),
        state=PaymentState(row.state),
        posting=PostingState(row.posting_state) if row.posting_state else None,
        is_voided=bool(row.is_voided),
        is_being_undone=row.undo_state in _UNDOING,
        returned_as=returned_as,
    )
