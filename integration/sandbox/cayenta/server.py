"""The app as a real server: HTTP/1.1 with kept connections, a thread for each, and the network's troubles for real."""

import io
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from integration.clock import Clock, SystemClock
from integration.wires.loopback import CUT_AFTER_BYTES, DRIP_S, TOOK_S

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
IDLE_S = 60.0
WAITING_CONNECTIONS_MAX = 256


class BoxServer(ThreadingHTTPServer):
    """Serves one WSGI app on loopback; `port` 0 takes a free one, and `port` then says which."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = WAITING_CONNECTIONS_MAX

    def __init__(self, app: "WSGIApplication", *, port: int = 0, clock: Clock | None = None) -> None:
        super().__init__((HOST, port), Exchange)
        self.app = app
        self.clock = clock or SystemClock()
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, object]:
        """A new connection, kept in mind so that the end of the server is the end of it."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in list(self._open):
            with suppress(OSError):  # its own thread may just have closed it
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked may go away at any time; anything else is told on standard error."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Exchange(BaseHTTPRequestHandler):
    """One connection: each request goes to the app, each answer goes out as the app's headers say."""

    server: BoxServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_S

    def do_GET(self) -> None:
        self._carry()

    def do_POST(self) -> None:
        self._carry()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing: standard error belongs to whoever started this."""

    def _carry(self) -> None:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc: object = None, /) -> object:
            started.append((status, headers))
            return None

        respond: StartResponse = start_response  # type: ignore[assignment]
        body = b"".join(self.server.app(self._environ(), respond))
        status, headers = started[-1]
        self._send(status, dict(headers), body)

    def _send(self, status: str, headers: dict[str, str], body: bytes) -> None:
        clock = self.server.clock
        clock.pause(float(headers.get(TOOK_S, "0")))
        cut = int(headers.get(CUT_AFTER_BYTES, len(body)))
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.close_connection = self.close_connection or CUT_AFTER_BYTES in headers
        if CUT_AFTER_BYTES in headers and cut == 0:
            return
        try:
            self._write("\r\n".join(lines).encode("latin-1"), body[:cut], float(headers.get(DRIP_S, "0")))
        except ConnectionError:  # who asked has gone: that is what slow answers are for
            self.close_connection = True

    def _write(self, head: bytes, body: bytes, drip_s: float) -> None:
        if not drip_s:
            self.wfile.write(head + body)
            return
        self.wfile.write(head)
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            self.server.clock.pause(drip_s)

    def _environ(self) -> "WSGIEnvironment":
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(length),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(self.server.port),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.rfile.read(length)),
        }
        return environ | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}


@contextmanager
def serve(app: "WSGIApplication", *, port: int = 0) -> Iterator[str]:
    """The app on a thread of this process; yields `http://127.0.0.1:PORT`, and stops it at the end."""
    server = BoxServer(app, port=port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name="cayenta in a box")
    thread.start()
    try:
        yield f"http://{HOST}:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
