"""Bill files written in the test, and a biller to read them for."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from integration.billers.biller import Biller
from integration.sandbox.servers import stop

TERMS = {
    "bid": "1368",
    "name": "Clayton County Water Authority",
    "zone": "America/New_York",
    "lines": ["+17705550100"],
    "agent": {"number": "+17705550199"},
    "cayenta": {"url": "http://127.0.0.1:1/ws", "user": "ivr", "password": "not asked"},
    "payments": {"gateway": {"url": "http://127.0.0.1:1", "key": "not asked"}},
}
BILL = {
    "ACCOUNT_NO": "0012345678",
    "BILL_NO": "B1",
    "BILL_TP": "REGULAR",
    "BILL_DT": "20261101",
    "DUE_DT": "20261121",
    "V_NAME": "PAYER NAME",
    "POSTAL_CODE": "30236",
    "PREV_BALANCE_AMT": "0.00",
    "PAYMENTS_AMT": "0.00",
    "ADJUSTMENT_AMT": "0.00",
    "CURRENT_CHARGES_AMT": "84.20",
    "PASTDUE_AMT": "0.00",
    "TOTAL_DUE_AMT": "84.20",
}


def bill_xml(**fields):
    """A bill with these fields over the good one; None leaves a field out."""
    texts = BILL | fields
    inside = "".join(f"<{name}>{text}</{name}>\n" for name, text in texts.items() if text is not None)
    return f"<BILLHEADER>\n{inside}</BILLHEADER>\n"


def owing(amount, **fields):
    """A good bill that owes this much."""
    return bill_xml(TOTAL_DUE_AMT=amount, CURRENT_CHARGES_AMT=amount, **fields)


def file_xml(*bills, count=None, total="84.20", biller="1368", created="20261101", trailer=True):
    end = f"<TRAILER><BILL_COUNT>{len(bills) if count is None else count}</BILL_COUNT>"
    end += f"<TOTAL_DUE_AMT>{total}</TOTAL_DUE_AMT></TRAILER>\n"
    begin = f'<?xml version="1.0" encoding="UTF-8"?>\n<BILLFILE BILLER_CD="{biller}" CREATED_DT="{created}">\n'
    return begin + "".join(bills) + (end if trailer else "") + "</BILLFILE>\n"


@pytest.fixture
def biller_of():
    """A biller with these [billfile] settings."""

    def make(**settings):
        return Biller.model_validate(TERMS | {"billfile": {"reject_share_max": 1, **settings}})

    return make


@pytest.fixture
def biller(biller_of):
    return biller_of()


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


@pytest.fixture(scope="module")
def ssh_process(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ssh")
    (folder / "root").mkdir()
    words = ["--root", folder / "root", "--journal", folder / "journal", "--client-key-out", folder / "key"]
    command = [sys.executable, "-m", "integration.sandbox.billfiles.server", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    told = json.loads(process.stdout.readline())
    yield folder, told
    stop(process)
    process.stdout.close()


@pytest.fixture
def ssh(ssh_process, request):
    """The server with a folder of this test's own."""
    folder, told = ssh_process
    name = f"UB{abs(hash(request.node.nodeid))}"
    (folder / "root" / name).mkdir()
    (folder / "journal").unlink(missing_ok=True)
    access = {
        "host": "127.0.0.1",
        "port": told["port"],
        "user": "ivr",
        "key": (folder / "key").read_text(),
        "host_key": told["host_key"],
        "folder": name,
    }
    return Ssh(folder / "root" / name, folder / "journal", access)
