"""Statements of the few paths that run in every turn of every call: compiled once, run on the driver's own cursor.

SQLAlchemy takes 20 us to run a statement that it knows, the driver 2. The SQL is still made from `tables`, so a column
keeps one name in one place; everywhere else a statement is run as SQLAlchemy runs it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.expression import ClauseElement

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    converted: tuple[tuple[str, Convert], ...]  # values that the driver cannot take as they are: instants


class Prepared:
    """One statement with named bind parameters. Columns come back as the driver gives them: text, numbers, bytes."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, object]) -> Any:
        """The driver's cursor. Raises the driver's errors, which `Database` translates like SQLAlchemy's."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect)
        bound = dict(values)
        for name, convert in compiled.converted:
            bound[name] = convert(bound[name])
        cursor: Any = connection.connection.cursor()
        cursor.execute(compiled.sql, bound)
        return cursor


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    if dialect.name == "sqlite":
        dialect = sqlite.dialect(paramstyle="named")  # values by name, as psycopg takes them
    compiled: Any = statement.compile(dialect=dialect)
    converters = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
    }
    return _Compiled(str(compiled), tuple((name, convert) for name, convert in converters.items() if convert))
