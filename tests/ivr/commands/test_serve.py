"""`ivr serve` as it is run: a real process, its workers, real sockets."""

import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlencode

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from integration.ledger.database import Database
from integration.ledger.revision import head
from integration.sandbox.box import AUTH_TOKEN
from ivr.phone.signing import HEADER, signature
from tests.ivr.commands.served import (
    PUBLIC,
    START_S_MAX,
    answers,
    environment_in,
    migrated,
    serving,
    start,
    until,
)
from tests.ivr.line import FORM, standard

pytestmark = pytest.mark.servers


def is_alive(pid: int) -> bool:
    """Running: a zombie that nobody has buried yet has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def environment(tmp_path):
    return environment_in(tmp_path)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(migrated(environment_in(tmp_path_factory.mktemp("serve")))) as served:
        assert until(lambda: answers(served))
        yield served


def post(connection, path, form, *, signed_path=""):
    body = urlencode(form, doseq=True)
    sign = signature(PUBLIC + (signed_path or path), form, AUTH_TOKEN)
    connection.request("POST", path, body, {"Content-Type": FORM, HEADER: sign})
    reply = connection.getresponse()
    return reply.status, reply.read().decode()


def test_it_is_ready_and_has_two_workers(served):
    assert served.get("/healthz")[0] == 200
    assert len(served.workers()) == 2


def test_turns_of_a_call_over_one_kept_connection(served):
    """The signature is over the public URL, query and all, whatever address the server was reached at."""
    connection = served.connect()
    form = standard("CA" + "1" * 32)
    status, told = post(connection, "/voice", form)
    assert (status, "Clayton County Water Authority" in told) == (200, True)
    socket_then = connection.sock
    status, told = post(connection, "/voice/keyed/greeting/1?wait=1&x=a%20b%2Fc", form | {"Digits": "1"})
    assert (status, "/voice/keyed/ask_account/2" in told) == (200, True)
    status, told = post(connection, "/voice/keyed/ask_account/2", form | {"Digits": "#*", "Name": "Zoë & Söhne=1"})
    assert (status, "/voice/keyed/ask_account/3" in told) == (200, True)
    assert connection.sock is socket_then
    connection.close()


def test_a_query_that_was_not_signed_is_a_forgery(served):
    connection = served.connect()
    form = standard("CA" + "2" * 32)
    status, told = post(connection, "/voice?a=%41", form, signed_path="/voice?a=A")
    assert (status, told) == (403, "")
    connection.close()


def test_metrics_are_those_of_every_worker(served):
    """Connections are spread over the workers; whichever is asked tells what all have counted."""

    def health_checks():
        told = served.get("/metrics")[1]
        families = text_string_to_metric_families(told)
        return {s.labels.get("kind"): s.value for f in families for s in f.samples if s.name == "ivr_requests_total"}

    before = health_checks().get("healthz", 0)
    for _ in range(20):
        served.get("/healthz")
    assert [health_checks()["healthz"] - before for _ in range(10)] == [20] * 10


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_and_so_do_its_workers(environment, sent):
    with serving(migrated(environment)) as served:
        assert until(lambda: answers(served))
        workers = served.workers()
        served.process.send_signal(sent)
        assert served.process.wait(START_S_MAX) == 0
        assert not [pid for pid in workers if is_alive(pid)]
        assert served.process.stderr.read() == b""


def test_workers_do_not_outlive_it_however_it_dies(environment):
    with serving(migrated(environment)) as served:
        assert until(lambda: len(served.workers()) == 2 and answers(served))
        workers = served.workers()
        served.process.kill()
        assert until(lambda: not [pid for pid in workers if is_alive(pid)])


def test_a_worker_that_dies_is_replaced(environment):
    with serving(migrated(environment)) as served:
        assert until(lambda: answers(served))
        workers = served.workers()
        os.kill(workers[0], signal.SIGKILL)
        assert until(lambda: len(set(served.workers()) - set(workers)) == 1)
        assert until(lambda: answers(served))


def ended(environment):
    process = start(environment)
    try:
        out, err = process.communicate(timeout=START_S_MAX)
    finally:
        process.kill()
    return process.returncode, out, err.decode()


def test_a_database_that_is_in_use_and_behind_is_told_before_anything_starts(environment):
    database = Database(migrated(environment)["IVR_DATABASE_URL"])
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    database.close()
    told = f"the database is at 0000, this version needs {head()}: run `ivr migrate`\n"
    assert ended(environment) == (1, b"", told)


def test_every_mistake_of_settings_and_billers_is_a_line(environment):
    environment["IVR_SECRET_KEY"] = "changeme"
    del environment["IVR_TWILIO_ACCOUNT_SID"]
    code, out, err = ended(environment)
    assert (code, out) == (1, b"")
    assert "IVR_TWILIO_ACCOUNT_SID: " in err
    assert "Traceback" not in err


def test_what_a_wsdl_cannot_carry_is_told_before_anything_starts(environment):
    path = Path(environment["IVR_BILLERS"]) / "1368.toml"
    path.write_text(path.read_text().replace("[payments]", '[cayenta.constants]\nUSER_ID = "IVR"\n[payments]'))
    said = "biller 1368: cayenta.constants.USER_ID: found in no request of cayenta.wsdl"
    assert ended(migrated(environment)) == (1, b"", f"{said}; expected the name of a parameter there\n")


def test_a_ledger_that_is_away_is_three(environment):
    environment["IVR_DATABASE_URL"] = "postgresql+psycopg://ivr:hidden@127.0.0.1:1/ivr"
    code, _, err = ended(environment)
    assert code == 3
    assert "Traceback" not in err
    assert "hidden" not in err


def test_a_port_that_somebody_has_is_told(environment):
    with socket.create_server(("127.0.0.1", 0)) as other:
        environment["IVR_BIND"] = f"127.0.0.1:{other.getsockname()[1]}"
        code, _, err = ended(migrated(environment))
    assert code == 1
    assert err.startswith(f"IVR_BIND: {environment['IVR_BIND']} cannot be listened on: ")
