"""Ledgers on PostgreSQL for the tests: made once, emptied after each test, made anew where one was altered.

Thousands of tests want theirs empty, and making a database takes several times as long as emptying one.
"""

import itertools
import os

from sqlalchemy import Connection, create_engine, insert, make_url, text

from integration.ledger.tables import channels, metadata
from integration.model import CHANNELS_PUMPED

_SHAPE = """SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal), (SELECT count(*) FROM pg_constraint)"""
_LEFT_ALONE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def forget_the_disk(url: str) -> None:
    """A server that lives as long as the tests need not survive a power cut."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


class PostgresLedgers:
    """Lends empty ledgers by URL. Two at once are two databases."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._admin = create_engine(url, isolation_level="AUTOCOMMIT")
        self._numbers = itertools.count()
        self._idle: list[str] = []
        self._shape: tuple[int, ...] = ()

    def lend(self) -> str:
        """The URL of a ledger with every table and no row."""
        return self._idle.pop() if self._idle else self._made()

    def give_back(self, url: str) -> None:
        """Empties it; one whose tables are not as they were is dropped."""
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(_LEFT_ALONE))
            is_whole = _shape_of(connection) == self._shape
            if is_whole:
                _empty(connection)
        engine.dispose()
        if is_whole:
            self._idle.append(url)
        else:
            self._drop(url)

    def close(self) -> None:
        """Drops all that were given back."""
        for url in self._idle:
            self._drop(url)
        self._admin.dispose()

    def _made(self) -> str:
        name = f"ledger_{os.getpid()}_{next(self._numbers)}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = self._url.set(database=name)
        engine = create_engine(url)
        with engine.begin() as connection:
            metadata.create_all(connection)
            self._shape = _shape_of(connection)
        engine.dispose()
        return url.render_as_string(hide_password=False)

    def _drop(self, url: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))


def _shape_of(connection: Connection) -> tuple[int, ...]:
    return tuple(connection.execute(text(_SHAPE)).one())


def _empty(connection: Connection) -> None:
    """No row in any table but those that the schema itself brings."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    rows = [{"channel": name, "pumped": pumped} for name, pumped in CHANNELS_PUMPED.items()]
    connection.execute(insert(channels), rows)
