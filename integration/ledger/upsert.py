"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, Executable, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str]) -> bool:
    """Insert unless a row with the same key is there; True when this call put it there.

    Only the named UNIQUE is forgiven: a clash with any other is raised.
    """
    statement = _once(connection.dialect.name, table, tuple(values), tuple(key))
    return connection.execute(statement, dict(values)).first() is not None


def insert_or_change(
    connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str], change: Sequence[str]
) -> None:
    """Insert, or set the columns of `change` on the row that has the same key."""
    statement = _insert(connection.dialect.name, table).values(**values)
    changes = {name: values[name] for name in change}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes))


@cache
def _once(dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> Executable:
    """The same columns make the same statement, and making it takes longer than running it.

    A driver's row count is not to be had where SQLAlchemy asks for the new id; a returned row always tells.
    """
    bound = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    statement = _insert(dialect, table).values(bound).on_conflict_do_nothing(index_elements=list(key))
    return statement.returning(*table.primary_key.columns)


def _insert(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
