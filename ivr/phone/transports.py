"""The two ways to an application: in process (WSGI), or over HTTP."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from werkzeug.test import run_wsgi_app

from ivr.phone.wire import NoReply, Reply, Response, WireRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECT_LIMIT_S = 5.0


@dataclass(frozen=True)
class WsgiTransport:
    """Calls a WSGI application in process, without sockets. An exception that leaves the application is raised here.

    It answers for the scheme and host of `base_url` only: an application that hands out another address gets 11210.
    Time passes only as the application pauses the clock that it shares with the simulator; `latency_s` is added.
    """

    app: "WSGIApplication"
    base_url: str
    latency_s: float = 0.0

    def send(self, request: WireRequest) -> Reply:
        """The application's answer."""
        base, asked = urlsplit(self.base_url), urlsplit(request.url)
        if (base.scheme, base.netloc) != (asked.scheme, asked.netloc):
            return NoReply(11210, f"bad host: {asked.scheme}://{asked.netloc}", connected=False)
        body, status, headers = run_wsgi_app(self.app, self._environ(request), buffered=True)
        return Response(
            status=int(status.split(" ", 1)[0]),
            content_type=headers.get("Content-Type", ""),
            body=b"".join(body),
            took_s=self.latency_s,
            headers={name.lower(): value for name, value in headers},
            set_cookies=tuple(headers.getlist("Set-Cookie")),
        )

    def _environ(self, request: WireRequest) -> dict[str, object]:
        """What a server would hand to the application (PEP 3333); werkzeug's own builder takes five times as long."""
        asked = urlsplit(request.url)
        port = asked.port or (443 if asked.scheme == "https" else 80)
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        return headers | {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(asked.path).decode("latin-1"),
            "QUERY_STRING": asked.query,
            "REQUEST_URI": asked.path + (f"?{asked.query}" if asked.query else ""),
            "RAW_URI": asked.path + (f"?{asked.query}" if asked.query else ""),
            "SERVER_NAME": asked.hostname or "",
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": asked.netloc,
            "CONTENT_TYPE": headers.pop("HTTP_CONTENT_TYPE", ""),
            "CONTENT_LENGTH": str(len(request.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": asked.scheme,
            "wsgi.input": BytesIO(request.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


@dataclass(frozen=True)
class HttpTransport:
    """Speaks HTTP. Waits 5 seconds for a connection and as long as the request allows for the reply."""

    stopwatch: Callable[[], float] = time.monotonic

    def send(self, request: WireRequest) -> Reply:
        """The answer, or the failure as Twilio numbers it: 11205 no connection, 11200 no reply, 11220 TLS."""
        begun = self.stopwatch()
        reply = _sent(request)
        return replace(reply, took_s=self.stopwatch() - begun)


def _unconnected(error: requests.exceptions.ConnectionError) -> NoReply:
    """Only a connection that never came about is tried again: one that broke may have been acted upon."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return NoReply(11205, "no connection", connected=False)
    return NoReply(11205, "the connection broke")


def _sent(request: WireRequest) -> Reply:
    try:
        answer = requests.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            timeout=(CONNECT_LIMIT_S, request.limit_s),
            allow_redirects=False,
        )
    except requests.exceptions.SSLError:
        return NoReply(11220, "TLS failure", connected=False)
    except requests.exceptions.ReadTimeout:
        return NoReply(11200, f"no reply within {request.limit_s:g} seconds")
    except requests.exceptions.ConnectionError as error:
        return _unconnected(error)
    except requests.exceptions.RequestException:
        return NoReply(11206, "HTTP protocol violation")
    return Response(
        status=answer.status_code,
        content_type=answer.headers.get("Content-Type", ""),
        body=answer.content,
        headers={name.lower(): value for name, value in answer.headers.items()},
        set_cookies=tuple(answer.raw.headers.getlist("Set-Cookie")),
    )
