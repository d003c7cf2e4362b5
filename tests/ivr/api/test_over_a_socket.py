"""docs/api.md as a vendor reads it: its commands and its curl lines, against `ivr serve` in a process of its own."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.api.models import Payment
from tests.ivr.commands.served import answers, environment_in, migrated, serving, until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("api over a socket")]  # served once, by one worker
PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
TAKE, SHOW = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
(CAMPAIGN,) = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
AT_ONCE = 8


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    environment = migrated(environment_in(tmp_path_factory.mktemp("api")))
    file = Path(environment["IVR_BILLERS"]) / "1368.toml"
    lines = file.read_text().replace('"+17705550100"]', '"+17705550100", "+18005550100"]')
    calling = 'outbound_ivr = true\n[reminders]\ntoll_free = "+18005550100"\n'
    file.write_text(f"{lines}[products]\nkiosk = true\n{calling}")
    return environment


def ivr(environment, words):
    told = subprocess.run([sys.executable, "-m", "ivr.cli", *words], env=environment, capture_output=True, check=False)
    return told.returncode, told.stdout.decode()


@pytest.fixture(scope="module")
def key(environment):
    """Made by the page's first command."""
    words = shlex.split(re.search(r"^ivr (biller key add .*)$", PAGE, re.MULTILINE)[1])
    code, told = ivr(environment, words)
    assert code == 0
    return told.strip()


@pytest.fixture(scope="module")
def served(environment):
    with serving(environment) as served:
        assert until(lambda: answers(served))
        yield served


def curl(lines, served, key, **more):
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine")
    names = {"LINE": f"http://127.0.0.1:{served.port}", "KEY": key, "PATH": os.environ["PATH"]} | more
    return subprocess.run(["sh", "-ec", lines], env=names, capture_output=True, check=True, timeout=30).stdout


def test_the_pages_curl_brings_a_payment_and_looks_at_it(served, key, environment):
    told = Payment.model_validate_json(curl(TAKE, served, key))
    assert (told.channel, told.amount_cents, told.posting.state) == ("kiosk", 4250, "ready")
    again = curl(SHOW, served, key, PAYMENT_ID=told.payment_id)
    assert json.loads(again) == json.loads(ivr(environment, ["payments", "show", told.confirmation, "--json"])[1])


def test_the_pages_curl_makes_a_campaign_and_previews_it(served, environment):
    words = shlex.split(re.search(r"^ivr (biller key add .* ann .*)$", PAGE, re.MULTILINE)[1])
    told = curl(CAMPAIGN, served, ivr(environment, words)[1].strip())
    made, previewed = re.fullmatch(r"({.*?})({.*})", told.decode()).groups()
    assert json.loads(made)["made_by"] == "ann"
    assert json.loads(previewed)["counts"] == {"planned": 0, "held_out": 0, "excluded": {}}
    assert json.loads(ivr(environment, ["campaign", "list", "--bid", "1368", "--json"])[1])["campaigns"] == [
        json.loads(made)
    ]


def bring(served, key, idempotency_key, body):
    connection = served.connect()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": idempotency_key, "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/payments", json.dumps(body), headers)
    reply = connection.getresponse()
    told = reply.status, reply.read()
    connection.close()
    return told


def body_of(cents):
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    told = {"channel": "kiosk", "account_number": "0012345678", "method": "cash", "paid_at": now}
    return told | {"amount_cents": cents}


def test_repeats_that_meet_in_two_processes_are_one_payment(served, key, environment):
    body = body_of(777)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = set(pool.map(lambda _: bring(served, key, "at-once", body), range(AT_ONCE)))
    ((status, answer),) = told
    assert status == 201
    found = json.loads(ivr(environment, ["payments", "list", "--json"])[1])["payments"]
    assert [one["payment_id"] for one in found if one["amount_cents"] == 777] == [json.loads(answer)["payment_id"]]
    assert bring(served, key, "at-once", body | {"amount_cents": 778})[0] == 409


@pytest.mark.parametrize(("in_chunks", "status"), [(True, 411), (False, 413)])
def test_a_long_body_is_not_read(served, key, in_chunks, status):
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k", "Content-Type": "application/json"}
    with closing(served.connect()) as connection:
        body = (b" " * 1024 for _ in range(100)) if in_chunks else b" " * 102_400
        with suppress(BrokenPipeError):  # it is answered, and closed, before all was sent
            connection.request("POST", "/api/v1/payments", body, headers, encode_chunked=in_chunks)
        assert connection.getresponse().status == status


def test_a_revoked_key_is_refused_by_every_process_at_once(served, environment):
    _, told = ivr(environment, ["biller", "key", "add", "--bid", "1368", "--name", "x", "--scope", "payments:read"])
    token = told.strip()
    assert bring(served, token, "k", body_of(1))[0] == 403
    assert ivr(environment, ["biller", "key", "revoke", token.split("_")[1], "--bid", "1368"])[0] == 0
    assert {bring(served, token, "k", body_of(1))[0] for _ in range(AT_ONCE)} == {401}
