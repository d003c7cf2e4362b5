"""The ledger's migrations, run from here: no ini file, no command of Alembic's own.

An upgrade is one transaction on both databases: it is whole, or the database is as it was.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text

from integration.ledger.database import Database
from integration.ledger.revision import VERSIONS, current, head, is_current, revision_of

__all__ = ["current", "draft", "head", "is_current", "upgrade"]
UPGRADE_LOCK = 0x49565200  # PostgreSQL's advisory lock: two machines may be deployed to at once


def upgrade(database: Database) -> str | None:
    """Bring the database to this version's tables; the revision that it was at, None for an empty one.

    Makes the folder of a SQLite file. Raises Unavailable when the database is away or locked.
    """
    if database.is_sqlite:
        _make_folder(database.url)
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        before = revision_of(connection)
        command.upgrade(_config(connection), "head")
        return before


def draft(database: Database, words: str) -> Path:
    """A new migration, drafted from what `tables` has and this (current) database has not. A person reads it then."""
    number = len(list(VERSIONS.glob("[0-9]*.py"))) + 1
    with database.write() as connection:
        made = command.revision(_config(connection), words, autogenerate=True, rev_id=f"{number:04d}")
    if made is None or isinstance(made, list):
        raise TypeError(f"one migration was to be drafted; found {made!r}")
    return Path(made.path)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _make_folder(url: str) -> None:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
