"""Connections that the paths of every turn keep in hand, beside the engine's pool."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

IDLE_MAX = 8  # more were of use at once only for a moment; the pool's others are for everybody


class Kept:
    """Lends connections made by `connect`, and keeps those that came to no harm.

    The pool asks a connection whether it lives, and cleans it, each time: 10 us on SQLite, a round trip on PostgreSQL.
    Here a dead one, as after the server's restart, fails once, and is not kept. A process that forks closes its
    Database first, as for the pool.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._idle: list[Connection] = []

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """A connection for one thread. Whoever begins a transaction on it ends it."""
        connection = self._take()
        unharmed = False
        try:
            yield connection
            unharmed = True
        finally:
            if unharmed and len(self._idle) < IDLE_MAX:
                self._idle.append(connection)
            else:
                connection.close()

    def _take(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def close(self) -> None:
        """Give all of them back."""
        while self._idle:
            self._idle.pop().close()
