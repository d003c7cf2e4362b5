"""The review queue: postings that nobody can be sure of, or that were refused, and what a person may decide of them.

Each decision is one step in the caller's transaction: compare-and-set on the state and on the lease, an event beside
it, and an audit row with who and why. None of them sends anything: the pump does, by its own rules.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from integration.errors import Refused
from integration.ledger import account_credits, corrections, orders
from integration.ledger.account_credits import HELD
from integration.ledger.outbox import FOREVER
from integration.ledger.tables import audit, outbox, outbox_events
from integration.ledger.upsert import inserted
from integration.model import PostingState
from integration.money import Money

UNSURE = (PostingState.AMBIGUOUS, PostingState.REVIEW)
ACCOUNT_ENDING_DIGITS = 4
_FOUND = select(outbox).where(outbox.c.reference == bindparam("named"))
_LOCKED = _FOUND.with_for_update()


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a posting's life."""

    at: datetime
    from_state: str
    to_state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Item:
    """A posting as a person sees it: what was (to be) sent, what came back, and why it stands where it stands."""

    reference: str
    bid: str
    op: str
    payment_id: str
    account_ending: str
    amount: Money
    effective: str  # ISO date
    way: str
    invoice_type: str
    state: PostingState
    attempts: int
    sent_at: datetime | None
    next_at: datetime | None  # None: only a person can move it on
    why: str
    cayenta_says: str
    created_at: datetime
    active: bool | None = None  # of a change: on or off


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, and why: both stay for ever. `second` is the colleague who agrees, '' where none is needed."""

    who: str
    why: str
    second: str = ""


def board(connection: Connection, bid: str | None = None, credits_held: Collection[str] = ()) -> list[Item]:
    """All that is unsure or refused, the oldest first: listed from the first minute.

    With it the credits of those billers that have none pumped (`credits_held`), each saying why it waits.
    """
    states = [state.value for state in UNSURE]
    found = select(outbox).where(or_(outbox.c.state.in_(states), account_credits.held_rows(credits_held)))
    if bid is not None:
        found = found.where(outbox.c.bid == bid)
    items = (_item(row) for row in connection.execute(found.order_by(outbox.c.created_at, outbox.c.id)))
    return [replace(item, why=HELD) if item.state is PostingState.READY else item for item in items]


def find(connection: Connection, reference: str) -> Item:
    """One posting, in whichever state. Refused names the reference where there is none."""
    return _item(_row(connection, reference))


def life(connection: Connection, reference: str) -> list[Event]:
    """Every step it took, the first one first."""
    number = _row(connection, reference).id
    steps = select(outbox_events).where(outbox_events.c.outbox_id == number).order_by(outbox_events.c.id)
    return [Event(row.at, row.from_state, row.to_state, row.detail) for row in connection.execute(steps)]


def ask_again(connection: Connection, reference: str, decision: Decision, now: datetime) -> None:
    """The pump asks the biller's system for it now. Refused where it is neither ambiguous nor in review."""
    row = _free(connection, reference, UNSURE, now)
    _change(connection, row, {"next_at": now})
    _note(
        connection,
        row,
        row.state,
        f"to be asked for again: {decision.why}",
        what="posting asked again",
        decision=decision,
        now=now,
    )


def mark_posted(connection: Connection, reference: str, item: str, decision: Decision, now: datetime) -> None:
    """A person has seen it in the biller's system as `item`: it is posted, and nothing more is sent."""
    row = _free(connection, reference, UNSURE, now)
    says = f"item {item}, seen by {decision.who}"
    posted = {"state": PostingState.POSTED.value, "posted_at": now, "next_at": FOREVER, "cayenta_says": says}
    _change(connection, row, posted | {"why": decision.why, "token": ""})
    _note(
        connection,
        row,
        PostingState.POSTED,
        f"{says}: {decision.why}",
        what="posting marked posted",
        decision=decision,
        now=now,
    )


