"""Who is enrolled in what: each wish is a version, kept for ever with what was agreed to; the highest one stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, case, func, select, update

from integration.changes import Change
from integration.ledger import autopay, changes
from integration.ledger.changes import Told
from integration.ledger.tables import enrolments, outbox
from integration.ledger.upsert import insert_once
from integration.model import Way

TRIES_MAX = 5  # each is lost only to somebody who changes the same enrolment at the same moment
_KEY = ("bid", "account_number", "kind", "version")


@dataclass(frozen=True, slots=True)
class Card:
    """What autopay charges: a token that may be used again, as the vault sealed it, and the card's last four."""

    token_sealed: str = field(repr=False)
    ending: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What an account's holder asked for. `consent` is JSON text of what was agreed to; '' where nothing had to be."""

    bid: str
    account_number: str
    change: Change
    active: bool
    effective: date
    channel: str
    call_sid: str
    card: Card | None = None
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest version of one kind. `told_at` is when the biller's system took it; None: not yet."""

    active: bool
    told_at: datetime | None


def enrol(connection: Connection, wish: Wish, now: datetime) -> str:
    """Keep it as the next version and put its order into the outbox; the order's reference."""
    told = renew(connection, wish, now)
    changes.tell(connection, told, now, changes.ASKED_FOR)
    return told.reference


def renew(connection: Connection, wish: Wish, now: datetime) -> Told:
    """Keep it as the next version, and put no order.

    The tokens of older versions are forgotten: nothing is charged to them any more.
    """
    told = _kept(connection, wish, now)
    older = _mine(wish.bid, wish.account_number, wish.change) & (enrolments.c.version < told.version)
    forgotten = update(enrolments).where(older, enrolments.c.token_sealed != "").values(token_sealed="")
    connection.execute(forgotten)
    if wish.change is Change.AUTOPAY:
        _carry_over(connection, wish, now)
    return told


def _carry_over(connection: Connection, wish: Wish, now: datetime) -> None:
    """What is to be charged already goes to the new card, or is called off."""
    if wish.active and wish.card is not None:
        autopay.charge_instead(connection, wish.bid, wish.account_number, wish.card.token_sealed, wish.card.ending)
    else:
        autopay.leave(connection, wish.bid, wish.account_number, now)


def alone(connection: Connection) -> None:
    """Until the transaction ends nobody else enrols anybody; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE enrolments IN SHARE ROW EXCLUSIVE MODE")


def standing(connection: Connection, bid: str, account_number: str) -> Mapping[Change, Standing]:
    """What this account's holder asked us for last, by kind. What was kept as told was told when it was kept."""
    beside = enrolments.outerjoin(outbox, outbox.c.reference == enrolments.c.reference)
    mine = (enrolments.c.bid == bid) & (enrolments.c.account_number == account_number)
    told_at = case((outbox.c.reference.is_(None), enrolments.c.at), else_=outbox.c.posted_at).label("told_at")
    columns = (enrolments.c.kind, enrolments.c.active, told_at)
    found = select(*columns).select_from(beside).where(mine).order_by(enrolments.c.version)
    return {Change(row.kind): Standing(row.active, row.told_at) for row in connection.execute(found)}


def _kept(connection: Connection, wish: Wish, now: datetime) -> Told:
    """Two that come at the same moment get two versions."""
    newest = select(func.coalesce(func.max(enrolments.c.version), 0))
    mine = _mine(wish.bid, wish.account_number, wish.change)
    for _try in range(TRIES_MAX):
        version = connection.execute(newest.where(mine)).scalar_one() + 1
        told = Told(wish.bid, wish.account_number, wish.change, version, wish.active, wish.effective)
        if insert_once(connection, enrolments, row_of(wish, told, now), key=_KEY):
            return told
    raise AssertionError(f"biller {wish.bid}: no version of {wish.change} was free in {TRIES_MAX} tries")


def _mine(bid: str, account_number: str, change: Change) -> ColumnElement[bool]:
    of_account = (enrolments.c.bid == bid) & (enrolments.c.account_number == account_number)
    return of_account & (enrolments.c.kind == change.value)


def row_of(wish: Wish, told: Told, now: datetime) -> dict[str, object]:
    """The version's row in `enrolments`."""
    card = wish.card
    return {
        "bid": wish.bid,
        "account_number": wish.account_number,
        "kind": wish.change.value,
        "version": told.version,
        "active": wish.active,
        "effective": wish.effective,
        "reference": told.reference,
        "channel": wish.channel,
        "call_sid": wish.call_sid,
        "way": Way.CARD.value if card else "",
        "token_sealed": card.token_sealed if card else "",
        "card_ending": card.ending if card else "",
        "consent": wish.consent,
        "at": now,
    }
