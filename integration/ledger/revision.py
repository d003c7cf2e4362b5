"""How far a database was migrated, told without loading Alembic: a start and a readiness check ask this."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from integration.ledger.database import Database

VERSIONS = Path(__file__).with_name("migrations") / "versions"


@cache
def head() -> str:
    """The revision of this version's tables: migrations are one line of numbered files, so it is the last."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def current(database: Database) -> str | None:
    """The revision that the database is at; None when nothing was ever migrated. Raises Unavailable."""
    with database.read() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """The same, inside an open transaction."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def is_current(database: Database) -> bool:
    """Whether the database has this version's tables. Raises Unavailable."""
    return current(database) == head()
