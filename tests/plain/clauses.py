"""Clauses of SQLAlchemy as Python: each becomes the source of an expression.

It is one over rows (`r0`, `r1`, …), the values `v` that a statement is run with, and those that stand in it, `f`.

SQL knows true, false and null. A condition is therefore written in two ways: where it is true, and where it is false;
one that is null is neither.
"""

from sqlalchemy.sql import operators as ops
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.selectable import Exists

_SIGNS = {ops.eq: "==", ops.ne: "!=", ops.lt: "<", ops.le: "<=", ops.gt: ">", ops.ge: ">="}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_LISTS = {"clauselist", "expression_clauselist"}
_SUMS = {ops.add: "+", ops.sub: "-", ops.mul: "*"}


class Writer:
    """Writes one statement. `names` gives each table or alias its variable; `fixed` are values that stand in it."""

    def __init__(self):
        self.names = {}
        self.fixed = []
        self.joined = ""  # the variables of a statement's own rows, as a tuple is written
        self._may_miss = set()

    def name(self, table, *, may_miss=False):
        """The variable of a table's row; one that an outer join did not find is null in every column."""
        if may_miss:
            self._may_miss.add(table)
        return self.names.setdefault(table, f"r{len(self.names)}")

    def true(self, clause):
        """Source that is true exactly where the clause is."""
        return self._way(clause, is_asked=True)

    def false(self, clause):
        """Source that is true exactly where the clause is false, and so not where it is null."""
        return self._way(clause, is_asked=False)

    def _way(self, clause, *, is_asked):
        kind = clause.__visit_name__
        if isinstance(clause, Exists):
            return self._exists(clause.element, is_asked=is_asked)
        if kind == "grouping" or (kind == "unary" and clause.operator is ops.inv):
            return self._way(clause.element, is_asked=is_asked == (kind == "grouping"))
        if kind in _LISTS:
            joint = "and" if (clause.operator is ops.and_) == is_asked else "or"
            return "(" + f" {joint} ".join(self._way(each, is_asked=is_asked) for each in clause.clauses) + ")"
        if kind == "binary":
            return self._compared(clause, is_asked=is_asked)
        if kind in {"true", "false"}:
            return str((kind == "true") == is_asked)
        return f"({self.value(clause)} is {is_asked})"

    def _exists(self, select, *, is_asked):
        select = getattr(select, "element", select)
        table = next(table for table in tables_of(select) if table not in self.names)
        row = self.name(table)
        where = self.true(select.whereclause)
        found = f"any({where} for {row} in {self.rows(table, select.whereclause)})"
        return found if is_asked else f"(not {found})"

    def _compared(self, clause, *, is_asked):
        operator, left, right = clause.operator, clause.left, clause.right
        if operator in (ops.is_, ops.is_not):
            sign = "is" if (operator is ops.is_) == is_asked else "is not"
            return f"({self.value(left)} {sign} {self.value(right)})"
        if operator in (ops.in_op, ops.not_in_op):
            return self._listed(left, right, is_in=(operator is ops.in_op) == is_asked)
        sign = _SIGNS[operator] if is_asked else _OPPOSITE[_SIGNS[operator]]
        return self._guarded([left, right], f"{self.value(left)} {sign} {self.value(right)}")

    def _listed(self, left, right, *, is_in):
        """In nothing there is not even a null."""
        listed = self.value(right)
        if is_in:
            return self._guarded([left], f"{self.value(left)} in {listed}")
        return f"(not {listed} or {self._guarded([left], f'{self.value(left)} not in {listed}')})"

    def _guarded(self, sides, words):
        """Nothing is like a null, and nothing unlike it."""
        nulls = [f"{self.value(side)} is not None" for side in sides if self._may_be_null(side)]
        return "(" + " and ".join([*nulls, words]) + ")"

    def _may_be_null(self, clause):
        if clause.__visit_name__ == "column":
            return clause.nullable or clause.table in self._may_miss
        return clause.__visit_name__ != "bindparam"

    def value(self, clause):
        """Source of what a clause comes to."""
        write = getattr(self, f"_{clause.__visit_name__}", None)
        if write is None:
            raise NotImplementedError(f"{clause.__visit_name__}: {clause}")
        return write(clause)

    def _column(self, column):
        return f'{self.name(column.table)}["{column.name}"]'

    def _bindparam(self, bind):
        if bind.required:
            return f'v["{bind.key}"]'
        self.fixed.append(bind.effective_value)
        return f"f[{len(self.fixed) - 1}]"

    def _label(self, label):
        return self.value(label.element)

    def _grouping(self, grouping):
        return self.value(grouping.element)

    def _null(self, _clause):
        return "None"

    def _true(self, _clause):
        return "True"

    def _false(self, _clause):
        return "False"

    def _binary(self, binary):
        if binary.operator in _SUMS:
            return self._summed(binary)
        return f"(True if {self.true(binary)} else False if {self.false(binary)} else None)"

    def _summed(self, binary):
        """With a null it comes to null."""
        words = f"{self.value(binary.left)} {_SUMS[binary.operator]} {self.value(binary.right)}"
        sides = [side for side in (binary.left, binary.right) if self._may_be_null(side)]
        nulls = " or ".join(f"{self.value(side)} is None" for side in sides)
        return f"(None if {nulls} else {words})" if nulls else f"({words})"

    def _clauselist(self, clauses):
        return f"(True if {self.true(clauses)} else False if {self.false(clauses)} else None)"

    _expression_clauselist = _clauselist

    def _case(self, case):
        words = self.value(case.else_) if case.else_ is not None else "None"
        for when, then in reversed(case.whens):
            words = f"({self.value(then)} if {self.true(when)} else {words})"
        return words

    def _function(self, function):
        if function.name == "count" and str(function.clauses) in {"", "*"}:
            return "len(group)"
        arguments = [self.value(each) for each in function.clauses]
        if function.name == "coalesce":
            return "next((x for x in ({},) if x is not None), None)".format(", ".join(arguments))
        if function.name not in OVER_ALL:
            raise NotImplementedError(f"{function.name}()")
        return f"over_all_{function.name}([{arguments[0]} for ({self.joined}) in group])"

    _count = _sum = _min = _max = _coalesce = _function

    def rows(self, table, where):
        """Source of the rows that may answer: the one under a primary key where the clause names it, else all."""
        plain = getattr(table, "element", table)
        key = list(plain.primary_key.columns)
        named = self._named(table, key[0].name, where) if len(key) == 1 else None
        return f't["{plain.name}"].values()' if named is None else f'under(t["{plain.name}"], {named})'

    def _named(self, table, key, where):
        for clause in conjuncts(where):
            if clause.__visit_name__ == "binary" and clause.operator is ops.eq:
                for one, other in ((clause.left, clause.right), (clause.right, clause.left)):
                    if getattr(one, "table", None) is table and one.name == key and self._is_known(other, table):
                        return self.value(other)
        return None

    def _is_known(self, clause, table):
        owner = getattr(clause, "table", None)
        return isinstance(clause, BindParameter) or (owner is not table and owner in self.names)


def tables_of(select):
    """What a question is asked of: joins as they are written, else every table that is named in it.

    SQLAlchemy's own `get_final_froms` compiles the whole statement, which takes longer than all the rest.
    """
    if select._from_obj:
        return list(select._from_obj)
    where = select.whereclause
    return list(dict.fromkeys([*select.columns_clause_froms, *(where._from_objects if where is not None else ())]))


def conjuncts(where):
    """The clauses that must all be true."""
    if where is None:
        return []
    is_joint = where.__visit_name__ in _LISTS and where.operator is ops.and_
    return where.clauses if is_joint else [where]


def over_all_sum(values):
    """SQL's sum: nulls do not count, and of nothing it is null."""
    found = [value for value in values if value is not None]
    return sum(found) if found else None


def over_all_count(values):
    """How many are not null."""
    return sum(value is not None for value in values)


def over_all_min(values):
    """The least that is not null."""
    return min((value for value in values if value is not None), default=None)


def over_all_max(values):
    """The greatest that is not null."""
    return max((value for value in values if value is not None), default=None)


OVER_ALL = {"count": over_all_count, "sum": over_all_sum, "min": over_all_min, "max": over_all_max}
