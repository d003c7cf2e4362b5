"""Bill files that wait for a person, and whether that person has been told.

A held file waits until a file that is not older is live: nobody would hear its bills then, whoever lets it in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, update

from integration.ledger.tables import bill_files, held_told
from integration.ledger.upsert import insert_once

HELD, LIVE, STAGED = "held", "live", "staged"


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as its biller calls it, how many bills are in it, why it is held, and since when (aware UTC)."""

    version: int
    bid: str
    name: str
    sha256: str
    bills: int
    why: str
    held_at: datetime


def untold(connection: Connection, bid: str, way: str) -> Sequence[HeldFile]:
    """The biller's held files of which nobody was told in this way, the oldest first."""
    told = exists().where(held_told.c.version == bill_files.c.version, held_told.c.way == way)
    return _held(connection, bill_files.c.bid == bid, ~told, ~exists(_overtaking()))


def waiting(connection: Connection, bids: Sequence[str]) -> Sequence[HeldFile]:
    """The held files of these billers, the oldest first."""
    return _held(connection, bill_files.c.bid.in_(bids), ~exists(_overtaking()))


def of_version(connection: Connection, version: int) -> HeldFile | None:
    """A held file, also where it waits no more; None where no held file has this version."""
    found = _held(connection, bill_files.c.version == version)
    return found[0] if found else None


def overtaken_by(connection: Connection, version: int) -> str | None:
    """The name of the newest live file that is not older than this one; None where there is none."""
    newest = _overtaking().order_by(_live.c.created_on.desc(), _live.c.sequence.desc()).limit(1)
    name: str | None = connection.execute(
        select(newest.correlate(bill_files).scalar_subquery()).where(bill_files.c.version == version)
    ).scalar_one_or_none()
    return name


def dated(connection: Connection, version: int, created_on: date) -> None:
    """The day that the file itself says it was made, before it is held: until then its row has the day of its name."""
    mine = update(bill_files).where(bill_files.c.version == version, bill_files.c.state == STAGED)
    connection.execute(mine.values(created_on=created_on))


def told(connection: Connection, version: int, way: str, now: datetime) -> None:
    """It has arrived."""
    values = {"version": version, "way": way, "at": now}
    insert_once(connection, held_told, values, key=("version", "way"))


_live = bill_files.alias("live_files")


def _overtaking() -> Select[tuple[str]]:
    """The names of live files that have the same or a later place in the order of files than the row asked about."""
    file = bill_files.c
    same_day = and_(_live.c.created_on == file.created_on, _live.c.sequence >= file.sequence)
    is_later = or_(_live.c.created_on > file.created_on, same_day)
    return select(_live.c.file_name).where(_live.c.bid == file.bid, _live.c.state == LIVE, is_later)


def _held(connection: Connection, *which: ColumnElement[bool]) -> Sequence[HeldFile]:
    file = bill_files.c
    columns = (file.version, file.bid, file.file_name, file.sha256, file.bills, file.why, file.loaded_at)
    found = select(*columns).where(*which, file.state == HELD).order_by(file.version)
    return [HeldFile(*row) for row in connection.execute(found)]
