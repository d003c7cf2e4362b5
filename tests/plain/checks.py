"""CHECK constraints of the tables, which are short texts of SQL, as Python."""

import re

_SQL = re.compile(r"'[^']*'|\bAND\b|\bOR\b|\bIN\b|(?<![<>=])=|\)")
_PYTHON = {"AND": "and", "OR": "or", "IN": "in", "=": "==", ")": ",)"}  # a tuple of one has a comma


def checked(sql):
    """Whether a row keeps to it: a comparison with null is neither true nor false, and forbids nothing."""
    source = compile(_SQL.sub(lambda found: _PYTHON.get(found[0], found[0]), sql), sql, "eval")
    columns = source.co_names

    def is_kept(row):
        return any(row[column] is None for column in columns) or eval(source, {}, row)

    return is_kept
