import re
from pathlib import Path

import pytest

from integration.billers.load import read_all
from integration.sandbox.cayenta.wsdl import write_wsdl

EXAMPLE = (Path(__file__).parent / "example.toml").read_text("utf-8")
ENVIRONMENT = {
    "IVR_1368_SFTP_KEY": "-----BEGIN KEY-----\nsftp-secret\n-----END KEY-----\n",
    "IVR_1368_CAYENTA_PASSWORD": "cayenta-secret",
    "IVR_1368_GATEWAY_KEY": "gateway-secret",
}


class Desk:
    """A folder of billers' files, and what reading it says."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = dict(ENVIRONMENT)
        write_wsdl(folder / "1368-cayenta.wsdl", "http://127.0.0.1:8701/ws")

    def write(self, text, name="1368.toml"):
        (self.folder / name).write_text(text, "utf-8")

    def read(self, *, sandbox=True):
        return read_all(self.folder, self.environment, sandbox=sandbox)

    def findings(self, text, *, sandbox=True):
        self.write(text)
        return self.read(sandbox=sandbox).findings

    def biller(self, text=EXAMPLE):
        assert not self.findings(text)
        return self.read().billers["1368"]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def example():
    return EXAMPLE


@pytest.fixture
def changed():
    """The example with one line in another's place: `changed("zone = ", 'zone = "UTC"')`; '' takes the line away."""

    def change(begins, line):
        text, count = re.subn(rf"(?m)^{re.escape(begins)}.*$", lambda _: line, EXAMPLE)
        assert count == 1, f"{begins!r} begins {count} lines of the example"
        return text

    return change


@pytest.fixture
def added():
    """The example with a line more in a table: `added("products", "kiosk = true")`."""

    def add(table, line):
        if f"[{table}]" not in EXAMPLE:
            return f"{EXAMPLE}\n[{table}]\n{line}\n"
        return EXAMPLE.replace(f"[{table}]", f"[{table}]\n{line}\n#", 1)

    return add
