"""The gateway in a box as a process, for the demo and for tests over real sockets."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from integration.errors import Unavailable
from integration.sandbox.servers import stop


@contextmanager
def gateway_server(journal: Path, *, key: str, port: int = 0) -> Iterator[str]:
    """A gateway that writes to `journal`; yields its base URL and stops it at the end. Unavailable if it won't start.

    Start it from a thread that outlives it: the kernel ends it with the thread that started it.
    """
    command = [sys.executable, "-m", "integration.sandbox.gateway"]
    command += ["--port", str(port), "--journal", str(journal), "--key", key]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - our own words
    try:
        yield f"http://127.0.0.1:{_port_told(process)}"
    finally:
        stop(process)
        if process.stdout:
            process.stdout.close()


def _port_told(process: "subprocess.Popen[bytes]") -> int:
    line = process.stdout.readline() if process.stdout else b""
    if not line:
        raise Unavailable(f"the gateway in a box did not start (exit code {process.wait()})")
    return int(json.loads(line)["port"])
