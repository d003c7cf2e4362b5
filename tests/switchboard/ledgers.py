"""A ledger in memory that is made once and wiped for each seed, and that may be busy or lose the answer to a commit."""

from contextlib import contextmanager

from integration.errors import Unavailable
from integration.ledger.database import Database
from integration.ledger.migrate import upgrade
from integration.ledger.tables import metadata

TABLES = sorted(metadata.tables)


class ShakyDatabase(Database):
    """The real one; `strikes` says whether a kind of trouble befalls this very transaction."""

    def __init__(self, url):
        super().__init__(url)
        self.strikes = _never

    @contextmanager
    def write(self):
        """As the real one's. Unavailable before anything was written, or after all of it was."""
        if self.strikes("database busy"):
            raise Unavailable("the database did not answer: database is locked")
        with super().write() as connection:
            yield connection
        if self.strikes("commit unknown"):
            raise Unavailable("the database did not answer: the connection was lost at the commit")


def _never(_kind):
    return False


class MemoryLedger:
    """One process's ledger: `wipe` brings it back to tables without rows."""

    def __init__(self):
        self.database = ShakyDatabase("sqlite://")
        upgrade(self.database)
        with self.database.engine.connect() as connection:
            self._driver = connection.connection.driver_connection
        self._empty = self._driver.serialize()

    def wipe(self):
        """Every table as it is on the first day."""
        self.database.strikes = _never
        self._driver.deserialize(self._empty)

    def tables(self):
        """Every row of every table, past SQLAlchemy."""
        return {name: self._rows(name) for name in TABLES}

    def ask(self, sql, values=()):
        """The first row of a question, past SQLAlchemy."""
        return self._driver.execute(sql, values).fetchone()

    def _rows(self, table):
        cursor = self._driver.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
