"""Statements of SQLAlchemy, each made into one function over plain rows: once for a statement, or for its like."""

from collections import namedtuple
from functools import cache
from weakref import WeakKeyDictionary

from sqlalchemy.sql import operators as ops
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Join

from tests.plain.clauses import OVER_ALL, Writer, tables_of

_made = WeakKeyDictionary()


def run(rows, statement, values):
    """The rows that come back, and how many were found."""
    made = _made.get(statement)
    if made is None:
        made = _made[statement] = _MAKERS[statement.__visit_name__](statement)
    return made(rows, values)


class NoRow(dict):
    """What an outer join finds where there is nothing."""

    def __missing__(self, _column):
        return None


NO_ROW = NoRow()


def under(table, key):
    """The row of a primary key, in a list that may be empty."""
    row = table.get(key)
    return () if row is None else (row,)


def outer(found):
    """What was found, else a row of nulls."""
    return found or (NO_ROW,)


@cache
def _function(source):
    """Compiled once for all statements that are alike."""
    names = {"under": under, "outer": outer} | {f"over_all_{name}": work for name, work in OVER_ALL.items()}
    return eval(f"lambda t, v, f: {source}", names)


@cache
def _row(names):
    plain = namedtuple("Row", names, rename=True)  # noqa: PYI024 - its fields are known only here
    return type("Row", (plain,), {"__slots__": (), "_mapping": property(plain._asdict)})


def _names(columns):
    """As SQLAlchemy names them: the second of a name is told apart."""
    names = [getattr(column, "name", "") for column in columns]
    return tuple(name if names.index(name) == place else f"{name}_{place}" for place, name in enumerate(names))


def _select(statement):
    writer = Writer()
    columns = list(statement.selected_columns)
    loops = "".join(_loops(writer, table, statement.whereclause) for table in tables_of(statement))
    writer.joined = "".join(f"{name}, " for name in writer.names.values())
    found = f"[({writer.joined}){loops}{_where(writer, statement)}]"
    if any(map(_is_over_all, columns)) or statement._group_by_clauses:
        return _grouped(statement, writer, columns, found)
    told = ", ".join(writer.value(column) for column in columns)
    order = [(_key(writer, each), _is_down(each)) for each in statement._order_by_clauses]
    return _Asked(statement, writer, columns, (found, f"({told},)", order))


def _where(writer, statement):
    return f" if {writer.true(statement.whereclause)}" if statement.whereclause is not None else ""


def _is_over_all(column):
    element = getattr(column, "element", column)
    return isinstance(element, FunctionElement) and element.name in OVER_ALL


def _loops(writer, table, where):
    """`for` clauses, one a table; joins are found as they are written."""
    if not isinstance(table, Join):
        source = writer.rows(table, where)
        return f" for {writer.name(table)} in {source}"
    loops = _loops(writer, table.left, where)
    source = writer.rows(table.right, table.onclause)
    name = writer.name(table.right, may_miss=table.isouter)
    if not table.isouter:
        return f"{loops} for {name} in {source} if {writer.true(table.onclause)}"
    return f"{loops} for {name} in outer([{name} for {name} in {source} if {writer.true(table.onclause)}])"


def _key(writer, each):
    clause = each.element if each.__visit_name__ == "unary" else each
    value = writer.value(clause)
    return f"({value} is not None, {value})"


def _is_down(each):
    return each.__visit_name__ == "unary" and each.modifier is ops.desc_op


class _Asked:
    """A question: rows are found, put in order, told."""

    def __init__(self, statement, writer, columns, sources):
        found, told, order = sources
        rows = writer.joined
        for key, is_down in reversed(order):
            found = f"sorted({found}, key=lambda group: [{key} for ({rows}) in (group,)][0], reverse={is_down})"
        self._find = _function(f"[{told} for ({rows}) in {found}]")
        self._row = _row(_names(columns))
        self._is_distinct = statement._distinct
        self._limit = statement._limit_clause
        self._fixed = writer.fixed

    def __call__(self, rows, values):
        found = self._find(rows.tables, values, self._fixed)
        if self._is_distinct:
            found = list(dict.fromkeys(found))
        if self._limit is not None:
            found = found[: values[self._limit.key] if self._limit.required else self._limit.effective_value]
        return [self._row._make(row) for row in found], len(found)


