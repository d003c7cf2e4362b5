"""A bill file fetched by SFTP, beside OpenSSH's own client fetching the same from the same server.

`python -m tests.bench.fetching FOLDER` fetches once in a process of its own, and tells what that took.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from integration.billers.biller import Sftp
from integration.clock import SystemClock
from integration.sandbox.servers import stop
from integration.sftp.folder import open_folder
from tests.bench.effort import Effort
from tests.bench.resident import watched
from tests.bench.table import Row, limit_row, not_measured, ratio_row

GOAL = 0.4
RESIDENT_MB_MAX = 64
MB, MB_QUICK = 500, 20
BYTES_PER_MB = 1024 * 1024
CIPHER = "aes128-gcm@openssh.com"
NAME = "billheader_20261101.xml"


def fetching(effort: Effort) -> Iterator[Row]:
    """By the wall's clock: the server is a third process, and the machine has two cores."""
    megabytes = MB_QUICK if effort.pairs < Effort(effort.folder).pairs else MB
    work = f"SFTP fetch of {megabytes} MB"
    if shutil.which("sftp") is None:
        yield not_measured(work, "no sftp on this machine: apt-get install openssh-client", f">= {GOAL}")
        return
    with serving(effort.folder / "sftp", megabytes) as folder:
        pairs = [(_ours(folder), _openssh_s(folder)) for _ in range(effort.pairs)]
    ours = [megabytes / told["wall_s"] for told, _ in pairs]
    yield ratio_row(
        f"{work} (beside OpenSSH's sftp, aes128-gcm)", ours, [megabytes / s for _, s in pairs], "MB/s", GOAL
    )
    yield limit_row("  resident above the start", [told["resident_mb"] for told, _ in pairs], "MB", RESIDENT_MB_MAX)


@contextmanager
def serving(folder: Path, megabytes: int) -> Iterator[Path]:
    """A server of its own process that shows such a file; in the folder is what a client needs."""
    root = folder / "root"
    root.mkdir(parents=True)
    with (root / NAME).open("wb") as file:
        for _ in range(megabytes):
            file.write(bytes(BYTES_PER_MB))
    words = ["--root", root, "--journal", folder / "journal", "--client-key-out", folder / "key"]
    command = [sys.executable, "-m", "integration.sandbox.billfiles.server", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        told = json.loads(process.stdout.readline() if process.stdout else b"")
        (folder / "told").write_text(json.dumps(told))
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{told['port']} {told['host_key']}\n")
        yield folder
        stop(process)


def _ours(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.fetching", str(folder)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _openssh_s(folder: Path) -> float:
    options = [
        f"Ciphers={CIPHER}",
        f"IdentityFile={folder / 'key'}",
        "IdentitiesOnly=yes",
        f"UserKnownHostsFile={folder / 'known_hosts'}",
        "BatchMode=yes",
    ]
    words = [word for option in options for word in ("-o", option)]
    place = f"sftp://ivr@127.0.0.1:{json.loads((folder / 'told').read_text())['port']}/{NAME}"
    began = time.perf_counter()
    subprocess.run(["sftp", "-F", "none", "-q", *words, place, str(folder / "theirs")], check=True, capture_output=True)
    return time.perf_counter() - began


def _fetch(folder: Path) -> None:
    told = json.loads((folder / "told").read_text())
    key = SecretStr((folder / "key").read_text())
    access = Sftp(host="127.0.0.1", port=told["port"], user="ivr", key=key, host_key=told["host_key"], folder="/")
    began = time.perf_counter()
    with watched() as resident, open_folder(access, SystemClock()) as remote:
        found = remote.look(NAME)
        assert found
        remote.fetch(found, folder / "ours")
    took_s = time.perf_counter() - began
    sys.stdout.write(json.dumps({"wall_s": took_s, "resident_mb": resident.above_mb}))


if __name__ == "__main__":
    _fetch(Path(sys.argv[1]))
