"""The two ways to an application: in process (WSGI), or over HTTP."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.ssl_match_hostname import CertificateError
from werkzeug.test import run_wsgi_app

from ivr.phone.nameless import Nameless
from ivr.phone.wire import NoReply, Reply, Response, WireRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TLS_FAILURE = 11220
OTHER_HOST = 11235
EXPIRED = 11236
UNKNOWN_ISSUER = 11237  # "could not find path to certificate"
CERTIFICATE_FAULTS = {10: EXPIRED, 62: OTHER_HOST}  # by OpenSSL's X509_V_ERR


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
    """Speaks HTTP. Waits for a connection and for the reply as long as the request allows."""

    stopwatch: Callable[[], float] = time.monotonic

    def send(self, request: WireRequest) -> Reply:
        """The answer, or the failure as Twilio numbers it: 11205 no connection, 11200 no reply, 11220 TLS, 11235-7."""
        begun = self.stopwatch()
        reply = _sent(request)
        return replace(reply, took_s=self.stopwatch() - begun)


def _unconnected(error: requests.exceptions.ConnectionError) -> NoReply:
    """Only a connection that never came about is tried again: one that broke may have been acted upon."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return NoReply(11205, "no connection", connected=False)
    return NoReply(11205, "the connection broke")


def _untrusted(error: requests.exceptions.SSLError) -> NoReply:
    """What is wrong with the certificate, where it is the certificate."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, CertificateError):  # urllib3's own comparison of names
            return NoReply(OTHER_HOST, "invalid certificate: another host's", connected=False)
        if isinstance(cause, SSLCertVerificationError):
            code = CERTIFICATE_FAULTS.get(cause.verify_code, UNKNOWN_ISSUER)
            return NoReply(code, f"invalid certificate: {cause.verify_message}", connected=False)
        cause = cause.__cause__ or cause.__context__
    return NoReply(TLS_FAILURE, "TLS failure", connected=False)


def _asked(request: WireRequest) -> requests.Response:
    with requests.Session() as session:
        if not request.names_host:
            session.mount("https://", Nameless(urlsplit(request.url).hostname or ""))
        return session.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            timeout=(request.connect_s, request.limit_s),
            allow_redirects=False,
        )


def _sent(request: WireRequest) -> Reply:
    try:
        answer = _asked(request)
    except requests.exceptions.SSLError as error:
        return _untrusted(error)
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
