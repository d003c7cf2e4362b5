"""One database, SQLite or PostgreSQL, and the only ways into it: glance, read, write, write_often, write_together."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from integration.errors import Misconfigured, Unavailable
from integration.ledger.kept import Kept
from integration.ledger.prepared import Prepared
from integration.ledger.queue import WriterQueue
from integration.ledger.staging.place import Place
from integration.ledger.together import SharedTransactions

BUSY_WAIT_S = 2.0  # how long SQLite itself waits; with the writers' queue before it, a caller waits under 5 s
LOCK_WAIT_MS = 4500  # how long PostgreSQL waits for a row that somebody else holds: for ever, unless told
POSTGRES_OPTIONS = f"-c lock_timeout={LOCK_WAIT_MS}"
POOL_SIZE = 16
POOL_OVERFLOW = 64
HIDE_PARAMETERS = True  # errors are logged, and a statement's values are what payers keyed
PRAGMAS = (
    "page_size=8192",  # of a ledger that is made now: a load of bills takes a tenth less than with 4096
    "wal_autocheckpoint=500",  # 4 MB, as SQLite does by itself with 1000 smaller ones
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-16000",
)
T = TypeVar("T")


class Database:
    """Connections by URL: `sqlite:///path`, `sqlite://` (memory, one connection) or `postgresql+psycopg://…`.

    `write` is one transaction: BEGIN IMMEDIATE on SQLite (a deferred one fails when it turns from reader to writer,
    whatever the timeout), behind the writers' queue. Raises Unavailable when the database stays locked.
    """

    def __init__(self, url: str, *, busy_wait_s: float = BUSY_WAIT_S) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if not self.is_sqlite and not url.startswith("postgresql+psycopg://"):
            found = url.split(":", 1)[0]
            raise Misconfigured(
                [f"IVR_DATABASE_URL begins with {found!r}; expected sqlite:///… or postgresql+psycopg://…"]
            )
        self.engine = _sqlite_engine(url, busy_wait_s) if self.is_sqlite else _postgres_engine(url)
        path = _file_of(url) if self.is_sqlite else None
        self._queue = WriterQueue.of(path) if path else None
        self._shared = SharedTransactions(self.write_often) if self.is_sqlite else None
        # SQLite's driver begins nothing by itself (see `_prepare`); psycopg would, at two round trips more.
        glancing = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # else each statement of one read would see a state of its own: a live version, then bills of after the switch
        reading = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reads = self.engine.execution_options(**reading)
        self.writing = _writing(self.engine) if self.is_sqlite else self.engine
        self._glances, self._writers = Kept(glancing.connect), Kept(self._writing_connection)
        # `prepared` statements raise the driver's own errors, all others SQLAlchemy's
        self._away = (OperationalError, self.engine.dialect.loaded_dbapi.OperationalError)

    def glance(self, question: Prepared, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row of one question, or None; no transaction, so nothing that follows sees the same state."""
        with self._translated(), self._glances.lend() as connection:
            row: tuple[Any, ...] | None = question.run(connection, values).fetchone()
            return row

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for questions; sees one state of the database throughout."""
        with self._translated(), self._reads.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, undone by any exception."""
        with self._translated(), self._turn(), self._writing_connection() as connection, connection.begin():
            yield connection

    def write_together(self, work: Callable[[Connection], T]) -> T:
        """One short work, durable when this returns, undone if it raises; its result.

        On SQLite works that arrive together share one transaction, so a work must do nothing but SQL. PostgreSQL
        groups the commits of its connections by itself.
        """
        if self._shared is not None:
            return self._shared.run(work)
        with self.write_often() as connection:
            return work(connection)

    @contextmanager
    def write_often(self) -> Iterator[Connection]:
        """As `write`, on a connection that is not given back in between; one that died meanwhile fails once."""
        with self._translated(), self._turn(), self._writers.lend() as connection, connection.begin():
            yield connection

    def _writing_connection(self) -> Connection:
        return self.writing.connect()

    def _turn(self) -> AbstractContextManager[None]:
        return self._queue.turn() if self._queue else nullcontext()

    def place(self) -> Place | None:
        """Where another process finds this database; None of one in memory."""
        if self.is_sqlite:
            path = _file_of(self.url)
            return None if path is None else Place(str(path.absolute()), {})
        _words, named = self.engine.dialect.create_connect_args(self.engine.url)
        named.pop("context", None)  # how the driver turns values, which is not for another process
        return Place(None, {**named, "options": POSTGRES_OPTIONS})

    def close(self) -> None:
        """Give back every connection."""
        self._glances.close()
        self._writers.close()
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._away as error:
            raise Unavailable(f"the database did not answer: {getattr(error, 'orig', error)}") from error


def _file_of(url: str) -> Path | None:
    path = url.removeprefix("sqlite:///").partition("?")[0]
    return None if url == "sqlite://" or path in ("", ":memory:") else Path(path)


def _postgres_engine(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_pre_ping=True,
        hide_parameters=HIDE_PARAMETERS,
        connect_args={"options": POSTGRES_OPTIONS},
    )


def _sqlite_engine(url: str, busy_wait_s: float) -> Engine:
    options: dict[str, Any] = {"connect_args": {"timeout": busy_wait_s, "check_same_thread": False}}
    if _file_of(url) is None:
        options["poolclass"] = StaticPool
    else:
        options |= {"pool_size": POOL_SIZE, "max_overflow": POOL_OVERFLOW}
    engine = create_engine(url, hide_parameters=HIDE_PARAMETERS, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _writing(reading: Engine) -> Engine:
    """The same connections, whose transactions begin as a writer's."""
    engine = create_engine(reading.url, pool=reading.pool, hide_parameters=HIDE_PARAMETERS)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.connection.cursor().execute("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.connection.cursor().execute("BEGIN IMMEDIATE")
