"""A house to be measured: a biller's file, a ledger, and `ivr serve` as it is run; all of it stopped at the end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from integration.ledger import migrate
from integration.ledger.database import Database
from integration.money import Money
from integration.sandbox.billfiles.generator import AccountFacts, make_billfile
from integration.sandbox.cayenta.wsdl import write_wsdl
from integration.sandbox.servers import stop
from ivr.demo.processes import free_port
from tests.bench.callers import Line

BID = "1368"
NUMBER = "+17705550100"
READY_S_MAX = 15.0
LOOK_EVERY_S = 0.01
BILLER = """
bid = "1368"
name = "Clayton County Water Authority"
zone = "America/New_York"
languages = ["en", "es"]
lines = ["+17705550100"]
[agent]
number = "+17705550199"
[account]
keyed = "ACCOUNT_NO"
digits = [10, 10]
verify = "zip"
[cayenta]
wsdl = "cayenta.wsdl"
url = "{cayenta}"
user = "ivr"
password = {{ env = "IVR_1368_CAYENTA_PASSWORD" }}
[advanced_settings]
28 = {{ N = "card", A = "bank", C = "cash_only" }}
32 = true
107 = "PASTDUE_AMT"
[payments]
gateway = {{ kind = "sandbox", url = "http://127.0.0.1:1", key = {{ env = "IVR_1368_GATEWAY_KEY" }} }}
"""


@dataclass(frozen=True)
class House:
    """A folder with a biller in it, and the environment that a process of ours needs."""

    folder: Path
    environment: Mapping[str, str]

    def line(self, port: int) -> Line:
        """The same line, wherever it is answered."""
        known = self.environment
        return Line(
            port, known["IVR_PUBLIC_BASE_URL"], known["IVR_TWILIO_AUTH_TOKEN"], known["IVR_TWILIO_ACCOUNT_SID"], NUMBER
        )


def build(folder: Path, *, database_url: str = "", cayenta: str = "http://127.0.0.1:1/ws") -> House:
    """Files and a migrated ledger: SQLite in `folder` unless another is named."""
    billers = folder / "billers"
    billers.mkdir(parents=True)
    (billers / "1368.toml").write_text(BILLER.format(cayenta=cayenta), encoding="utf-8")
    write_wsdl(billers / "cayenta.wsdl", cayenta)
    database_url = database_url or f"sqlite:///{folder / 'ledger.db'}"
    database = Database(database_url)
    migrate.upgrade(database)
    database.close()
    return House(
        folder,
        {
            "IVR_DATABASE_URL": database_url,
            "IVR_BILLERS": str(billers),
            "IVR_PUBLIC_BASE_URL": "https://line.example",
            "IVR_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "IVR_TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
            "IVR_SECRET_KEY": "a bench keeps no secrets, but it must have one",
            "IVR_1368_CAYENTA_PASSWORD": "bench-cayenta-password",
            "IVR_1368_GATEWAY_KEY": "bench-gateway-key",
            "IVR_DATA": str(folder),
            "IVR_SANDBOX": "1",
        },
    )


@contextmanager
def running(house: House, *words: str, bind: str) -> Iterator[float]:
    """`python WORDS` until the end of the block; yields the seconds until it answered at `bind`."""
    begun = time.perf_counter()
    with (house.folder / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **house.environment, "IVR_BIND": bind},
            start_new_session=True,
        )
    try:
        _wait_for(process, f"http://{bind}/healthz", house.folder / "bench.log")
        yield time.perf_counter() - begun
    finally:
        stop(process)


@contextmanager
def served(house: House) -> Iterator[Line]:
    """`ivr serve`."""
    port = free_port()
    with running(house, "-m", "ivr.cli", "serve", bind=f"127.0.0.1:{port}"):
        yield house.line(port)


@contextmanager
def tutorial(house: House) -> Iterator[Line]:
    """The reference, served in the same way."""
    port = free_port()
    with running(house, "-m", "tests.bench.tutorial", str(port), bind=f"127.0.0.1:{port}"):
        yield house.line(port)


def _wait_for(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.perf_counter() + READY_S_MAX
    while time.perf_counter() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(LOOK_EVERY_S)
    raise RuntimeError(f"nobody answers at {url}; the end of {log} is\n{log.read_text()[-2000:]}")


@contextmanager
def cayenta(folder: Path, accounts: int) -> Iterator[tuple[str, Path, list[AccountFacts]]]:
    """Cayenta in a box, its own process: its URL, a bill file of the same accounts, and the accounts."""
    today = datetime.now(UTC).date()
    file = folder / f"billheader_{today:%Y%m%d}.xml"
    facts = make_billfile(file, BID, accounts, 1, today)
    rows = [{"account": each.account_no, "balance": Money(each.balance_cents).plain()} for each in facts]
    (folder / "accounts.json").write_text(json.dumps(rows), encoding="utf-8")
    words = ["-m", "integration.sandbox.cayenta", "--accounts", str(folder / "accounts.json")]
    process = subprocess.Popen(
        [sys.executable, *words, "--journal", str(folder / "cayenta.journal")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"], file, facts
    finally:
        stop(process)
        process.stdout.close()


def slow_down(cayenta_url: str, seconds: float) -> None:
    """Every balance takes so long from now on."""
    fault = {"kind": "slow", "method": "GetAccountBalance", "seconds": seconds}
    asked = Request(cayenta_url.removesuffix("/ws") + "/faults", json.dumps([fault]).encode(), method="POST")
    with urlopen(asked, timeout=5):
        pass


def load_bills(house: House, file: Path) -> None:
    """The bill file, as a person would load it."""
    words = [sys.executable, "-m", "ivr.cli", "bills", "load", str(file), "--bid", BID]
    subprocess.run(words, env={**os.environ, **house.environment}, check=True, capture_output=True)
