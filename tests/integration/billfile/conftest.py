"""Bill files written in the test, and a biller to read them for."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from integration.sandbox.servers import stop
from tests.integration.billfile.samples import biller_with


@pytest.fixture
def biller():
    return biller_with()


@pytest.fixture
def write(tmp_path):
    """Write a bill file and give its path."""

    def written(content, name="billheader_20261101.xml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@dataclass
class Ssh:
    """A running server of the sandbox: its folder, its journal, and how a biller's file names it."""

    root: Path
    journal: Path
    access: dict

    def fetched(self):
        if not self.journal.exists():
            return []
        return [json.loads(line)["path"].rsplit("/", 1)[-1] for line in self.journal.read_text().splitlines()]


@contextmanager
def serving(folder, module="integration.sandbox.billfiles.server", **environment):
    """A server as a process of its own, and what it tells of itself."""
    (folder / "root").mkdir(exist_ok=True)
    words = ["--root", folder / "root", "--journal", folder / "journal", "--client-key-out", folder / "key"]
    command = [sys.executable, "-m", module, *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | environment)
    yield json.loads(process.stdout.readline())
    stop(process)
    process.stdout.close()


@pytest.fixture(scope="module")
def ssh_process(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ssh")
    with serving(folder) as told:
        yield folder, told


def ssh_of(folder, told, name):
    (folder / "root" / name).mkdir(exist_ok=True)
    access = {
        "host": "127.0.0.1",
        "port": told["port"],
        "user": "ivr",
        "key": (folder / "key").read_text(),
        "host_key": told["host_key"],
        "folder": name,
    }
    return Ssh(folder / "root" / name, folder / "journal", access)


@pytest.fixture
def ssh(ssh_process, request):
    """The server with a folder of this test's own."""
    folder, told = ssh_process
    (folder / "journal").unlink(missing_ok=True)
    return ssh_of(folder, told, f"UB{abs(hash(request.node.nodeid))}")


@pytest.fixture
def odd(tmp_path_factory):
    """`odd("cut 100")`: a server that does so (`odd_server.py`); another one over the same folder each time."""
    folder = tmp_path_factory.mktemp("odd")
    with ExitStack() as servers:

        def opened(what):
            module = "tests.integration.billfile.odd_server"
            return ssh_of(folder, servers.enter_context(serving(folder, module, ODD=what)), "UB")

        yield opened
