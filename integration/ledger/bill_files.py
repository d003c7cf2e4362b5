"""The files that bills come in: staged in chunks under a new version, then shown by one small transaction.

    (none) -> staged -> live      shown: it is newer than every file shown before
                     -> kept      stored and not shown: a newer file came first
                     -> refused, held   its bills are cleared away, its row says why

Whoever begins to stage for a biller takes over from whoever did before, dead or alive: every chunk first asks whether
its own version is still `staged`, so a load that was overtaken stops instead of mixing its bills into another's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from integration.errors import Unavailable
from integration.ledger.database import Database
from integration.ledger.let_in import LetIn
from integration.ledger.rows import Row
from integration.ledger.staging import postgres, sqlite
from integration.ledger.staging.chunk import CHUNK_ROWS, Overtaken
from integration.ledger.tables import bill_files, bills, held_told, live_versions
from integration.ledger.upsert import insert_or_change

FILE_NAME_CHARACTERS_MAX = 120


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file before it is read."""

    bid: str
    file_name: str
    sha256: str
    created_on: date
    sequence: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that the ledger has met before."""

    version: int
    state: str
    why: str
    report: str
    loaded_at: datetime  # when it was met, or shown


def known_file(connection: Connection, bid: str, sha256: str) -> KnownFile | None:
    """The row of the same bytes, in whatever state."""
    columns = [bill_files.c[name] for name in ("version", "state", "why", "report", "loaded_at")]
    query = select(*columns).where(bill_files.c.bid == bid, bill_files.c.sha256 == sha256)
    found = connection.execute(query).one_or_none()
    return None if found is None else KnownFile(*found)


def begin(database: Database, file: FileFacts, now: datetime) -> int:
    """Take the biller's staging place and give the new version. Clears what earlier loads left lying.

    Raises Unavailable when another load of the biller began in the same moment, or one of the same bytes just ended.
    """
    mine = bill_files.c.bid == file.bid
    with database.write() as connection:
        stopped = {"state": "refused", "why": "its load stopped before the end"}
        connection.execute(update(bill_files).where(mine, bill_files.c.state == "staged").values(stopped))
    _sweep(database, file.bid)
    with database.write() as connection:
        _alone(connection, file.bid)
        if connection.execute(select(exists().where(mine, bill_files.c.state == "staged"))).scalar_one():
            raise Unavailable(f"another load of biller {file.bid} has just begun")
        _not_there_yet(connection, file)
        again = (mine, bill_files.c.sha256 == file.sha256, bill_files.c.state.in_(("refused", "held")))
        number = _number_of_the_next(connection)
        told = held_told.c.version.in_(select(bill_files.c.version).where(*again))
        connection.execute(delete(held_told).where(told))  # of the load before: who hears of this one is told anew
        connection.execute(delete(bill_files).where(*again))
        return _insert(connection, file, now, number)


def _not_there_yet(connection: Connection, file: FileFacts) -> None:
    """Whoever loads the same bytes asked before it began; it may have been shown since."""
    known = known_file(connection, file.bid, file.sha256)
    if known and known.state in ("live", "kept"):
        raise Unavailable(f"the same bytes were loaded meanwhile, as version {known.version}")


def _alone(connection: Connection, bid: str) -> None:
    """Let nobody else pass here for this biller until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"bill files {bid}"))))


def _number_of_the_next(connection: Connection) -> dict[str, int]:
    """A version that was never given, asked for before a row goes.

    SQLite would give the highest again once its row is gone; a load of that row, overtaken and not yet aware of it,
    would then take the new version for its own. PostgreSQL counts by itself.
    """
    if connection.dialect.name == "postgresql":
        return {}
    return {"version": connection.execute(select(func.coalesce(func.max(bill_files.c.version), 0))).scalar_one() + 1}


def _insert(connection: Connection, file: FileFacts, now: datetime, number: dict[str, int]) -> int:
    row = number | {
        "bid": file.bid,
        "file_name": file.file_name[:FILE_NAME_CHARACTERS_MAX],
        "sha256": file.sha256,
        "created_on": file.created_on,
        "sequence": file.sequence,
        "as_of": file.as_of,
        "state": "staged",
        "bills": 0,
        "total_cents": 0,
        "loaded_at": now,
    }
    version = connection.execute(insert(bill_files).values(row).returning(bill_files.c.version)).scalar_one()
    return int(version)


