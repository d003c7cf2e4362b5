"""`ivr bills …` as a script meets it: one JSON document, and the exit codes."""

import json
import sqlite3
from datetime import date

import pytest
from click.testing import CliRunner

from integration.billfile import load as load_module
from integration.ledger.database import Database
from integration.ledger.migrate import upgrade
from integration.money import Money
from integration.sandbox.billfiles.generator import make_billfile
from integration.sandbox.cayenta.wsdl import write_wsdl
from ivr.cli import ivr
from tests.integration.billfile.samples import bill_xml, file_xml, owing
from tests.integration.billfile.zips import NAME, ZIP, zipped

BILLER = """
bid = "1368"
name = "Clayton County Water Authority"
zone = "America/New_York"
lines = ["+17705550100"]
[agent]
number = "+17705550199"
[cayenta]
wsdl = "cayenta.wsdl"
url = "http://127.0.0.1:1/ws"
user = "ivr"
password = { env = "IVR_1368_CAYENTA_PASSWORD" }
[payments.gateway]
kind = "sandbox"
url = "http://127.0.0.1:1"
key = { env = "IVR_1368_GATEWAY_KEY" }
"""
SFTP = """
[billfile]
reject_share_max = 1.0
[billfile.sftp]
host = "127.0.0.1"
port = %d
user = "ivr"
key = { env = "IVR_1368_SFTP_KEY" }
host_key = "%s"
folder = "%s"
"""


@pytest.fixture(autouse=True)
def site(tmp_path, monkeypatch):
    """A site of environment and files, with an empty ledger; gives its folder."""
    url = f"sqlite:///{tmp_path / 'ivr.db'}"
    database = Database(url)
    upgrade(database)
    database.close()
    (tmp_path / "billers").mkdir()
    (tmp_path / "billers" / "1368.toml").write_text(BILLER)
    write_wsdl(tmp_path / "billers" / "cayenta.wsdl", "http://127.0.0.1:1/ws")
    environment = {
        "IVR_DATABASE_URL": url,
        "IVR_BILLERS": str(tmp_path / "billers"),
        "IVR_DATA": str(tmp_path / "data"),
        "IVR_PUBLIC_BASE_URL": "https://line.example.org",
        "IVR_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "IVR_TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
        "IVR_SECRET_KEY": "a test keeps no secrets but must have one",
        "IVR_SANDBOX": "1",
        "IVR_1368_CAYENTA_PASSWORD": "a long enough password",
        "IVR_1368_GATEWAY_KEY": "a long enough key",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def run(*words):
    return CliRunner().invoke(ivr, ["bills", *(str(word) for word in words)])


def test_a_file_is_checked_loaded_and_shown(site):
    path = site / "billheader_20261101.xml"
    accounts = make_billfile(path, "1368", 100, 3, date(2026, 11, 1))
    checked = run("check", path, "--bid", "1368", "--json")
    assert (checked.exit_code, json.loads(checked.stdout)["loadable"]) == (0, 100)
    loaded = run("load", path, "--bid", "1368", "--json")
    assert (loaded.exit_code, json.loads(loaded.stdout)["loaded"]) == (0, 100)
    assert "skipped" in run("load", path, "--bid", "1368").stdout
    shown = run("show", accounts[0].account_no, "--bid", "1368", "--json")
    told = json.loads(shown.stdout)
    assert (shown.exit_code, told["balance_due_cents"]) == (0, accounts[0].balance_cents)
    assert told["as_of"] == "2026-11-01T04:00:00+00:00"
    assert "balance_due_cents" in run("show", accounts[0].account_no, "--bid", "1368").stdout


def test_what_is_wrong_is_said_and_is_exit_1(write):
    path = write(file_xml(bill_xml(), bill_xml(ACCOUNT_NO="2", BILL_NO="B2", DUE_DT="soon", PET="cat"), total="168.40"))
    checked = run("check", path, "--bid", "1368", "--json")
    assert checked.exit_code == 1
    told = json.loads(checked.stdout)
    assert told["unknown_elements"] == {"PET": 1}
    assert {key: told["rejected"][0][key] for key in ("account", "field", "found")} == {
        "account": "2",
        "field": "DUE_DT",
        "found": "'soon'",
    }
    assert "DUE_DT: found 'soon', expected a day as yyyyMMdd" in checked.stderr
    loaded = run("load", path, "--bid", "1368")
    assert loaded.exit_code == 1
    assert "refused" in loaded.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", "absent.xml", "--bid", "1368"), 2),
        (("load",), 2),
        (("show", "1", "--bid", "1368"), 1),
        (("show", "1", "--bid", "9999"), 1),
        (("poll", "--bid", "1368"), 1),
        (("poll",), 0),
    ],
)
def test_exit_codes(words, code):
    done = run(*words)
    assert done.exit_code == code, done.stderr


