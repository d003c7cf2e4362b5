"""Bill files that wait for a person, and whether that person has been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from integration.ledger.tables import bill_files, held_told
from integration.ledger.upsert import insert_once

HELD = "held"


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as its biller calls it, how many bills are in it, why it is held, and since when."""

    version: int
    name: str
    bills: int
    why: str
    held_at: datetime


def untold(connection: Connection, bid: str, way: str) -> Sequence[HeldFile]:
    """The biller's held files of which nobody was told in this way, the oldest first."""
    told = exists().where(held_told.c.version == bill_files.c.version, held_told.c.way == way)
    file = bill_files.c
    columns = (file.version, file.file_name, file.bills, file.why, file.loaded_at)
    waiting = select(*columns).where(file.bid == bid, file.state == HELD, ~told).order_by(file.version)
    return [HeldFile(*row) for row in connection.execute(waiting)]


def told(connection: Connection, version: int, way: str, now: datetime) -> None:
    """It has arrived."""
    values = {"version": version, "way": way, "at": now}
    insert_once(connection, held_told, values, key=("version", "way"))
