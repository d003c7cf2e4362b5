"""Statements of the few paths that run in every turn of every call: compiled once, run on the driver's own cursor.

SQLAlchemy takes 18 us to run a statement that it knows; this takes 5. The SQL is still made from `tables`, so a column
keeps one name in one place; everywhere else a statement is run as SQLAlchemy runs it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Dialect, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import ClauseElement

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    fixed: Mapping[str, object]  # values that stand in the statement itself
    converted: tuple[tuple[str, Convert], ...]  # values that the driver cannot take as they are: instants


class Prepared:
    """One statement with named bind parameters. Columns come back as the driver gives them: text, numbers, bytes."""

    def __init__(self, statement: ClauseElement, **instead: ClauseElement) -> None:
        """`instead` has the statement of a dialect that spells it in its own way."""
        self._statement = statement
        self._instead = instead
        self._compiled: dict[str, _Compiled] = {}

    @classmethod
    def insert_once(cls, table: Table, key: Sequence[str]) -> Self:
        """INSERT of a whole row unless its key is there; the cursor's rowcount tells which."""
        return cls(
            sqlite.insert(table).on_conflict_do_nothing(index_elements=key),
            postgresql=postgresql.insert(table).on_conflict_do_nothing(index_elements=key),
        )

    @classmethod
    def insert_named(cls, table: Table, names: Sequence[str], *, once: Sequence[str] = ()) -> Self:
        """INSERT of the named columns, the others as the database fills them; the new row's primary key comes back.

        `once` names a UNIQUE: no row comes back where one with the same values stands. A clash with any other raises.
        """
        bound = {name: bindparam(name, type_=table.c[name].type) for name in names}
        on_lite: Any = sqlite.insert(table).values(bound)
        on_postgres: Any = postgresql.insert(table).values(bound)
        if once:
            on_lite = on_lite.on_conflict_do_nothing(index_elements=once)
            on_postgres = on_postgres.on_conflict_do_nothing(index_elements=once)
        key = table.primary_key.columns
        return cls(on_lite.returning(*key), postgresql=on_postgres.returning(*key))

    def run(self, connection: Connection, values: Mapping[str, object]) -> Any:
        """The driver's cursor. A clash is SQLAlchemy's IntegrityError; others are the driver's: `Database` has both."""
        dialect: Any = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._instead.get(dialect.name, self._statement)
            compiled = self._compiled[dialect.name] = _compile(statement, dialect)
        bound = {**compiled.fixed, **values}
        for name, convert in compiled.converted:
            bound[name] = convert(bound[name])
        cursor: Any = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, bound)
        except dialect.loaded_dbapi.IntegrityError as clash:
            raise IntegrityError(compiled.sql, None, clash, hide_parameters=True) from clash
        return cursor


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    if dialect.name == "sqlite":
        dialect = sqlite.dialect(paramstyle="named")  # values by name, as psycopg takes them
    compiled: Any = statement.compile(dialect=dialect)
    converters = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
    }
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    return _Compiled(str(compiled), fixed, tuple((name, convert) for name, convert in converters.items() if convert))
