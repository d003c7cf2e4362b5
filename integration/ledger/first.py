"""A database that nobody has used yet is made ready by whoever meets it first.

One that is in use and behind is not touched here: `ivr migrate` does that when its people want it.
"""

from pathlib import Path

from sqlalchemy import inspect, make_url

from integration.ledger.database import Database

VERSION_TABLE = "alembic_version"


def make_ready(database: Database) -> None:
    """Make the folder and the tables where there are none. Raises Unavailable when the database is away."""
    if database.is_sqlite:
        _make_folder(database.url)
    with database.read() as connection:
        is_new = not inspect(connection).has_table(VERSION_TABLE)
    if is_new:
        from integration.ledger.migrate import upgrade  # noqa: PLC0415 - a third of a second that only the first pays

        upgrade(database)


def _make_folder(url: str) -> None:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
