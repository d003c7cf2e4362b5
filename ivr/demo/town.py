"""The biller in a box, each of its systems a process of its own with a journal of its own."""

import json
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from integration.money import Money
from integration.sandbox.billfiles.generator import AccountFacts, make_billfile
from integration.sandbox.servers import redis_server
from ivr.demo.processes import Processes, free_port

BID = "1368"
BILLS = 1000
LINE, TOLL_FREE = "+17705550100", "+18005550100"
BILLS_FOLDER = "ToInvoiceCloud/Invoices/UB"

BILLER = """\
bid = "{bid}"
name = "Clayton County Water Authority"
zone = "America/New_York"
languages = ["en", "es"]
lines = ["{line}", "{toll_free}"]
hours = "always"
cu_version = "7.9.4"
css_generation = 3

[agent]
number = "+17705550199"
hours = "always"

[account]
keyed = "ACCOUNT_NO"
digits = [10, 10]
verify = "zip"

[billfile]
sftp = {{ host = "127.0.0.1", port = {ssh_port}, user = "ivr", key = {{ env = "IVR_1368_SFTP_KEY" }}, \
host_key = "{host_key}", folder = "{folder}" }}
look_every_s = 1.0

[cayenta]
transport = "soap"
wsdl = "1368-cayenta.wsdl"
url = "http://127.0.0.1:{cayenta_port}/ws"
user = "ivr"
password = {{ env = "IVR_1368_CAYENTA_PASSWORD" }}
methods = {{ autopay = "_PostPaperLessChangeXML", paperless = "_PostAutopayChangeXML" }}

[products]
outbound_ivr = true

[reminders]
toll_free = "{toll_free}"

[calling]
explicit_consent_for_bills = {{ is = false, reason = "A town in a box: no telephone of it is anybody's" }}

[advanced_settings]
28 = {{ N = "card", A = "bank", C = "cash_only" }}
32 = true
107 = "PASTDUE_AMT"

[payments]
ways = ["card"]
gateway = {{ kind = "sandbox", url = "http://127.0.0.1:{gateway_port}", key = {{ env = "IVR_1368_GATEWAY_KEY" }} }}
"""


@dataclass(frozen=True)
class Town:
    """Where everything is. `environment` is what `ivr` commands need to reach it."""

    folder: Path
    environment: Mapping[str, str]
    accounts: tuple[AccountFacts, ...]
    cayenta_journal: Path
    gateway_url: str
    gateway_key: str
    base_url: str


def found(processes: Processes, stack: ExitStack, *, seed: int, today: date, break_: str) -> Town:
    """Start the biller's systems, Redis, the ledger, the line and its workers; a line tells of each."""
    folder, tell = processes.folder, processes.tell
    secret = {"IVR_1368_CAYENTA_PASSWORD": secrets.token_hex(16), "IVR_1368_GATEWAY_KEY": secrets.token_hex(16)}
    accounts = _bills(folder, seed, today)
    ssh = _ssh(processes)
    tell(f"SSH server    127.0.0.1:{ssh['port']}, a bill file of {BILLS:,} bills in {BILLS_FOLDER}")
    billers = folder / "billers"
    billers.mkdir()
    cayenta = _cayenta(processes, billers / "1368-cayenta.wsdl", secret, break_)
    tell(f"Cayenta       http://127.0.0.1:{cayenta}/ws, SOAP; journal {folder / 'cayenta.journal'}")
    gateway = processes.start_box("gateway", _gateway_words(folder, secret), {})["port"]
    tell(f"gateway       http://127.0.0.1:{gateway}; journal {folder / 'gateway.journal'}")
    redis_url = stack.enter_context(redis_server(folder / "redis"))
    tell(f"Redis         {redis_url}")
    ports = {"ssh_port": ssh["port"], "cayenta_port": cayenta, "gateway_port": gateway}
    toml = BILLER.format(
        bid=BID, line=LINE, toll_free=TOLL_FREE, folder=BILLS_FOLDER, host_key=ssh["host_key"], **ports
    )
    (billers / "1368.toml").write_text(toml, encoding="utf-8")
    secret["IVR_1368_SFTP_KEY"] = (folder / "ssh-client-key").read_text()
    bind = f"127.0.0.1:{free_port()}"
    environment = _environment(folder, redis_url, bind) | secret
    tell(f"ledger        {environment['IVR_DATABASE_URL']}")
    return Town(
        folder=folder,
        environment=environment,
        accounts=accounts,
        cayenta_journal=folder / "cayenta.journal",
        gateway_url=f"http://127.0.0.1:{gateway}",
        gateway_key=secret["IVR_1368_GATEWAY_KEY"],
        base_url=environment["IVR_PUBLIC_BASE_URL"],
    )


