"""Enrolments that came by a conversion file: first versions, cards added to them, and what a later file corrects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from integration.changes import Change
from integration.ledger import changes, superseding
from integration.ledger.changes import Told
from integration.ledger.enrolments import Wish, renew, row_of
from integration.ledger.tables import enrolments

CONVERSION = "conversion"  # the channel of what a file brought; all others are a holder's own wish


@dataclass(frozen=True, slots=True)
class Newest:
    """The latest version of one kind as it was kept: who said it (`channel`), and the token that it keeps, or ''."""

    version: int
    active: bool
    channel: str
    token_sealed: str = field(repr=False)


def keep_told(connection: Connection, wishes: Iterable[Wish], now: datetime) -> None:
    """Keep, as first versions, what the biller's system knows already because it came from there: no order is put."""
    _keep_next(connection, [(wish, 0) for wish in wishes], now)


def enrol_first(connection: Connection, wishes: Iterable[Wish], now: datetime) -> None:
    """Keep, as first versions, what the biller brings of accounts that never asked us, and put orders of it."""
    changes.tell_first(connection, _keep_next(connection, [(wish, 0) for wish in wishes], now), now, changes.BROUGHT)


def add_cards(connection: Connection, given: Iterable[tuple[Wish, int]], now: datetime) -> None:
    """Keep wishes with a card after these versions, which stand, are on and have none, and so have charged nothing.

    No order is put: the biller's system knows that it is on, or is being told, and keeps no cards.
    """
    _keep_next(connection, given, now)


def turn(connection: Connection, wishes: Sequence[Wish], now: datetime, *, is_known: bool) -> None:
    """Keep, as next versions, what a file says otherwise than the files before it; each account and kind once.

    What is known to the biller's system is told to it only to overtake an older order of ours that is on its way.
    """
    told = [renew(connection, wish, now) for wish in wishes]
    bid, accounts = (told[0].bid if told else ""), sorted({one.account_number for one in told})
    on_way = superseding.unsettled_of_all(connection, bid, accounts)
    for one in told:
        older = on_way.get((one.change, one.account_number))
        if older:
            changes.tell_instead(connection, one, older, now, changes.BROUGHT)
    if not is_known:
        rest = [one for one in told if (one.change, one.account_number) not in on_way]
        changes.tell_first(connection, rest, now, changes.BROUGHT)


def _keep_next(connection: Connection, after: Iterable[tuple[Wish, int]], now: datetime) -> list[Told]:
    """After versions that nobody else can follow meanwhile (`alone`); one that somebody did undoes them all."""
    kept = [
        (wish, Told(wish.bid, wish.account_number, wish.change, version + 1, wish.active, wish.effective))
        for wish, version in after
    ]
    if kept:
        connection.execute(insert(enrolments), [row_of(wish, told, now) for wish, told in kept])
    return [told for _, told in kept]


def newest_of_all(connection: Connection, bid: str) -> Mapping[str, Mapping[Change, Newest]]:
    """The latest version of each kind, of every account of the biller that has one, in one pass."""
    found: dict[str, dict[Change, Newest]] = {}
    names = ("account_number", "kind", "version", "active", "channel", "token_sealed")
    columns = [enrolments.c[name] for name in names]
    for row in connection.execute(select(*columns).where(enrolments.c.bid == bid).order_by(enrolments.c.version)):
        newest = Newest(row.version, row.active, row.channel, row.token_sealed)
        found.setdefault(row.account_number, {})[Change(row.kind)] = newest
    return found


def agreed_by(connection: Connection, bid: str, mark: str) -> set[tuple[str, Change]]:
    """Account and kind of every version of a file's, even one that stands no more, whose `consent` holds this mark."""
    marked = (enrolments.c.bid == bid) & (enrolments.c.channel == CONVERSION)
    marked &= enrolments.c.consent.contains(mark, autoescape=True)
    found = connection.execute(select(enrolments.c.account_number, enrolments.c.kind).where(marked))
    return {(row.account_number, Change(row.kind)) for row in found}
