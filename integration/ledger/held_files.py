"""Bill files that wait for a person, and whether that person has been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select

from integration.ledger.tables import bill_files, held_told
from integration.ledger.upsert import insert_once

HELD = "held"


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
    return _held(connection, (bill_files.c.bid == bid) & ~told)


def waiting(connection: Connection, bids: Sequence[str]) -> Sequence[HeldFile]:
    """The held files of these billers, the oldest first."""
    return _held(connection, bill_files.c.bid.in_(bids))


def of_version(connection: Connection, version: int) -> HeldFile | None:
    """None where there is no such file, or it does not wait."""
    found = _held(connection, bill_files.c.version == version)
    return found[0] if found else None


def told(connection: Connection, version: int, way: str, now: datetime) -> None:
    """It has arrived."""
    values = {"version": version, "way": way, "at": now}
    insert_once(connection, held_told, values, key=("version", "way"))


def _held(connection: Connection, which: ColumnElement[bool]) -> Sequence[HeldFile]:
    file = bill_files.c
    columns = (file.version, file.bid, file.file_name, file.sha256, file.bills, file.why, file.loaded_at)
    found = select(*columns).where(which, file.state == HELD).order_by(file.version)
    return [HeldFile(*row) for row in connection.execute(found)]
