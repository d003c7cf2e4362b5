"""The rows of a ledger in plain dictionaries, by table and primary key: kept whole, or put back as they were."""

import re
from enum import Enum

from sqlalchemy import CheckConstraint, Integer, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from tests.plain.checks import checked

_IS_NULL = re.compile(r"(\w+) IS NULL")


class Rows:
    """Every table. A row is never changed in place, so whoever holds one sees it as it was.

    NOT NULL, CHECK, UNIQUE (partial ones too) and foreign keys are kept to; triggers are not there.
    """

    def __init__(self, metadata):
        self.plans = {name: _Plan(table) for name, table in metadata.tables.items()}
        self.wipe()

    def wipe(self):
        """No row anywhere."""
        self.tables = {name: {} for name in self.plans}
        self.changes = 0
        self._undo = []

    def insert(self, name, given):
        """The new row, filled up with the columns' defaults."""
        plan, table = self.plans[name], self.tables[name]
        row = plan.filled({column: _plain(value) for column, value in given.items()}, table)
        self._check(plan, row, None, row)
        self._put(name, plan.key_of(row), row)
        return row

    def update(self, name, row, changes):
        """The row as it is now."""
        plan = self.plans[name]
        new = row | {column: _plain(value) for column, value in changes.items()}
        self._check(plan, new, row, changes)
        self._put(name, plan.key_of(row), new)
        return new

    def delete(self, name, row):
        """It is gone."""
        key = self.plans[name].key_of(row)
        self._undo.append((name, key, self.tables[name].pop(key)))
        self.changes += 1

    def clashes(self, name, row, columns, null=None, *, besides=None):
        """Another row that has the same values in these columns, and null in that one; a null is like no other."""
        if any(row[column] is None for column in columns):
            return None
        if columns == self.plans[name].key and besides is None:
            return self.tables[name].get(self.plans[name].key_of(row))
        others = (each for each in self.tables[name].values() if each is not besides)
        same = (each for each in others if all(each[column] == row[column] for column in columns))
        return next((each for each in same if null is None or each[null] is None), None)

    def commit(self):
        """What was changed stays."""
        self._undo.clear()

    def roll_back(self):
        """Everything since the last commit is as it never was."""
        while self._undo:
            name, key, before = self._undo.pop()
            if before is None:
                del self.tables[name][key]
            else:
                self.tables[name][key] = before
        self.changes += 1

    def _put(self, name, key, row):
        self._undo.append((name, key, self.tables[name].get(key)))
        self.tables[name][key] = row
        self.changes += 1

    def _check(self, plan, row, before, changed):
        for column in plan.required:
            if row[column] is None:
                raise _clash(f"NOT NULL constraint failed: {plan.name}.{column}")
        for is_kept in plan.checks:
            if not is_kept(row):
                raise _clash(f"CHECK constraint failed: {plan.name}")
        for columns, null in plan.uniques:
            if changed.keys().isdisjoint((*columns, null)) or (null and row[null] is not None):
                continue
            if self.clashes(plan.name, row, columns, null, besides=before) is not None:
                raise _clash(f"UNIQUE constraint failed: {plan.name}.{', '.join(columns)}")
        for column, target in plan.foreign:
            if column in changed and row[column] is not None and row[column] not in self.tables[target]:
                raise _clash(f"FOREIGN KEY constraint failed: {plan.name}.{column}")


class _Plan:
    """What is to be kept to in one table."""

    def __init__(self, table):
        self.name = table.name
        self.key = tuple(column.name for column in table.primary_key.columns)
        self._serial = self.key[0] if len(self.key) == 1 and _is_serial(table) else None
        self._defaults = {column.name: _default(column) for column in table.columns}
        self.required = [column.name for column in table.columns if not column.nullable]
        checks = [each for each in table.constraints if isinstance(each, CheckConstraint)]
        self.checks = [checked(str(each.sqltext)) for each in checks]
        self.uniques = [(self.key, None), *_uniques(table)]
        self.foreign = [(key.parent.name, key.column.table.name) for key in table.foreign_keys]

    def key_of(self, row):
        return row[self.key[0]] if len(self.key) == 1 else tuple(row[column] for column in self.key)

    def filled(self, given, table):
        row = self._defaults | given
        if self._serial and row[self._serial] is None:
            row[self._serial] = max(table, default=0) + 1
        return row


def _is_serial(table):
    (column,) = table.primary_key.columns
    return isinstance(column.type, Integer) and column.autoincrement is True


def _uniques(table):
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns), None
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"]["where"]
            yield tuple(column.name for column in index.columns), _null_in(where)


def _null_in(where):
    """The column that a partial index wants to be null; None where it is not partial."""
    if where is None:
        return None
    found = _IS_NULL.fullmatch(str(where))
    return found[1] if found else str(where)  # one that names no column: the first row that is written tells of it


def _default(column):
    if column.server_default is None:
        return column.default.arg if column.default is not None else None
    words = str(getattr(column.server_default.arg, "text", column.server_default.arg))
    if column.type.python_type is bool:
        return words.lower() in {"1", "true"}
    return column.type.python_type(words)


def _plain(value):
    return value.value if isinstance(value, Enum) else value


def _clash(words):
    return IntegrityError(words, None, ValueError(words))
