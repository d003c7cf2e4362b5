"""python -m integration.sandbox.gateway: a process of its own, over real sockets."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from integration.billers.biller import GatewayAccess
from integration.errors import Unavailable
from integration.gateway import JsonGateway
from integration.model import Captured, Unsure
from integration.money import Money
from integration.sandbox.gateway.journal import read_journal
from integration.sandbox.gateway.server import gateway_server
from integration.wires import HttpWire

KEY = "a key for tests only"
TWILIO = "Basic dHdpbGlvOmEga2V5IGZvciB0ZXN0cyBvbmx5"
ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.servers


def post(url, told, authorization):
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(told).encode(), headers), timeout=5) as answer:
        return json.load(answer)


def test_a_card_is_tokenised_charged_and_looked_up_and_an_answer_that_never_comes_is_unsure(tmp_path):
    journal = tmp_path / "gateway.jsonl"
    with gateway_server(journal, key=KEY) as url:
        asked = {"method": "tokenize", "transaction_id": "PK1", "cardnumber": "4111111111111111"}
        asked |= {"cvv": "123", "expiry_month": "12", "expiry_year": "34"}
        token = post(f"{url}/connector", asked, TWILIO)["token_id"]
        wire = HttpWire(sandbox=True)
        gateway = JsonGateway(GatewayAccess(url=url, key=SecretStr(KEY)), wire)
        assert isinstance(gateway.charge(uuid4(), token, Money(4250), ""), Captured)
        post(f"{url}/faults", {"faults": ["timeout-after-capture"]}, f"Bearer {KEY}")
        hasty = JsonGateway(GatewayAccess(url=url, key=SecretStr(KEY), deadline_s=0.3), wire)
        lost = uuid4()
        assert isinstance(hasty.charge(lost, token, Money(100), ""), Unsure)
        assert gateway.look_up(lost).amount == Money(100)
    assert [entry["amount_cents"] for entry in read_journal(journal)] == [4250, 100]
    with pytest.raises(Unavailable, match="nothing was sent"):
        gateway.charge(uuid4(), token, Money(1), "")


def test_it_ends_when_its_parent_is_killed(tmp_path):
    starter = (
        "import sys, time; from pathlib import Path;"
        "from integration.sandbox.gateway.server import gateway_server\n"
        "with gateway_server(Path(sys.argv[1]), key='k') as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", starter, str(tmp_path / "gateway.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout.readline().startswith("http://127.0.0.1:")
        parent.kill()
        assert parent.stderr.read() == ""  # the child holds this end too: it closes when both are gone


def test_one_that_cannot_start_says_so(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(Unavailable, match="did not start"),
        gateway_server(tmp_path / "file" / "journal.jsonl", key=KEY),
    ):
        pass
