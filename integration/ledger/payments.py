"""Payments in SQL. Every change is a compare-and-set on the state; a capture and its outbox row are one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, Row, Select, and_, bindparam, or_, select, update

from integration.billers import Biller
from integration.clock import today_at
from integration.ledger import confirmations, orders
from integration.ledger.lives import is_over, went_back, with_posting
from integration.ledger.prepared import Prepared
from integration.ledger.tables import Instant, outbox, payments
from integration.ledger.upsert import inserted
from integration.model import CHANNELS_PUMPED, PaymentState, Pays, PostingState, UndoState, Way
from integration.money import Money
from integration.owing import OwnPayment

LOOK_AFTER_MIN = 10  # an intent or a charge without an ending is looked up at the gateway after this
PAST_DUE_INVOICE_TYPE = "30"  # the mission: descriptor for value 30 in "Invoice Types" is Past Due
_OPEN = (PaymentState.INTENT, PaymentState.CHARGING, PaymentState.UNKNOWN)
_GIVEN_UP = (PaymentState.ABANDONED, PaymentState.DECLINED)
_this = payments.c.payment_id == bindparam("this")
_CONFIRMATION = Prepared(select(payments.c.confirmation).where(_this))
_TOKEN = Prepared(select(payments.c.token_sealed).where(_this))
_TOTAL = payments.c.amount_cents + payments.c.fee_cents
_AGREED = Prepared(select(payments.c.state, payments.c.method, _TOTAL, payments.c.confirmation).where(_this))
_WHOLE = select(payments).where(_this)
_LOOKED_AT = [state.value for state in (*_OPEN, *_GIVEN_UP)]  # one that was given up only where it was asked for
_DUE_FOR_LOOK = (
    select(payments)
    .where(payments.c.state.in_(_LOOKED_AT), payments.c.next_look_at <= bindparam("now", type_=Instant()))
    .order_by(payments.c.next_look_at)
    .limit(bindparam("most", type_=Integer()))
)
_FOUND = with_posting().where(
    or_(payments.c.confirmation == bindparam("named"), payments.c.payment_id == bindparam("named"))
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a payer agreed to, stored before <Pay> is spoken. `balance_seen` is RTDR's raw one, None if it was down."""

    payment_id: UUID
    bid: str
    account_number: str
    invoice_number: str
    call_sid: str | None  # None where it is made without a call
    attempt: int
    way: Way
    pays: Pays
    amount: Money
    fee: Money
    balance_seen: Money | None
    channel: str = "phone"
    charges_itself: bool = False  # a connector may charge from now on, before anybody tells us


@dataclass(frozen=True, slots=True)
class Agreed:
    """A stored intent: its state, what is charged (the fee with it) and the confirmation number that it will have."""

    state: PaymentState
    way: Way
    total: Money
    confirmation: str


def open_intent(connection: Connection, intent: Intent, now: datetime) -> str:
    """Store the intent, once; the confirmation number that this payment will have. A repeat gets the same one."""
    known = _CONFIRMATION.run(connection, {"this": str(intent.payment_id)}).fetchone()
    if known is not None:
        return str(known[0])
    confirmation = confirmations.free(connection, intent.bid, intent.payment_id)
    new = {
        "payment_id": str(intent.payment_id),
        "bid": intent.bid,
        "account_number": intent.account_number,
        "invoice_number": intent.invoice_number,
        "channel": intent.channel,
        "call_sid": intent.call_sid,
        "attempt": intent.attempt,
        "method": intent.way.value,
        "pays": intent.pays.value,
        "amount_cents": intent.amount.cents,
        "fee_cents": intent.fee.cents,
        "state": (PaymentState.CHARGING if intent.charges_itself else PaymentState.INTENT).value,
        "confirmation": confirmation,
        "balance_seen_cents": intent.balance_seen.cents if intent.balance_seen is not None else None,
        "opened_at": now,
        "next_look_at": now + timedelta(minutes=LOOK_AFTER_MIN),
    }
    inserted(connection, payments, new)
    return confirmation


def keep_token(connection: Connection, payment_id: UUID, token_sealed: str, card_ending: str) -> None:
    """Keep what <Pay> gave: the token only encrypted, and the card's last four."""
    _change(connection, payment_id, (PaymentState.INTENT,), token_sealed=token_sealed, card_ending=card_ending)


def start_charge(connection: Connection, payment_id: UUID, now: datetime) -> str | None:
    """Intent -> charging, committed before the request leaves. The sealed token, or None: somebody was here before."""
    look = now + timedelta(minutes=LOOK_AFTER_MIN)
    if not _change(
        connection,
        payment_id,
        (PaymentState.INTENT,),
        state=PaymentState.CHARGING.value,
        charging_at=now,
        next_look_at=look,
    ):
        return None
    return str(_TOKEN.run(connection, {"this": str(payment_id)}).fetchone()[0])