def test_a_site_that_is_not_configured_says_so(monkeypatch):
    monkeypatch.delenv("IVR_SECRET_KEY")
    shown = run("show", "1", "--bid", "1368")
    assert (shown.exit_code, "IVR_SECRET_KEY" in shown.stderr) == (1, True)


@pytest.mark.servers
def test_polling_fetches_and_loads(ssh, site, monkeypatch):
    monkeypatch.setenv("IVR_1368_SFTP_KEY", ssh.access["key"])
    settings = SFTP % (ssh.access["port"], ssh.access["host_key"], ssh.access["folder"])
    (site / "billers" / "1368.toml").write_text(BILLER + settings)
    (ssh.root / "billheader_20261101.xml").write_text(file_xml(bill_xml()))
    (ssh.root / "billheader_20261101.xml.done").touch()
    polled = run("poll", "--json")
    assert polled.exit_code == 0, polled.stderr
    assert json.loads(polled.stdout)["billers"]["1368"][0]["loaded"] == 1
    assert len(list((site / "data" / "inbox" / "1368").glob("*.xml"))) == 1
    (site / "billers" / "1368.toml").write_text(BILLER + settings.replace(f"port = {ssh.access['port']}", "port = 1"))
    away = run("poll")
    assert (away.exit_code, "does not answer" in away.stderr) == (3, True)


def test_a_zip_given_by_hand_is_checked_and_loaded_where_that_was_agreed(site):
    path = site / ZIP
    path.write_bytes(zipped(file_xml(bill_xml()).encode()))
    for command in ("check", "load"):
        done = run(command, path, "--bid", "1368")
        assert done.exit_code == 1
        assert "zip = true in the biller's [billfile]" in done.stderr
    (site / "billers" / "1368.toml").write_text(f"{BILLER}[billfile]\nzip = true\n")
    checked = run("check", path, "--bid", "1368", "--json")
    assert (checked.exit_code, json.loads(checked.stdout)["loadable"]) == (0, 1), checked.stderr
    loaded = json.loads(run("load", path, "--bid", "1368", "--json").stdout)
    assert (loaded["file"], loaded["loaded"]) == ("billheader_20261101.xml", 1)
    assert list((site / "data" / "by_hand").iterdir()) == []
    path.write_bytes(b"no zip")
    refused = run("load", path, "--bid", "1368")
    assert (refused.exit_code, "a zip that can be read" in refused.stderr) == (1, True)


MISNAMED = ("the member 'other.xml'", "billheader_20261101.xml, without a folder")
NOT_AGREED = (f"the zip {ZIP}", "an .xml, or zip = true in the biller's [billfile]")


@pytest.mark.parametrize("command", ["check", "load"])
@pytest.mark.parametrize(
    ("content", "zips", "said"),
    [(zipped(b"<BILLFILE/>", "other.xml"), "true", MISNAMED), (zipped(b"<BILLFILE/>"), "false", NOT_AGREED)],
    ids=["misnamed", "not agreed"],
)
def test_a_zip_that_is_refused_is_one_json_document_too(site, command, content, zips, said):
    (site / "billers" / "1368.toml").write_text(f"{BILLER}[billfile]\nzip = {zips}\n")
    (site / ZIP).write_bytes(content)
    done = run(command, site / ZIP, "--bid", "1368", "--json")
    finding = {"line": None, "account": None, "field": "zip", "found": said[0], "expected": said[1]}
    document = {"file": ZIP, "bills": 0, "loadable": 0, "rejected": [finding], "warnings": []}
    document |= {"unknown_elements": {}, "held": None}
    if command == "load":
        document |= {"loaded": 0, "skipped": 0, "superseded": 0, "version": None}
    assert (done.exit_code, json.loads(done.stdout)) == (1, document)
    assert f"{ZIP}: rejected: zip: found {said[0]}, expected {said[1]}" in done.stderr


