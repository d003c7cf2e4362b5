"""The agents' system in a box: it keeps what it is told, and answers 503 while it is away."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class ScreenApp:
    """A WSGI app. `told` holds the body and the signature of each POST, in order."""

    is_away: bool = False
    told: list[tuple[bytes, str]] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        request = Request(environ)
        if not self.is_away:
            self.told.append((request.get_data(), request.headers.get("X-Line-Signature", "")))
        return Response(status=503 if self.is_away else 204)(environ, start_response)