def agreed(connection: Connection, payment_id: UUID) -> Agreed | None:
    """What is to be charged, and how far that has come; None where nobody ever agreed to it."""
    row = _AGREED.run(connection, {"this": str(payment_id)}).fetchone()
    return Agreed(PaymentState(row[0]), Way(row[1]), Money(row[2]), row[3]) if row is not None else None


def capture(connection: Connection, payment_id: UUID, charge_id: str, biller: Biller, now: datetime) -> bool:
    """The money moved: the payment is captured and its posting put into the outbox, together. False: it was before.

    Allowed from every state but captured: what the gateway holds is the truth, however late it is learnt.
    """
    others = tuple(state for state in PaymentState if state is not PaymentState.CAPTURED)
    changed = _change(
        connection,
        payment_id,
        others,
        state=PaymentState.CAPTURED.value,
        charge_id=charge_id,
        captured_at=now,
        settled_at=now,
        next_look_at=None,
        token_sealed="",
    )
    if changed:
        into_outbox(connection, payment_id, biller, now)
    return changed


def into_outbox(connection: Connection, payment_id: UUID, biller: Biller, now: datetime) -> None:
    """Put the posting of a captured payment into the outbox, where its channel is pumped at all."""
    row = connection.execute(_WHOLE, {"this": str(payment_id)}).one()
    if not CHANNELS_PUMPED.get(row.channel, False):
        return  # recorded, and never pumped
    order = orders.payment_order(
        payment_id,
        bid=row.bid,
        account_number=row.account_number,
        amount=Money(row.amount_cents),
        way=Way(row.method),
        effective=today_at(biller.zone, row.captured_at),
        invoice_type=PAST_DUE_INVOICE_TYPE if row.pays == Pays.PAST_DUE.value else "",
    )
    orders.put(connection, order, now, "captured")


def decline(connection: Connection, payment_id: UUID, code: str, now: datetime) -> None:
    """A clear no from the bank."""
    ended = {"state": PaymentState.DECLINED.value, "decline_code": code, "settled_at": now}
    _change(connection, payment_id, _OPEN, next_look_at=None, token_sealed="", **ended)


def abandon(connection: Connection, payment_id: UUID, now: datetime) -> None:
    """The payer left, or the gateway never heard of it: no money moved. One that was given up before stays as it is."""
    ended = {"state": PaymentState.ABANDONED.value, "settled_at": now}
    _change(connection, payment_id, _OPEN, next_look_at=None, token_sealed="", **ended)
    _change(connection, payment_id, _GIVEN_UP, next_look_at=None)


def abandon_unsent(connection: Connection, payment_id: UUID, now: datetime) -> None:
    """The payer left before anything was charged. A charge that was begun meanwhile is not given up."""
    ended = {"state": PaymentState.ABANDONED.value, "settled_at": now}
    _change(connection, payment_id, (PaymentState.INTENT,), next_look_at=None, token_sealed="", **ended)


def lose_sight(connection: Connection, payment_id: UUID, next_look_at: datetime) -> None:
    """Charging -> unknown: nobody told us how the charge ended. The token goes: it is never charged again."""
    unknown = {"state": PaymentState.UNKNOWN.value, "token_sealed": "", "next_look_at": next_look_at}
    _change(connection, payment_id, (PaymentState.CHARGING,), **unknown)


def look_again(connection: Connection, payment_id: UUID, next_at: datetime) -> None:
    """Put off the next look, where there is one."""
    awaited = payments.c.state.in_(_LOOKED_AT) & payments.c.next_look_at.is_not(None)
    mine = update(payments).where(payments.c.payment_id == str(payment_id), awaited)
    connection.execute(mine.values(next_look_at=next_at, looks=payments.c.looks + 1))


def look_once_more(connection: Connection, payment_id: UUID, now: datetime) -> None:
    """One that was given up is looked up again, now: the gateway was seen to hold a charge for it after all."""
    _change(connection, payment_id, _GIVEN_UP, next_look_at=now, looks=0)


def due_for_look(connection: Connection, now: datetime, *, limit: int = 100) -> Sequence[Row[tuple[object, ...]]]:
    """Payments whose look-up is due: those without an ending, and those to be looked up once more; the oldest first."""
    return connection.execute(_DUE_FOR_LOOK, {"now": now, "most": limit}).all()


def _change(connection: Connection, payment_id: UUID, from_states: Sequence[PaymentState], **values: object) -> bool:
    """Compare and set: True when this call made the change."""
    states = tuple(state.value for state in from_states)
    bound = {"this": str(payment_id)} | {f"from_{place}": state for place, state in enumerate(states)}
    changed: int = _changed(len(states), tuple(values)).run(connection, bound | values).rowcount
    return changed == 1


