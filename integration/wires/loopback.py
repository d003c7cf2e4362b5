"""A wire without sockets: the request goes straight into a WSGI app, and time is a clock that is told to move.

What a network would do to an answer, the app says in the reply's own headers; the sandbox's real server enacts the
same headers with real time and real sockets, so one app behaves alike on both.
"""

from collections import deque
from collections.abc import Iterable
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from integration.clock import Clock
from integration.ports import AnswerLost, HttpReply, HttpRequest, NothingSent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOOK_S = "X-Took-S"  # seconds from the request's arrival to the first byte of the answer
DRIP_S = "X-Drip-S"  # seconds between one byte of the body and the next
CUT_AFTER_BYTES = "X-Cut-After-Bytes"  # the connection ends after so many bytes of the body; 0 is no answer at all


class Cut(StrEnum):
    """What can befall one exchange before or after the app."""

    REFUSED = "refused"  # no connection: nothing left
    BEFORE = "before"  # the request is lost on its way
    AFTER = "after"  # the app has carried it out and its answer is lost


class LoopbackWire:
    """A `ports.Wire` into `app`. `cuts` befall the next exchanges, one each, in order.

    An answer that takes longer than the deadline (headers X-Took-S, X-Drip-S) moves the clock by the deadline and is
    lost, although the app has carried the request out; any other moves the clock by what it took.
    """

    def __init__(self, app: "WSGIApplication", clock: Clock, *, cuts: Iterable[Cut] = ()) -> None:
        self._app = app
        self._clock = clock
        self.cuts = deque(cuts)

    def exchange(self, request: HttpRequest, *, deadline_s: float) -> HttpReply:
        """Raises NothingSent or AnswerLost, as `ports.Wire` says."""
        cut = self.cuts.popleft() if self.cuts else None
        if cut is Cut.REFUSED:
            raise NothingSent(f"{request.url} refused the connection")
        if cut is Cut.BEFORE:
            raise AnswerLost(f"{request.url} closed the connection before answering")
        reply = _answer(self._app, request)
        self._wait(request, reply, deadline_s)
        if cut is Cut.AFTER or CUT_AFTER_BYTES.lower() in reply.headers:
            raise AnswerLost(f"{request.url} closed the connection before its answer was whole")
        return reply

    def _wait(self, request: HttpRequest, reply: HttpReply, deadline_s: float) -> None:
        first_byte_s = float(reply.headers.get(TOOK_S.lower(), "0"))
        took_s = first_byte_s + float(reply.headers.get(DRIP_S.lower(), "0")) * len(reply.body)
        self._clock.pause(min(took_s, deadline_s))
        if took_s > deadline_s:
            raise AnswerLost(f"{request.url} did not answer within {deadline_s:g} s")


def _answer(app: "WSGIApplication", request: HttpRequest) -> HttpReply:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc: object = None, /) -> object:
        started.append((status, headers))
        return lambda data: None  # noqa: ARG005 - the old `write` of WSGI: no app of ours uses it

    respond: StartResponse = start_response  # type: ignore[assignment]
    parts = app(_environ(request), respond)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return HttpReply(int(status.split(" ", 1)[0]), body, {name.lower(): value for name, value in headers})


def _environ(request: HttpRequest) -> "WSGIEnvironment":
    url = urlsplit(request.url)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(url.path, "latin-1") or "/",
        "QUERY_STRING": url.query,
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": url.hostname or "127.0.0.1",
        "SERVER_PORT": str(url.port or (443 if url.scheme == "https" else 80)),
        "HTTP_HOST": url.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": BytesIO(request.body),
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    setup_testing_defaults(environ)
    return environ
