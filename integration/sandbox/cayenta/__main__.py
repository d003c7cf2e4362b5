"""`python -m integration.sandbox.cayenta --port 0 --accounts FILE --journal FILE`: the box as its own process.

One JSON line, {"port": …, "url": …}, is printed when it is ready. It ends on SIGTERM or SIGINT and, with --with-parent,
when its standard input ends: the kernel closes that however the parent dies.
"""

import argparse
import json
import os
import signal
from pathlib import Path
from threading import Thread

from integration.sandbox.cayenta.accounts import load_accounts
from integration.sandbox.cayenta.app import PATH, CayentaApp
from integration.sandbox.cayenta.faults import BREAKS, Plan
from integration.sandbox.cayenta.journal import Journal
from integration.sandbox.cayenta.server import HOST, BoxServer
from integration.sandbox.cayenta.wsdl import write_wsdl


def main() -> None:
    """Serve until told to stop."""
    asked = _arguments().parse_args()
    app = CayentaApp(
        load_accounts(asked.accounts),
        journal=Journal(asked.journal),
        plan=Plan([BREAKS[name] for name in asked.breaks]),
        user=asked.user,
        password=os.environ.get(asked.password_env, "") if asked.password_env else "",
    )
    server = BoxServer(app, port=asked.port)
    url = f"http://{HOST}:{server.port}{PATH}"
    if asked.wsdl_out:
        write_wsdl(asked.wsdl_out, url)
    _stop_when_told(server, with_parent=asked.with_parent)
    print(json.dumps({"port": server.port, "url": url}), flush=True)
    server.serve_forever(poll_interval=0.05)
    server.server_close()
    app.journal.close()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m integration.sandbox.cayenta", description="A Cayenta in a box.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--accounts", type=Path, required=True, help="JSON or CSV: account, balance, past_due, block, due"
    )
    parser.add_argument("--journal", type=Path, required=True, help="where every applied item is appended")
    parser.add_argument("--wsdl-out", type=Path, help="save the WSDL here")
    parser.add_argument("--user", default="", help="ask for Basic auth")
    parser.add_argument("--password-env", default="", help="the variable that holds the password")
    parser.add_argument("--break", dest="breaks", action="append", choices=sorted(BREAKS), default=[])
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser


def _stop_when_told(server: BoxServer, *, with_parent: bool) -> None:
    def stop(*_: object) -> None:
        Thread(target=server.shutdown, daemon=True).start()  # shutdown waits for the loop that a signal interrupts

    def stop_with_parent() -> None:
        while os.read(0, 1024):  # not sys.stdin: its lock would be held at exit
            pass
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if with_parent:
        Thread(target=stop_with_parent, daemon=True).start()


if __name__ == "__main__":
    main()
