"""A ledger's database in plain dictionaries: `integration.ledger` runs on it unchanged, without any SQL.

One transaction at a time. What it does not have of a database: triggers, locks of single rows, two transactions
at once, and the text forms in which a driver keeps instants.
"""

from contextlib import contextmanager
from threading import RLock
from types import SimpleNamespace

from sqlalchemy.dialects import sqlite

from integration.ledger.prepared import Prepared
from integration.ledger.tables import channels, metadata
from integration.model import CHANNELS_PUMPED
from tests.plain.answers import Answer
from tests.plain.rows import Rows
from tests.plain.statements import run

_run_on_the_driver = Prepared.run


def _run(prepared, connection, values):
    """`Prepared` goes past SQLAlchemy to the driver; here there is none."""
    if isinstance(connection, PlainConnection):
        return connection.execute(prepared._statement, values)
    return _run_on_the_driver(prepared, connection, values)


Prepared.run = _run


class PlainConnection:
    """What the ledger asks of SQLAlchemy's Connection; where there are two dialects to choose from, it is SQLite's."""

    dialect = SimpleNamespace(name=sqlite.dialect.name)

    def __init__(self, rows):
        self._rows = rows

    def execute(self, statement, values=None):
        """One statement; a list of values runs it once for each."""
        if isinstance(values, list):
            for each in values:
                run(self._rows, statement, each)
            return Answer([], len(values))
        return Answer(*run(self._rows, statement, values or {}))

    def scalars(self, statement, values=None):
        """The first column."""
        return self.execute(statement, values).scalars()

    def scalar(self, statement, values=None):
        """The first column of the first row, or None."""
        return self.execute(statement, values).scalar()


class PlainDatabase:
    """`integration.ledger.database.Database` by its two ways in, `read` and `write`."""

    def __init__(self):
        self.rows = Rows(metadata)
        self._connection = PlainConnection(self.rows)
        self._turn = RLock()
        self.wipe()

    def wipe(self):
        """As on the first day."""
        self.rows.wipe()
        for name, is_pumped in CHANNELS_PUMPED.items():
            self.rows.insert(channels.name, {"channel": name, "pumped": is_pumped})
        self.rows.commit()

    @contextmanager
    def read(self):
        """Questions."""
        with self._turn:
            yield self._connection

    @contextmanager
    def write(self):
        """One transaction, undone by any exception."""
        with self._turn:
            try:
                yield self._connection
            except BaseException:
                self.rows.roll_back()
                raise
            self.rows.commit()

    write_often = write

    def close(self):
        """There is nothing to give back."""