def cancel(connection: Connection, reference: str, decision: Decision, now: datetime) -> None:
    """It is never sent (again): a person has settled it in another way. Also for one that never left.

    One that is ready to be sent again may have arrived before: Refused until the pump has asked for it.
    """
    row = _free(connection, reference, (*UNSURE, PostingState.READY), now)
    if row.state == PostingState.READY and row.sent_at is not None:
        raise Refused(
            f"posting {reference} was sent {row.sent_at:%Y-%m-%d %H:%M} UTC and may have arrived; "
            "expected one that never left, or that is in review"
        )
    change = {"state": PostingState.CANCELLED.value, "next_at": FOREVER, "why": decision.why, "token": ""}
    _change(connection, row, change)
    _note(connection, row, PostingState.CANCELLED, decision.why, what="posting cancelled", decision=decision, now=now)
    orders.cancel_followers(connection, row.id, f"{reference} was cancelled: {decision.why}", now)


def send_again(connection: Connection, reference: str, decision: Decision, now: datetime) -> None:
    """Back to the pump. The send that may have arrived stays written: the pump asks for it before it sends.

    Whether a biller allows it at all is for the caller to ask (`cayenta.resend_after_s`).
    """
    row = _free(connection, reference, UNSURE, now)
    _change(connection, row, {"state": PostingState.READY.value, "next_at": now, "why": decision.why, "token": ""})
    agreed = f", agreed by {decision.second}" if decision.second else ""
    _note(
        connection,
        row,
        PostingState.READY,
        f"{decision.why}{agreed}",
        what="posting sent again",
        decision=decision,
        now=now,
    )


def _row(connection: Connection, reference: str, *, locked: bool = False) -> Row[Any]:
    """Locked only for a decision: a look must not keep a worker from its row."""
    row = connection.execute(_LOCKED if locked else _FOUND, {"named": reference}).first()
    if row is None:
        raise Refused(f"there is no posting {reference}; `ivr pump board` lists what waits for a person")
    return row


def _free(connection: Connection, reference: str, states: Sequence[PostingState], now: datetime) -> Row[Any]:
    """The row in one of these states, and in nobody's hands."""
    row = _row(connection, reference, locked=True)
    if row.state not in states:
        expected = " or ".join(state.value for state in states)
        raise Refused(f"posting {reference} is {row.state}; expected {expected}")
    if row.token and row.lease_until > now:
        raise Refused(f"a worker has posting {reference} in hand until {row.lease_until:%H:%M:%S} UTC; try again then")
    return row


def _change(connection: Connection, row: Row[Any], values: dict[str, object]) -> None:
    """Compare-and-set: what changed meanwhile is not changed again."""
    same = (outbox.c.id == row.id) & (outbox.c.state == row.state) & (outbox.c.token == row.token)
    if connection.execute(update(outbox).where(same).values(**values)).rowcount != 1:
        raise Refused(f"posting {row.reference} was changed by somebody else meanwhile; look again")


def _note(
    connection: Connection, row: Row[Any], state: str, detail: str, *, what: str, decision: Decision, now: datetime
) -> None:
    event = {"outbox_id": row.id, "token": "", "at": now, "from_state": row.state, "to_state": str(state)}
    inserted(connection, outbox_events, event | {"detail": detail})
    who = f"{decision.who}, {decision.second}" if decision.second else decision.who
    told = {"at": now, "who": who, "what": what, "bid": row.bid, "subject": row.reference, "detail": decision.why}
    inserted(connection, audit, told)
    batch, why = row.batch_id, f"{what} by {who}: {decision.why}"
    corrections.follow(connection, row.id, left=batch, batch=batch, state=PostingState(state), why=why, now=now)


def _item(row: Row[Any]) -> Item:
    return Item(
        reference=row.reference,
        bid=row.bid,
        op=row.op,
        payment_id=row.payment_id or "",
        account_ending=row.account_number[-ACCOUNT_ENDING_DIGITS:],
        amount=Money(row.amount_cents),
        effective=row.effective.isoformat(),
        way=row.way,
        invoice_type=row.invoice_type,
        state=PostingState(row.state),
        attempts=row.attempts,
        sent_at=row.sent_at,
        next_at=None if row.next_at >= FOREVER else row.next_at,
        why=row.why,
        cayenta_says=row.cayenta_says,
        created_at=row.created_at,
        active=row.active,
    )