def stage(database: Database, version: int, rows: Sequence[Row], withdrawn: Sequence[str]) -> None:
    """One chunk by the ledger's own connections; see `staging.chunk.Writer`."""
    with database.write() as connection:
        driver: Any = connection.connection.driver_connection
        write = sqlite.write_chunk if database.is_sqlite else postgres.write_chunk
        write(driver, version, rows, withdrawn)


def _still_mine(connection: Connection, version: int) -> None:
    mine = update(bill_files).where(bill_files.c.version == version, bill_files.c.state == "staged")
    if connection.execute(mine.values(state="staged")).rowcount == 0:
        raise Overtaken(version)


@dataclass(frozen=True, slots=True)
class Staged:
    """What the whole file came to."""

    bills: int
    total_cents: int
    rejected: int
    report: str  # JSON


def show(
    database: Database, version: int, file: FileFacts, staged: Staged, now: datetime, let_in: LetIn | None = None
) -> str:
    """Make the version the biller's newest in one small transaction; gives the new state, `live` or `kept`.

    It is kept, and callers go on hearing the newer file, where one with the same or a later (CREATED_DT, sequence) is
    live already. `let_in` is the person by whom it is shown although it was held. Raises Overtaken.
    """
    with database.write() as connection:
        _still_mine(connection, version)
        state = "live" if is_newest(connection, file.bid, file.created_on, file.sequence) else "kept"
        values = {
            "state": state,
            "created_on": file.created_on,
            "as_of": file.as_of,
            "bills": staged.bills,
            "total_cents": staged.total_cents,
            "rejected": staged.rejected,
            "report": staged.report,
            "loaded_at": now,
            "why": "" if state == "live" else "a file made later is live already",
        }
        connection.execute(update(bill_files).where(bill_files.c.version == version).values(values))
        if state == "live":
            _switch(connection, file.bid, version, now)
        if let_in:
            let_in.note(connection, file.bid, version, file.file_name, now)
    return state


def is_newest(connection: Connection, bid: str, created_on: date, sequence: int) -> bool:
    """Whether no live file has the same or a later place in the order of files."""
    later = (bill_files.c.created_on > created_on) | (
        (bill_files.c.created_on == created_on) & (bill_files.c.sequence >= sequence)
    )
    live = select(exists().where(bill_files.c.bid == bid, bill_files.c.state == "live", later))
    return not connection.execute(live).scalar_one()


def _switch(connection: Connection, bid: str, version: int, now: datetime) -> None:
    values = {"bid": bid, "version": version, "switched_at": now}
    insert_or_change(connection, live_versions, values, key=("bid",), change=("version", "switched_at"))


def turn_away(database: Database, version: int, state: str, why: str, staged: Staged) -> None:
    """A refused or held file: its row says why, its bills go. Raises Overtaken."""
    with database.write() as connection:
        _still_mine(connection, version)
        values = {"state": state, "why": why, "bills": staged.bills, "rejected": staged.rejected}
        values |= {"total_cents": staged.total_cents, "report": staged.report}
        connection.execute(update(bill_files).where(bill_files.c.version == version).values(values))
    _clear(database, version)


def _sweep(database: Database, bid: str) -> None:
    """Clear the bills of every file of the biller that was turned away and not cleared to the end."""
    left = exists().where(bills.c.version == bill_files.c.version)
    turned_away = (bill_files.c.bid == bid, bill_files.c.state.in_(("refused", "held")))
    with database.read() as connection:
        versions = connection.execute(select(bill_files.c.version).where(*turned_away, left)).scalars().all()
    for version in versions:
        _clear(database, version)


def _clear(database: Database, version: int) -> None:
    """Delete a version's bills, a chunk in each transaction."""
    while True:
        with database.write() as connection:
            chunk = select(bills.c.id).where(bills.c.version == version).order_by(bills.c.id).limit(CHUNK_ROWS)
            gone = delete(bills).where(bills.c.id.in_(chunk))
            if connection.execute(gone).rowcount < CHUNK_ROWS:
                return