def test_a_zip_given_by_hand_is_loaded_in_halves_too(site, monkeypatch):
    monkeypatch.setattr(load_module, "HALVES_BYTES_MIN", 0)
    (site / "billers" / "1368.toml").write_text(f"{BILLER}[billfile]\nzip = true\n")
    make_billfile(site / "billheader_20261101.xml", "1368", 100, 3, date(2026, 11, 1))
    (site / ZIP).write_bytes(zipped((site / "billheader_20261101.xml").read_bytes()))
    assert json.loads(run("load", site / ZIP, "--bid", "1368", "--json").stdout)["loaded"] == 100
    assert list((site / "data" / "by_hand").iterdir()) == []


@pytest.mark.parametrize("words", [("check", NAME, "--bid", "1368"), ("load", NAME, "--bid", "1368"), ("poll",)])
def test_what_a_killed_check_has_unpacked_is_gone_with_the_next_command(site, words, monkeypatch):
    monkeypatch.chdir(site)
    (site / NAME).write_text(file_xml(bill_xml()))
    room = site / "data" / "by_hand"
    room.mkdir(parents=True)
    (room / "0123456789abcdef.xml").write_text(file_xml(bill_xml()))
    assert run(*words).exit_code == 0
    assert list(room.iterdir()) == []


def tenfold_of(site, cents, day, count=30):
    """A file of so many bills of this amount."""
    bills = [
        owing(Money(cents).plain(), ACCOUNT_NO=str(number), BILL_NO=f"{day}-{number}", BILL_DT=day)
        for number in range(count)
    ]
    path = site / f"billheader_{day}.xml"
    path.write_text(file_xml(*bills, total=Money(cents * count).plain(), created=day))
    return path


def test_a_check_tells_what_a_load_would_hold_and_writes_nothing(site):
    assert run("load", tenfold_of(site, 100, "20261101"), "--bid", "1368").exit_code == 0
    second = tenfold_of(site, 1000, "20261102")
    checked = run("check", second, "--bid", "1368", "--json")
    told = json.loads(checked.stdout)
    why = "30 of 30 bills are ten times or a tenth of what they were; at most 20% may be"
    assert (checked.exit_code, told["held"], told["loadable"], told["bills"], told["warnings"]) == (1, why, 0, 30, [])
    assert f"held for a person: {why}" in checked.stderr
    assert json.loads(run("held", "--json").stdout) == {"held": []}
    loaded = run("load", second, "--bid", "1368", "--json")
    assert (loaded.exit_code, json.loads(loaded.stdout)["held"]) == (1, why)


@pytest.mark.parametrize("ledger", ["absent", "folder absent", "empty", "away"])
def test_a_check_without_a_ledger_says_so_and_makes_none(site, monkeypatch, ledger):
    places = {"absent": site / "no.db", "folder absent": site / "no" / "no.db", "empty": site / "empty.db"}
    if ledger == "empty":
        sqlite3.connect(places[ledger]).close()
        places[ledger].touch()
    url = f"sqlite:///{places[ledger]}" if ledger in places else "postgresql+psycopg://ivr@127.0.0.1:1/ivr"
    monkeypatch.setenv("IVR_DATABASE_URL", url)
    checked = run("check", tenfold_of(site, 100, "20261101"), "--bid", "1368", "--json")
    told = json.loads(checked.stdout)
    assert (checked.exit_code, told["loadable"], [one["field"] for one in told["warnings"]]) == (0, 30, ["ledger"])
    assert "warning: ledger: found " in checked.stderr
    if ledger != "empty":
        assert not (site / "no.db").exists()
        assert not (site / "no").exists()
