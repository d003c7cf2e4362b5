"""One connection whose every send and receive ends by one deadline, however the other side drips."""

import io
import socket
import ssl
from typing import Any

from integration.clock import Clock


class Late(TimeoutError):
    """The deadline of the exchange has passed."""


class Line:
    """A socket that http.client can use in the place of its own.

    http.client sets a timeout for each read, so that one byte a second keeps it for ever; here `until`
    (a tick of the clock) bounds the whole exchange.
    """

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock = sock
        self._clock = clock
        self.until = 0.0

    def __del__(self) -> None:
        self.hang_up()

    def sendall(self, data: bytes) -> None:
        """Python's own sendall takes the timeout for the whole of the data."""
        self._sock.settimeout(self._left_s())
        self._sock.sendall(data)

    def recv_into(self, buffer: Any) -> int:
        self._sock.settimeout(self._left_s())
        return self._sock.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client reads an answer from."""
        return io.BufferedReader(_Ear(self))

    def close(self) -> None:
        """Nothing: http.client closes its socket before it has read the body of a last answer. See hang_up."""

    def hang_up(self) -> None:
        self._sock.close()

    def is_stale(self) -> bool:
        """Whether the other side has closed it, or said something unasked, while it was kept."""
        self._sock.settimeout(0)
        try:
            self._sock.recv(1, 0 if isinstance(self._sock, ssl.SSLSocket) else socket.MSG_PEEK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        return True

    def _left_s(self) -> float:
        left_s = self.until - self._clock.tick()
        if left_s <= 0:
            raise Late
        return left_s


class _Ear(io.RawIOBase):
    """The receiving half of a line, as a file."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return self._line.recv_into(buffer)
