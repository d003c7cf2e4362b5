"""The gateway as a process of its own: `python -m integration.sandbox.gateway --port 0 --journal FILE --key KEY`.

Listens on loopback only, and tells its port in one JSON line on standard output. Ends on SIGTERM or SIGINT, and
when the thread that started it is gone.
"""

import argparse
import json
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from integration.clock import SystemClock
from integration.linked import end_with_parent
from integration.sandbox.gateway.box import GatewayBox
from integration.sandbox.gateway.doors import TOOK_HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOLD_S_MAX = 60.0  # an answer that should never come is held this long, then its connection is dropped


class Unlogged(WSGIRequestHandler):
    """Serves without a line a request: standard output is for the port, standard error for what goes wrong."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def in_real_time(app: "WSGIApplication", stopped: threading.Event) -> "WSGIApplication":
    """Wait out what the app says that its answer takes."""

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> object:
        answer = Response.from_app(app, environ)
        took_s = float(answer.headers.pop(TOOK_HEADER, 0))
        stopped.wait(min(took_s, HOLD_S_MAX))
        if took_s > HOLD_S_MAX:
            raise ConnectionAbortedError("an answer that never comes")
        return answer(environ, start_response)

    return serve  # type: ignore[return-value]


def main() -> None:
    """Serve until told to stop."""
    words = argparse.ArgumentParser(prog="python -m integration.sandbox.gateway", description=__doc__)
    words.add_argument("--port", type=int, default=0, help="0 takes any free one")
    words.add_argument("--journal", type=Path, required=True, help="the file that its charges are written to")
    words.add_argument("--key", required=True, help="Bearer key, and the password of the connector's user twilio")
    told = words.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    end_with_parent(os.getppid())
    box = GatewayBox(SystemClock(), key=told.key, journal=told.journal)
    server = make_server(
        "127.0.0.1", told.port, in_real_time(box.app, stopped), threaded=True, request_handler=Unlogged
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    stopped.wait()
    server.shutdown()


if __name__ == "__main__":
    main()