@cache
def _changed(states: int, names: tuple[str, ...]) -> Prepared:
    """Made once for as many states to come from, and these columns to set."""
    before = or_(*(payments.c.state == bindparam(f"from_{place}") for place in range(states)))
    change = {name: bindparam(name, type_=payments.c[name].type) for name in names}
    return Prepared(update(payments).where(_this, before).values(change))


def find(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    """A payment with its posting, by confirmation number or payment id."""
    return connection.execute(_FOUND, {"named": name}).first()


def of_account(connection: Connection, bid: str, account_number: str, since: datetime) -> list[OwnPayment]:
    """Our own payments that may bear on what this account owes: all without a safe ending, and those since `since`.

    One whose money went back, and of which the books are right again, bears on nothing; a bill file may be older.
    What was bought ad hoc (CloudStore) was never owed; what the biller's system posts itself is in its books at once.
    """
    asked = {"of_bid": bid, "of_account": account_number, "since": since}
    return [_own(row) for row in connection.execute(_bearing(), asked)]


@cache
def _bearing() -> Select[Any]:
    """Made once: it is asked at every balance, and making it takes longer than running it."""
    since = bindparam("since", type_=Instant())
    unsettled = [PaymentState.CHARGING.value, PaymentState.UNKNOWN.value]
    is_pumped = payments.c.channel.in_([channel for channel, pumped in CHANNELS_PUMPED.items() if pumped])
    unposted = is_pumped & or_(outbox.c.state.is_(None), outbox.c.state != PostingState.POSTED.value)
    captured = payments.c.state == PaymentState.CAPTURED.value
    bears = or_(
        payments.c.state.in_(unsettled),
        and_(captured, unposted),
        and_(captured, or_(outbox.c.posted_at > since, payments.c.captured_at > since)),
        went_back(),  # a bank may send one back after sixty days
    )
    mine = and_(
        payments.c.bid == bindparam("of_bid"),
        payments.c.account_number == bindparam("of_account"),
        payments.c.channel != "cloudstore",
    )
    found = with_posting().where(mine, bears, is_over(since).is_(False))
    return found.order_by(payments.c.captured_at, payments.c.opened_at)


def last_captured(connection: Connection, bid: str, account_number: str) -> tuple[int, int]:
    """Cents of our last captured payment on this account, without its fee and with it; zeros where there is none.

    Only of the phone, whose callers have proved the account: at a kiosk anybody may pay a dollar for anybody, and would
    know an amount that proves it here.
    """
    mine = (payments.c.bid == bid) & (payments.c.account_number == account_number) & (payments.c.channel == "phone")
    captured = mine & (payments.c.state == PaymentState.CAPTURED.value)
    newest = select(payments.c.amount_cents, payments.c.fee_cents).where(captured)
    row = connection.execute(newest.order_by(payments.c.captured_at.desc()).limit(1)).first()
    return (row.amount_cents, row.amount_cents + row.fee_cents) if row else (0, 0)


def arrived(connection: Connection, inside: Sequence[str], outside: Sequence[str], raw: Money, now: datetime) -> None:
    """Remember what a live balance proved: these are in it from now on, those were not in this one."""
    if inside:
        held = payments.c.payment_id.in_(inside)
        connection.execute(update(payments).where(held).values(in_balance_at=now))
        # The others are compared with this balance from now on.
        rest = payments.c.payment_id.in_(outside)
        connection.execute(update(payments).where(rest).values(balance_seen_cents=raw.cents))


def _own(row: Row[tuple[object, ...]]) -> OwnPayment:
    posting, sent_at, posted_at = _as_posted(row)
    return OwnPayment(
        payment_id=row.payment_id,
        amount=Money(row.amount_cents),
        state=PaymentState(row.state),
        opened_at=row.opened_at,
        captured_at=row.captured_at,
        posting=posting,
        sent_at=sent_at,
        posted_at=posted_at,
        in_balance_at=row.in_balance_at,
        balance_seen=Money(row.balance_seen_cents) if row.balance_seen_cents is not None else None,
        given_back=row.undo_state == UndoState.UNDONE.value or row.return_decision is not None,
        voided_at=row.voided_at or row.back_at,
    )


def _as_posted(row: Row[tuple[object, ...]]) -> tuple[PostingState | None, datetime | None, datetime | None]:
    """How far it is in the biller's books, since when; POSConnect's are there from the moment they are taken."""
    if row.channel == "pos":
        return PostingState.POSTED, row.captured_at, row.captured_at
    state = PostingState(row.posting_state) if row.posting_state else None
    return state, row.sent_at, row.posted_at
