"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str]) -> bool:
    """Insert unless a row with the same key is there; True when this call put it there.

    Only the named UNIQUE is forgiven: a clash with any other is raised.
    """
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing(index_elements=list(key))
    # A driver's row count is not to be had where SQLAlchemy asks for the new id; a returned row always tells.
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def insert_or_change(
    connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str], change: Sequence[str]
) -> None:
    """Insert, or set the columns of `change` on the row that has the same key."""
    statement = _insert(connection, table).values(**values)
    changes = {name: values[name] for name in change}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes))


def _insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
