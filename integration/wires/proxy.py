"""The way out through a biller's egress proxy: a tunnel by CONNECT, so that it sees no more than a host's name."""

import socket
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from integration.wires.addresses import Origin

HEAD_BYTES_MAX = 8192
HEAD_END = b"\r\n\r\n"


class NoTunnel(OSError):
    """The proxy did not open the tunnel, so nothing went to the host behind it."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it listens, and the user and password that it asks for ('' for none)."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def tunnel(self, sock: socket.socket, origin: Origin, left_s: Callable[[], float]) -> None:
        """Make `sock`, a connection to the proxy, one to `origin`. Raises NoTunnel, TimeoutError, OSError.

        `left_s` gives the seconds that are left, and raises TimeoutError when there are none: each read asks it, so
        that a proxy that drips ends on time.
        """
        sock.settimeout(left_s())
        sock.sendall(self._asked(origin))
        head = b""
        while not head.endswith(HEAD_END):  # byte by byte: what follows the head is the host's
            sock.settimeout(left_s())
            byte = sock.recv(1)
            head += byte
            if not byte or len(head) > HEAD_BYTES_MAX:
                raise NoTunnel(f"the proxy {self} broke off before it answered")
        _, _, status = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        if not status.startswith("200"):
            raise NoTunnel(f"the proxy {self} answered {status[:60]!r} and opened no tunnel")

    def _asked(self, origin: Origin) -> bytes:
        host = f"[{origin.host}]" if ":" in origin.host else origin.host
        lines = [f"CONNECT {host}:{origin.port} HTTP/1.1", f"Host: {host}:{origin.port}"]
        if self.user:
            pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
            lines.append(f"Proxy-Authorization: Basic {pair}")
        return "\r\n".join([*lines, "", ""]).encode()
