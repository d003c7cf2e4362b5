"""Ledgers that are made once and wiped for each seed, and that may be busy or lose the answer to a commit.

One is SQLite in memory, the other plain dictionaries: the same real modules run on both.
"""

from contextlib import contextmanager
from datetime import datetime

from integration.errors import Unavailable
from integration.ledger.database import Database
from integration.ledger.migrate import upgrade
from integration.ledger.tables import metadata
from tests.plain.database import PlainDatabase
from tests.switchboard.due import PLAINLY

TABLES = sorted(metadata.tables)


def _never(_kind):
    return False


class Shaky:
    """A database of which `strikes` says whether a kind of trouble befalls this very transaction."""

    strikes = staticmethod(_never)

    @contextmanager
    def write(self):
        """As the real one's. Unavailable before anything was written, or after all of it was."""
        with self._shaken(super().write) as connection:  # of the database that this is mixed into
            yield connection

    @contextmanager
    def write_often(self):
        """As the real one's, with the same troubles."""
        with self._shaken(super().write_often) as connection:
            yield connection

    @contextmanager
    def _shaken(self, write):
        if self.strikes("database busy"):
            raise Unavailable("the database did not answer: database is locked")
        with write() as connection:
            yield connection
        if self.strikes("commit unknown"):
            raise Unavailable("the database did not answer: the connection was lost at the commit")


class ShakyDatabase(Shaky, Database):
    """The real one."""


class ShakyPlainDatabase(Shaky, PlainDatabase):
    """The one without SQL."""


class MemoryLedger:
    """One process's ledger: `wipe` brings it back to tables without rows."""

    def __init__(self):
        self.database = ShakyDatabase("sqlite://")
        upgrade(self.database)
        with self.database.engine.connect() as connection:
            self._driver = connection.connection.driver_connection
        self._empty = self._driver.serialize()
        self._answers = {}

    def wipe(self):
        """Every table as it is on the first day."""
        self.database.strikes = _never
        self._driver.deserialize(self._empty)
        self._answers.clear()

    def tables(self):
        """Every row of every table, past SQLAlchemy."""
        return {name: self._rows(name) for name in TABLES}

    def due(self, ask):
        """The answer to an `Ask`; asked again only where a row was written since."""
        written = self._driver.total_changes
        known = self._answers.get(ask)
        if known is None or known[0] != written:
            found = self.ask(ask.value)[0]
            answer = datetime.fromisoformat(f"{found}+00:00") if isinstance(found, str) else found
            known = self._answers[ask] = written, answer
        return known[1]

    def ask(self, sql, values=()):
        """The first row of a question, past SQLAlchemy."""
        return self._driver.execute(sql, values).fetchone()

    def _rows(self, table):
        cursor = self._driver.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


class PlainLedger:
    """The same in plain dictionaries."""

    def __init__(self):
        self.database = ShakyPlainDatabase()
        self._answers = {}

    def wipe(self):
        """As `MemoryLedger.wipe`."""
        self.database.strikes = _never
        self.database.wipe()
        self._answers.clear()

    def tables(self):
        """As `MemoryLedger.tables`."""
        return {name: [row.copy() for row in rows.values()] for name, rows in self.database.rows.tables.items()}

    def due(self, ask):
        """As `MemoryLedger.due`."""
        written = self.database.rows.changes
        known = self._answers.get(ask)
        if known is None or known[0] != written:
            known = self._answers[ask] = written, PLAINLY[ask](self.database.rows.tables)
        return known[1]
