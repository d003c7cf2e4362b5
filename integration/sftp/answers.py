"""An SFTP session whose every answer is looked at: a deadline over all of them, and never more than was asked for.

paramiko's own `listdir_attr` reads a listing to its end however long it is, takes each name for UTF-8, and waits
for each answer anew; its own reading ahead needs a thread for each piece. So three requests are written here.
reliability.md 3.3 asks for the whole-transfer deadline and for bounded memory.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko
from paramiko.sftp import CMD_CLOSE, CMD_DATA, CMD_HANDLE, CMD_NAME, CMD_OPENDIR, CMD_READ, CMD_READDIR, int64

from integration.clock import Clock
from integration.sftp.entries import Entry, entries_of

REQUEST_BYTES = 32 * 1024  # some servers choke on more
AHEAD_REQUESTS = 256  # asked for at once, 8 MB: a distant server is never waited for, and no more is ever held


class Arrived:
    """Answers that are not waited for yet, by the number of their request; the session calls it."""

    def __init__(self) -> None:
        self.answers: dict[int, tuple[int, paramiko.Message]] = {}

    def _async_response(self, kind: int, answer: paramiko.Message, number: int) -> None:
        self.answers[number] = (kind, answer)


class Session(paramiko.SFTPClient):
    """The library's session with a deadline. Raises what the library raises, and TimeoutError past the deadline."""

    # What the library has and its stubs do not tell.
    sock: paramiko.Channel
    _request: Any
    _async_request: Any
    _read_response: Any
    _convert_status: Any

    def __init__(self, channel: paramiko.Channel, clock: Clock) -> None:
        self._clock = clock
        self._until = float("inf")
        self._within_s = 0.0
        super().__init__(channel)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """A limit on all that is asked and answered in the block; past it the session is closed."""
        self._until, self._within_s = self._clock.tick() + seconds, seconds
        try:
            yield
        finally:
            self._until = float("inf")

    def listed(self, path: str) -> Iterator[Entry]:
        """What lies in a folder, as the server tells it, one answer held at a time."""
        handle = _expected(CMD_HANDLE, *self._request(CMD_OPENDIR, path)).get_binary()
        try:
            while (answer := self._next_entries(handle)) is not None:
                yield from entries_of(answer.get_remainder())
        finally:
            with suppress(OSError, EOFError, paramiko.SSHException):  # it may be the connection that ended the listing
                self._request(CMD_CLOSE, handle)

    def pieces(self, remote: paramiko.SFTPFile, start: int, end: int) -> Iterator[bytes]:
        """The bytes of an open file from `start` to `end`, in order; fewer where the file ends before."""
        arrived, asked, at = Arrived(), deque[tuple[int, int, int]](), start
        while asked or at < end:
            while at < end and len(asked) < AHEAD_REQUESTS:
                size = min(REQUEST_BYTES, end - at)
                asked.append((self._ask(arrived, remote, at, size), at, size))
                at += size
            number, offset, size = asked.popleft()
            if not (piece := self._piece(arrived, number, size)):
                return
            yield piece
            if left := size - len(piece):  # a server may answer with less than was asked for
                offset += len(piece)
                asked.appendleft((self._ask(arrived, remote, offset, left), offset, left))

    def _ask(self, arrived: Arrived, remote: paramiko.SFTPFile, at: int, size: int) -> int:
        return int(self._async_request(arrived, CMD_READ, remote.handle, int64(at), size))

    def _piece(self, arrived: Arrived, number: int, size: int) -> bytes:
        """The answer to this request; nothing at the end of the file."""
        while number not in arrived.answers:
            self._read_response()
        kind, answer = arrived.answers.pop(number)
        if kind != CMD_DATA:
            with suppress(EOFError):
                self._convert_status(answer)
            return b""
        piece = answer.get_binary()
        if not 0 < len(piece) <= size:
            raise paramiko.SFTPError(f"{size} bytes were asked for, {len(piece)} came")
        return piece

    def _next_entries(self, handle: bytes) -> paramiko.Message | None:
        try:
            kind, answer = self._request(CMD_READDIR, handle)
        except EOFError:  # the folder's end; a lost connection is another error, by `_read_all` and `_write_all`
            return None
        return _expected(CMD_NAME, kind, answer)

    def _read_all(self, n: int) -> bytes:
        """Exactly so many bytes of the answers: the library calls it for each."""
        read = bytearray()
        while len(read) < n:
            with self._in_time():
                piece = self.sock.recv(n - len(read))
            if not piece:
                raise ConnectionError("the connection was closed")
            read += piece
        return bytes(read)

    def _write_all(self, out: bytes) -> None:
        """Every byte of a request: the library calls it for each."""
        while out:
            with self._in_time():
                sent = self.sock.send(out)
            if sent <= 0:
                raise ConnectionError("the connection was closed")
            out = out[sent:]

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Half an answer makes no sense of the next one, so whoever is too late is not listened to any more."""
        if self._clock.tick() > self._until:
            self.sock.close()
            raise TimeoutError(f"it was not done within {self._within_s:.0f} s")
        try:
            yield
        except TimeoutError:
            self.sock.close()
            raise TimeoutError(f"no answer within {self.sock.gettimeout() or 0.0:.0f} s") from None


def _expected(expected: int, kind: int, answer: paramiko.Message) -> paramiko.Message:
    if kind != expected:
        raise paramiko.SFTPError(f"answer {kind} came where {expected} was expected")
    return answer
