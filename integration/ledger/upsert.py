"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from integration.ledger.prepared import Prepared

Key = tuple[Any, ...]


def insert_once(connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str]) -> bool:
    """Insert unless a row with the same key is there; True when this call put it there.

    Only the named UNIQUE is forgiven: a clash with any other is raised.
    """
    return inserted(connection, table, values, key=key) is not None


def inserted(
    connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str] = ()
) -> Key | None:
    """As `insert_once`; the new row's primary key, or None where the row was there."""
    rows: list[Key] = _insert(table, tuple(values), tuple(key)).run(connection, values).fetchall()
    return rows[0] if rows else None


def insert_or_change(
    connection: Connection, table: Table, values: Mapping[str, object], *, key: Sequence[str], change: Sequence[str]
) -> None:
    """Insert, or set the columns of `change` on the row that has the same key."""
    statement = _insert_or_change(connection.dialect.name, table, tuple(values), tuple(key), tuple(change))
    connection.execute(statement, dict(values))


# The same columns make the same statement, and making it takes longer than running it.


@cache
def _insert(table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> Prepared:
    return Prepared.insert_named(table, columns, once=key)


@cache
def _insert_or_change(
    dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...], change: tuple[str, ...]
) -> Executable:
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    statement = insert.values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    changes = {name: statement.excluded[name] for name in change}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)
