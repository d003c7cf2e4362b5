"""What came back of a statement, as SQLAlchemy's Result gives it."""

from sqlalchemy.exc import NoResultFound


class Answer:
    """Rows are named tuples."""

    def __init__(self, rows, rowcount):
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self):
        return iter(self._rows)

    def fetchall(self):
        """Every row."""
        return self._rows

    all = fetchall

    def first(self):
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    fetchone = first

    def one(self):
        """The only row. NoResultFound where there is none, or more."""
        if len(self._rows) != 1:
            raise NoResultFound(f"expected one row, found {len(self._rows)}")
        return self._rows[0]

    def scalar(self):
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self):
        """The only column of the only row."""
        return self.one()[0]

    def scalars(self):
        """The first column of each row."""
        return Answer([row[0] for row in self._rows], self.rowcount)

    def mappings(self):
        """Each row by its columns' names."""
        return Answer([row._asdict() for row in self._rows], self.rowcount)
