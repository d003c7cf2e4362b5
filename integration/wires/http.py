"""The wire over real sockets: http.client's reading of HTTP, with one wall-clock deadline and no second tries.

Neither proxies nor .netrc are taken from the environment, no redirect is followed, no body is sent twice.
"""

import socket
import ssl
from collections import defaultdict, deque
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException

from integration.clock import Clock, SystemClock
from integration.ports import AnswerLost, HttpReply, HttpRequest, NothingSent
from integration.wires.addresses import Origin, is_address, origin_of, refusal_of, resolve
from integration.wires.line import Line
from integration.wires.proxy import Proxy

CONNECT_S = 5.0
KEPT_CONNECTIONS_MAX = 64  # of one origin: as many as there are callers' threads


class HttpWire:
    """A `ports.Wire` for http and https; safe to share between threads.

    `fresh` requests open a connection and close it. Others may use a kept one: where that turns out to be dead before
    an answer, the answer is lost like any other. Loopback and plain http are spoken only with `sandbox`; a private
    address only where `private_hosts` names the host. `tls` brings a CA bundle or a client certificate. With a `proxy`
    every connection is a tunnel through it; what the host's name means is then for the proxy to know and to guard.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        sandbox: bool = False,
        private_hosts: Collection[str] = (),
        tls: ssl.SSLContext | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self._clock = clock or SystemClock()  # real sockets know no other time; tests may count its ticks
        self._sandbox = sandbox
        self._private_hosts = frozenset({*private_hosts, proxy.host} if proxy else private_hosts)
        self._proxy = proxy
        self._tls = tls or ssl.create_default_context()
        self._kept: defaultdict[Origin, deque[Line]] = defaultdict(lambda: deque(maxlen=KEPT_CONNECTIONS_MAX))

    def exchange(self, request: HttpRequest, *, deadline_s: float) -> HttpReply:
        """One request, one whole answer, within deadline_s of wall time. Raises NothingSent or AnswerLost."""
        until = self._clock.tick() + deadline_s
        origin = origin_of(request.url)
        line = (None if request.fresh else self._kept_line(origin)) or self._connect(origin, until)
        line.until = until
        keep = False
        try:
            reply, keep = _ask(line, origin, request)
        except TimeoutError as error:
            raise AnswerLost(f"{origin} did not answer within {deadline_s:g} s") from error
        except (OSError, HTTPException, ValueError) as error:
            raise AnswerLost(f"{origin} broke off: {type(error).__name__} {error}") from error
        finally:
            if not keep:
                line.hang_up()
        if keep:
            self._keep(origin, line)
        return reply

    def close(self) -> None:
        """Close the kept connections."""
        for lines in self._kept.values():
            while lines:
                lines.pop().hang_up()

    def _kept_line(self, origin: Origin) -> Line | None:
        lines = self._kept[origin]
        with suppress(IndexError):  # another thread may take the last one between a look and a pop
            while True:
                line = lines.pop()
                if not line.is_stale():
                    return line
                line.hang_up()
        return None

    def _keep(self, origin: Origin, line: Line) -> None:
        lines = self._kept[origin]
        if len(lines) < KEPT_CONNECTIONS_MAX:
            lines.append(line)
        else:
            line.hang_up()

    def _connect(self, origin: Origin, until: float) -> Line:
        if origin.scheme == "http" and not self._sandbox:
            raise NothingSent(f"{origin} is to be spoken to in plain http, which is allowed only with IVR_SANDBOX=1")
        until = min(until, self._clock.tick() + CONNECT_S)
        host, port = (self._proxy.host, self._proxy.port) if self._proxy else (origin.host, origin.port)
        trouble = "no address"
        for address in resolve(host, port, within_s=max(0.0, until - self._clock.tick())):
            try:
                return Line(self._open(origin, address, until), self._clock)
            except (OSError, ValueError) as error:  # ssl says ValueError of a host name it cannot use
                trouble = f"{address}: {error or type(error).__name__}"
        raise NothingSent(f"{origin} cannot be reached: {trouble}")

    def _open(self, origin: Origin, address: str, until: float) -> socket.socket:
        self._check(origin, address)
        port = self._proxy.port if self._proxy else origin.port
        sock = socket.create_connection((address, port), timeout=self._left_s(until))
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._proxy:
                self._proxy.tunnel(sock, origin, partial(self._left_s, until))
            if origin.scheme == "http":
                return sock
            sock.settimeout(self._left_s(until))
            return self._tls.wrap_socket(sock, server_hostname=origin.host)
        except BaseException:
            sock.close()
            raise

    def _check(self, origin: Origin, address: str) -> None:
        """Raises NothingSent for an address that we do not connect to, or that a proxy is not asked to."""
        if self._sandbox:
            return
        host = self._proxy.host if self._proxy else origin.host
        refusal = refusal_of(address, host, self._private_hosts)
        if refusal is None and self._proxy and is_address(origin.host):
            address, refusal = origin.host, refusal_of(origin.host, origin.host, self._private_hosts)
        if refusal is not None:
            raise NothingSent(f"{origin} is at {address}: {refusal}")

    def _left_s(self, until: float) -> float:
        left_s = until - self._clock.tick()
        if left_s <= 0:
            raise TimeoutError("out of time before the connection stood")
        return left_s


def _ask(line: Line, origin: Origin, request: HttpRequest) -> tuple[HttpReply, bool]:
    """The answer, and whether the connection may be kept for another."""
    connection = HTTPConnection(origin.host, origin.port)
    connection.default_port = 443 if origin.scheme == "https" else 80  # a Host header without the usual port
    connection.auto_open = 0
    connection.sock = line
    headers = {**request.headers, "Connection": "close"} if request.fresh else dict(request.headers)
    connection.request(request.method, origin.target, request.body or None, headers)
    response = connection.getresponse()
    body = response.read(request.answer_bytes_max + 1)
    if len(body) > request.answer_bytes_max:
        raise HTTPException(f"the answer is longer than {request.answer_bytes_max} bytes")
    if response.length:
        raise HTTPException(f"the answer ended {response.length} bytes before its Content-Length")
    if not body and response.length is None and not response.chunked:  # a cut head looks like an empty answer
        raise HTTPException("the answer ended before its body")
    keep = not request.fresh and not response.will_close
    return HttpReply(response.status, body, {name.lower(): value for name, value in response.getheaders()}), keep
