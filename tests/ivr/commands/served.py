"""`ivr serve` in a process of its own, for the tests that talk to it."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from integration.ledger import migrate
from integration.ledger.database import Database
from integration.sandbox.box import ACCOUNT_SID, AUTH_TOKEN, SECRET_KEY
from integration.sandbox.cayenta.wsdl import write_wsdl

PUBLIC = "https://line.example"
ANSWERS = re.compile(rb"answering calls at http://127\.0\.0\.1:([0-9]+) \(2 x 64 threads\) for 1368 Clayton")
START_S_MAX = 10.0  # the goal is 1.5 s on a machine that does nothing else
BILLER = """
bid = "1368"
name = "Clayton County Water Authority"
zone = "America/New_York"
languages = ["en", "es"]
lines = ["+17705550100"]
[agent]
number = "+17705550199"
[cayenta]
wsdl = "cayenta.wsdl"
url = "http://127.0.0.1:1/ws"
user = "ivr"
password = { env = "IVR_1368_CAYENTA_PASSWORD" }
[payments]
gateway = { kind = "sandbox", url = "http://127.0.0.1:1", key = { env = "IVR_1368_GATEWAY_KEY" } }
"""


@dataclass
class Served:
    """The server's process and where it answers."""

    process: "subprocess.Popen[bytes]"
    port: int

    def workers(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_S_MAX)

    def get(self, path: str) -> tuple[int, str]:
        connection = self.connect()
        connection.request("GET", path)
        reply = connection.getresponse()
        told = reply.status, reply.read().decode()
        connection.close()
        return told


def environment_in(folder: Path) -> dict[str, str]:
    billers = folder / "billers"
    billers.mkdir()
    (billers / "1368.toml").write_text(BILLER)
    write_wsdl(billers / "cayenta.wsdl", "http://127.0.0.1:1/ws")
    ours = {
        "IVR_DATABASE_URL": f"sqlite:///{folder}/ledger.db",
        "IVR_BILLERS": str(billers),
        "IVR_PUBLIC_BASE_URL": PUBLIC,
        "IVR_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "IVR_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "IVR_SECRET_KEY": SECRET_KEY,
        "IVR_SANDBOX": "1",
        "IVR_BIND": "127.0.0.1:0",
        "IVR_1368_CAYENTA_PASSWORD": "cayenta-secret",
        "IVR_1368_GATEWAY_KEY": "gateway-secret",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("IVR_")} | ours


def migrated(environment: dict[str, str]) -> dict[str, str]:
    database = Database(environment["IVR_DATABASE_URL"])
    migrate.upgrade(database)
    database.close()
    return environment


def start(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "ivr.cli", "serve"]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Served]:
    process = start(environment)
    try:
        line = process.stderr.readline()
        told = ANSWERS.search(line)
        assert told, line + process.stderr.read()
        yield Served(process, int(told[1]))
    finally:
        process.kill()
        process.communicate(timeout=START_S_MAX)


def until(true) -> bool:
    end = time.monotonic() + START_S_MAX
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return False


def answers(served: Served) -> bool:
    try:
        return served.get("/readyz")[0] == 200
    except OSError:
        return False
