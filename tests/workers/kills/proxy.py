"""`python -m tests.workers.kills.proxy`: stands before Cayenta's box and spoils answers by a seeded dice, in real HTTP.

Every spoilt posting is a line of its own journal. It knows nothing of what the box applied: that is the box's journal.
"""

import argparse
import json
import random
import re
import socket
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from integration.sandbox.servers import stop
from tests.workers.processes import ROOT

SPOILT = {  # what befalls a posting: whether the box hears of it, and what its sender gets
    "lost on the way": (False, b""),
    "applied and not answered": (True, b""),
    "applied late": (None, b""),
    "503, not applied": (False, b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    "500, applied": (True, b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    "a page, not applied": (False, b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n<html>Sign in</html>"),
    "cut, applied": (True, b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 900\r\n\r\n<soap-env:Env"),
}
TOO_SLOW = "too slow"
LATE_S = 0.4  # less than the quiet period of the workers that these runs kill
REFERENCE = re.compile(rb"REFERENCE_NO>([A-Z0-9]+)<")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def read_message(file):
    """One HTTP request or answer; b'' at the end, also where it comes in the middle: its sender was killed."""
    head = b""
    for line in iter(file.readline, b""):
        head += line
        if line == b"\r\n":
            found = LENGTH.search(head)
            length = int(found[1]) if found else 0
            body = file.read(length)
            return head + body if len(body) == length else b""
    return b""


class Proxy(socketserver.ThreadingTCPServer):
    """Spoils `share` of the postings."""

    daemon_threads, block_on_close, allow_reuse_address = True, False, True
    request_queue_size = 64

    def __init__(self, box, journal, *, seed, share, send_s):
        super().__init__(("127.0.0.1", 0), Exchange, bind_and_activate=False)
        self.server_bind()  # whoever connects before it listens is refused
        self.box, self.share, self.send_s = (box.hostname, box.port), share, send_s
        self._dice, self._lock = random.Random(seed), threading.Lock()
        self._journal = journal.open("a", encoding="utf-8")

    def draw(self):
        """What befalls the next posting; '' is nothing."""
        with self._lock:
            return self._dice.choice(list(SPOILT)) if self._dice.random() < self.share else ""

    def note(self, posting, kind):
        """In the journal before its sender can know."""
        reference = REFERENCE.search(posting)[1].decode()
        with self._lock:
            self._journal.write(json.dumps({"reference": reference, "kind": kind}) + "\n")
            self._journal.flush()

    def ask(self, request):
        """The box's answer."""
        with socket.create_connection(self.box) as line, line.makefile("rb") as file:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(request)
            return read_message(file)

    def handle_error(self, request, client_address):
        """A sender that is killed breaks off; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Exchange(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True

    def handle(self):
        while request := read_message(self.rfile):
            is_posting = b"AddARItem" in request
            kind = self.server.draw() if is_posting else ""
            if kind:
                self.server.note(request, kind)
                self._spoil(request, *SPOILT[kind])
                return
            begun = time.monotonic()
            answer = self.server.ask(request)
            if is_posting and time.monotonic() - begun > self.server.send_s / 2:  # the machine was busy
                self.server.note(request, TOO_SLOW)
            self.wfile.write(answer)

    def _spoil(self, request, is_heard, answer):
        if is_heard:
            self.server.ask(request)
        elif is_heard is None:
            threading.Timer(LATE_S, self.server.ask, [request]).start()
        self.wfile.write(answer)


@dataclass
class Spoiling:
    """The proxy as it runs."""

    url: str
    file: Path

    def spoilt(self):
        """The references that met each kind."""
        found = {}
        for line in self.file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            found.setdefault(entry["kind"], set()).add(entry["reference"])
        return found


@contextmanager
def proxy_process(folder, box_url, *, seed, share, send_s, opens_after_s=0.0):
    """In front of a box that runs."""
    file = folder / "proxy.jsonl"
    words = ["--box", box_url, "--journal", str(file), "--seed", str(seed), "--share", str(share)]
    words += ["--send-s", str(send_s), "--opens-after-s", str(opens_after_s)]
    command = [sys.executable, "-m", "tests.workers.kills.proxy", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            yield Spoiling(json.loads(process.stdout.readline())["url"], file)
        finally:
            stop(process)


def main():
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.workers.kills.proxy", description=__doc__)
    parser.add_argument("--box", type=urlsplit, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--share", type=float, required=True, help="of the postings that are spoilt")
    parser.add_argument("--send-s", type=float, required=True, help="how long a sender waits")
    parser.add_argument("--opens-after-s", type=float, default=0.0, help="until then every connection is refused")
    asked = parser.parse_args()
    proxy = Proxy(asked.box, asked.journal, seed=asked.seed, share=asked.share, send_s=asked.send_s)
    sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{proxy.server_address[1]}{asked.box.path}"}) + "\n")
    sys.stdout.flush()
    time.sleep(asked.opens_after_s)
    proxy.server_activate()
    proxy.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
