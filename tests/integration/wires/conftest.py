"""Servers of a few lines that do one wrong thing each, on loopback."""

import socket
import threading
from contextlib import contextmanager, suppress

import pytest

REQUEST_END = b"\r\n\r\n"


class Talker:
    """Listens; runs `talk(connection, request)` for every request of every connection, until it returns False."""

    def __init__(self, talk, tls=None):
        self._talk = talk
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._closing = False
        self.hung_up = threading.Semaphore(0)  # released for every connection that this side has closed
        self.connections = 0
        self.requests: list[bytes] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self):
        while True:
            connection, _ = self._listener.accept()
            if self._closing:
                connection.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection):
        self._converse(connection)
        self.hung_up.release()

    def _converse(self, connection):
        with connection, suppress(OSError):
            connection.settimeout(5)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                while request := self._read(connection):
                    self.requests.append(request)
                    if self._talk(connection, request) is False:
                        return

    def _read(self, connection):
        data = b""
        while REQUEST_END not in data:
            more = connection.recv(65536)
            if not more:
                return b""
            data += more
        head, _, body = data.partition(REQUEST_END)
        lengths = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while len(body) < sum(lengths):
            body += connection.recv(65536)
        return head + REQUEST_END + body

    def close(self):
        self._closing = True
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()


@pytest.fixture
def talker():
    """`with talker(talk) as server:` a server that answers each request with talk(connection, request)."""

    @contextmanager
    def start(talk, tls=None):
        server = Talker(talk, tls)
        try:
            yield server
        finally:
            server.close()

    return start
