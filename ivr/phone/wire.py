"""One HTTP exchange as plain values, so that the executor and the transports need not know each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

Purpose: TypeAlias = Literal[
    "document",
    "fallback",
    "whisper",
    "pay-status",
    "partial",
    "status",
    "amd",
    "recording",
    "queue",
    "text",
    "text-status",
    "audio",
]

REQUEST_LIMIT_S = 15.0  # twilio.md 3: "15 s on every call-control request, overrides every other timer"
CONNECT_LIMIT_S = 5.0  # "ct 100-10000 ms (5000)"


@dataclass(frozen=True)
class Request:
    """What the executor wants fetched. `params` are the form of a POST or the added query of a GET.

    `verb` is the element that asked, for error messages; empty for the first request of a call.
    """

    method: str
    url: str
    params: Mapping[str, str]
    verb: str = ""
    purpose: Purpose = "document"
    json: str = ""  # in place of a form


@dataclass(frozen=True)
class Inline:
    """TwiML that came with a REST request: nothing is fetched, and there is no URL that it could refer to."""

    twiml: str


@dataclass(frozen=True)
class Response:
    """What came back. `url` is the address after HTTP redirects; `took_s` the seconds that the caller waited."""

    status: int
    content_type: str
    body: bytes
    took_s: float = 0.0
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    set_cookies: tuple[str, ...] = ()  # the Set-Cookie lines: one header name, several values


@dataclass(frozen=True)
class NoReply:
    """No usable answer: `code` is Twilio's (112xx); `connected` tells whether anything listened."""

    code: int
    text: str
    took_s: float = 0.0
    connected: bool = True


Reply: TypeAlias = Response | NoReply


@dataclass(frozen=True)
class WireRequest:
    """Exact bytes to send. The body stays out of repr: a connector's body holds a card number.

    `connect_s` and `limit_s` are the most that a connection and the reply may take. `names_host` is TLS's SNI; `edge`
    the edge of Twilio's network from which the request comes, '' for the nearest: it is told, no packet depends on it.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    limit_s: float = REQUEST_LIMIT_S
    connect_s: float = CONNECT_LIMIT_S
    names_host: bool = True
    edge: str = ""


class Transport(Protocol):
    """Carries one request, follows no redirect, retries nothing, raises for nothing that the far side did."""

    def send(self, request: WireRequest) -> Reply:
        """The answer, or why there is none."""
        ...