def open_for_calls(processes: Processes, town: Town) -> None:
    """The web processes and the workers."""
    processes.start("web", ["-m", "ivr.cli", "serve"], town.environment)
    processes.wait_for("web", f"{town.base_url}/readyz")
    processes.tell(f"the line      {town.base_url}, answers {LINE}")
    processes.start("workers", ["-m", "ivr.cli", "work"], town.environment)
    processes.tell("workers       one for the biller's queue and one clock")


def _bills(folder: Path, seed: int, today: date) -> tuple[AccountFacts, ...]:
    root = folder / "ssh" / BILLS_FOLDER
    root.mkdir(parents=True)
    accounts = make_billfile(root / f"billheader_{today:%Y%m%d}.xml", BID, BILLS, seed, today)
    rows = [
        {
            "account": facts.account_no,
            "balance": Money(facts.balance_cents).plain(),
            "past_due": Money(facts.pastdue_cents).plain(),
            "block": facts.block_code,
            "due": facts.due_date,
        }
        for facts in accounts
    ]
    (folder / "accounts.json").write_text(json.dumps(rows), encoding="utf-8")
    return tuple(accounts)


def _ssh(processes: Processes) -> dict[str, str]:
    folder = processes.folder
    words = ["-m", "integration.sandbox.billfiles.server", "--root", str(folder / "ssh")]
    words += ["--journal", str(folder / "ssh.journal"), "--client-key-out", str(folder / "ssh-client-key")]
    return processes.start_box("ssh", words, {})


def _cayenta(processes: Processes, wsdl: Path, secret: Mapping[str, str], break_: str) -> int:
    folder = processes.folder
    words = ["-m", "integration.sandbox.cayenta", "--accounts", str(folder / "accounts.json"), "--wsdl-out", str(wsdl)]
    words += ["--journal", str(folder / "cayenta.journal"), "--user", "ivr"]
    words += ["--password-env", "IVR_1368_CAYENTA_PASSWORD", *(["--break", break_] if break_ else [])]
    port: int = processes.start_box("cayenta", words, secret)["port"]
    return port


def _gateway_words(folder: Path, secret: Mapping[str, str]) -> list[str]:
    words = ["-m", "integration.sandbox.gateway", "--journal", str(folder / "gateway.journal")]
    return [*words, "--key", secret["IVR_1368_GATEWAY_KEY"]]


def _environment(folder: Path, redis_url: str, bind: str) -> dict[str, str]:
    return {
        "IVR_DATABASE_URL": f"sqlite:///{folder / 'ledger.db'}",
        "IVR_REDIS_URL": redis_url,
        "IVR_BILLERS": str(folder / "billers"),
        "IVR_PUBLIC_BASE_URL": f"http://{bind}",
        "IVR_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "IVR_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "IVR_SECRET_KEY": secrets.token_hex(32),
        "IVR_DATA": str(folder / "inbox"),
        "IVR_BIND": bind,
        "IVR_LOG": "json",
        "IVR_SANDBOX": "1",
    }