def _grouped(statement, writer, columns, found):
    """One row a group, in the order of what it is grouped by; one row of all where it is by nothing."""
    by = [writer.value(each) for each in statement._group_by_clauses]
    rows = writer.joined
    told = [_over_group(writer, column, rows) for column in columns]
    keys = _function(f"[(({', '.join([*by, ''])}), ({rows})) for ({rows}) in {found}]")
    tell = _group(", ".join([*told, ""]))
    row, fixed = _row(_names(columns)), writer.fixed

    def asked(rows, values):
        groups = {} if by else {(): []}
        for key, group in keys(rows.tables, values, fixed):
            groups.setdefault(key, []).append(group)
        answers = [row._make(tell(groups[key], values, fixed)) for key in sorted(groups)]
        return answers, len(answers)

    return asked


@cache
def _group(source):
    """The columns of one group."""
    names = {f"over_all_{name}": work for name, work in OVER_ALL.items()}
    return eval(f"lambda group, v, f: ({source})", names)


def _over_group(writer, column, rows):
    value = writer.value(column)
    return value if _is_over_all(column) else f"[{value} for ({rows}) in group[:1]][0]"


def _update(statement):
    table, writer = statement.table, Writer()
    name = writer.name(table)
    source = writer.rows(table, statement.whereclause)
    changes = ", ".join(f'"{_name(column)}": {writer.value(value)}' for column, value in statement._values.items())
    find = _function(f"[({name}, {{{changes}}}) for {name} in {source}{_where(writer, statement)}]")
    tell, fixed = _returning(statement), writer.fixed

    def changed(rows, values):
        found = find(rows.tables, values, fixed)
        news = [rows.update(table.name, row, change) for row, change in found]
        return [tell(row) for row in news], len(news)

    return changed


def _delete(statement):
    table, writer = statement.table, Writer()
    name = writer.name(table)
    source = writer.rows(table, statement.whereclause)
    find, fixed = _function(f"[{name} for {name} in {source}{_where(writer, statement)}]"), writer.fixed

    def deleted(rows, values):
        found = find(rows.tables, values, fixed)
        for row in found:
            rows.delete(table.name, row)
        return [], len(found)

    return deleted


def _insert(statement):
    table, writer = statement.table, Writer()
    given = statement._values
    source = ", ".join(f'"{_name(column)}": {writer.value(value)}' for column, value in (given or {}).items())
    new, fixed = _function(f"{{{source}}}"), writer.fixed
    clash, tell = statement._post_values_clause, _returning(statement)

    def inserted(rows, values):
        row = dict(values) if given is None else new(rows.tables, values, fixed)
        if clash is not None:
            there = _there(rows, table, row, clash)
            if there is not None:
                return [], _instead(rows, table, row, there, clash)
        return [tell(rows.insert(table.name, row))], 1

    return inserted


def _there(rows, table, row, clash):
    """The row that stands in the way, and is forgiven; without a named UNIQUE, any."""
    named = [tuple(clash.inferred_target_elements)] if clash.inferred_target_elements else None
    whole = rows.plans[table.name].filled(row, rows.tables[table.name])
    for columns, null in rows.plans[table.name].uniques:
        if (named is None or columns in named) and (null is None or whole[null] is None):
            there = rows.clashes(table.name, whole, columns, null)
            if there is not None:
                return there
    return None


def _instead(rows, table, row, there, clash):
    changes = getattr(clash, "update_values_to_set", ())
    if not changes:
        return 0
    rows.update(table.name, there, {name: row[excluded.name] for name, excluded in dict(changes).items()})
    return 1


def _returning(statement):
    columns = [column for each in statement._returning for column in getattr(each, "columns", [each])]
    names, make = [column.name for column in columns], _row(_names(columns))
    return lambda row: make._make([row[name] for name in names])


def _name(column):
    return getattr(column, "name", column)


_MAKERS = {"select": _select, "update": _update, "insert": _insert, "delete": _delete}
