"""A biller's SSH server, in its own process: `python -m integration.sandbox.billfiles.server --port 0 --root DIR …`.

It accepts one client key, drawn at the start, shows the folder DIR by SFTP on loopback, and writes what was fetched to
its journal, one JSON object a line. When it listens it prints one JSON line: its port and its host key. It ends on
SIGTERM or SIGINT, and with its parent. Only this process ever loads asyncssh: its licence (EPL) asks for that distance.
"""

import argparse
import asyncio
import json
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any, cast

import asyncssh

from integration.clock import Clock, SystemClock
from integration.linked import end_with_parent

KEY_TYPE = "ssh-ed25519"
USER = "ivr"


class JournalledFiles(asyncssh.SFTPServer):
    """The folder, by SFTP; every file that was opened and closed is an entry in the journal."""

    def __init__(self, channel: Any, root: Path, journal: Path, clock: Clock) -> None:
        super().__init__(channel, chroot=os.fsencode(root))
        self._user = channel.get_extra_info("username")
        self._journal = journal
        self._clock = clock
        self._open: dict[int, tuple[str, int]] = {}  # by file object: path, bytes read

    def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
        """Open as the library does, and remember whose bytes follow."""
        file = super().open(path, pflags, attrs)
        self._open[id(file)] = (os.fsdecode(path), 0)
        return file

    def read(self, file: Any, offset: int, size: int) -> bytes:
        """Read as the library does, and count."""
        read = cast("bytes", super().read(file, offset, size))
        path, before = self._open[id(file)]
        self._open[id(file)] = (path, before + len(read))
        return read

    def close(self, file: Any) -> None:
        """Close, and write down what was read."""
        path, read = self._open.pop(id(file))
        super().close(file)
        entry = {"at": self._clock.now().isoformat(), "user": self._user, "path": path, "bytes": read}
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry) + "\n")


class OneUser(asyncssh.SSHServer):
    """Lets in the user `ivr` by the one key, nobody else and nothing else."""

    def __init__(self, key: Any) -> None:
        self._key = key

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - the library's signature
        """Everybody must prove who they are."""
        return True

    def public_key_auth_supported(self) -> bool:
        """The only way in."""
        return True

    def validate_public_key(self, username: str, key: Any) -> bool:
        """Whether this is the user and the key."""
        return username == USER and key == self._key


async def serve(port: int, root: Path, journal: Path, client_key_out: Path) -> None:
    """Listen until SIGTERM or SIGINT."""
    host_key = asyncssh.generate_private_key(KEY_TYPE)
    client_key = asyncssh.generate_private_key(KEY_TYPE)
    _write_private(client_key_out, client_key.export_private_key())
    clock = SystemClock()
    acceptor = await asyncssh.listen(
        "127.0.0.1",
        port,
        server_factory=partial(OneUser, client_key.convert_to_public()),
        server_host_keys=[host_key],
        sftp_factory=partial(JournalledFiles, root=root, journal=journal, clock=clock),
        allow_scp=False,
        agent_forwarding=False,
        line_editor=False,
    )
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    shown = host_key.export_public_key().decode().split()
    print(json.dumps({"port": acceptor.get_port(), "host_key": " ".join(shown[:2])}), flush=True)
    await stopped.wait()
    acceptor.close()


def _write_private(path: Path, key: bytes) -> None:
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(key)


def main() -> None:
    """Read the words of the command and serve."""
    words = argparse.ArgumentParser(prog="python -m integration.sandbox.billfiles.server", description=__doc__)
    words.add_argument("--port", type=int, default=0, help="0 takes any free one")
    words.add_argument("--root", type=Path, required=True, help="the folder that is shown")
    words.add_argument("--journal", type=Path, required=True, help="the file that fetches are written to")
    words.add_argument("--client-key-out", type=Path, required=True, help="where the client's private key is written")
    told = words.parse_args()
    end_with_parent(os.getppid())
    asyncio.run(serve(told.port, told.root, told.journal, told.client_key_out))


if __name__ == "__main__":
    main()
