"""HTTPS without Server Name Indication: what `#sni=n` asks of a webhook (twilio.md 3)."""

import ssl
from typing import Any

from requests.adapters import HTTPAdapter


class _Context(ssl.SSLContext):
    """Leaves the host's name out of the handshake. That the certificate is the host's is checked after it."""

    def wrap_socket(self, *args: Any, **ways: Any) -> ssl.SSLSocket:
        """As the library does it, but for the name."""
        return super().wrap_socket(*args, **ways | {"server_hostname": None})


class Nameless(HTTPAdapter):
    """A connection to one host, whose certificate must be that host's all the same."""

    def __init__(self, host: str) -> None:
        self._host = host
        super().__init__()

    def init_poolmanager(self, *args: Any, **ways: Any) -> None:
        """The pool's connections are made with our context; urllib3 compares the name itself."""
        context = _Context(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        super().init_poolmanager(*args, **ways | {"ssl_context": context, "assert_hostname": self._host})
