"""Fetching from a real SSH server: what is taken, what is left alone, and what is refused."""

import io
import os
import signal
import socket
import subprocess
import sys
from datetime import date

import paramiko
import pytest
from structlog.testing import capture_logs

from integration.billfile.polling import arrived
from integration.billfile.polling.poll import poll, poll_all
from integration.clock import VirtualClock
from integration.errors import Misconfigured, Refused, Unavailable
from integration.ledger.bills import find_bill
from integration.sandbox.billfiles.generator import make_billfile
from integration.sftp import answers
from integration.sftp import folder as sftp
from integration.sftp import ssh as way
from integration.sftp.folder import open_folder
from integration.sftp.ssh import host_key_of
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing

pytestmark = pytest.mark.servers
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIIRMdyDpSMw2oBifiKxyl0hPP5oiYSYlRqHwX2CnNcA"
NAME = "billheader_20261101.xml"
FILE = file_xml(bill_xml())


class Restless(VirtualClock):
    """A clock during whose pauses something happens."""

    def __init__(self, start, happens):
        super().__init__(start)
        self._happens = happens

    def pause(self, seconds):
        super().pause(seconds)
        self._happens()


@pytest.fixture
def fetch(ssh, sqlite_database, tmp_path, clock):
    def done(clock=clock, database=sqlite_database, **access):
        biller = biller_with(sftp=ssh.access | access)
        this = poll(biller, database, tmp_path / "inbox", clock)
        assert not this.troubles
        return this.reports

    return done


def heard(database, account="0012345678"):
    with database.read() as connection:
        standing = find_bill(connection, "1368", "ACCOUNT_NO", account)
    return standing and standing.bill.balance_due.cents


def test_a_thousand_bills_come_from_the_server_into_the_ledger(ssh, sqlite_database, fetch, clock, tmp_path):
    accounts = make_billfile(ssh.root / NAME, "1368", 1000, 7, date(2026, 11, 1))
    (report,) = fetch()
    assert (report.loaded, report.check.file) == (1000, NAME)
    assert clock.tick() == 60.0, "looked at twice"
    assert ssh.fetched() == [NAME]
    assert heard(sqlite_database, accounts[500].account_no) == accounts[500].balance_cents
    assert (tmp_path / "inbox").stat().st_mode & 0o077 == 0
    assert sorted(path.suffix for path in (tmp_path / "inbox").iterdir()) == [".sha256", ".xml"]


def test_what_the_ledger_knows_is_not_fetched_again(ssh, fetch, clock):
    (ssh.root / NAME).write_text(FILE)
    assert [report.state for report in fetch()] == ["live"]
    assert fetch() == []
    assert ssh.fetched() == [NAME]
    assert clock.tick() == 60.0, "nothing new, so no second look"


def test_a_ledger_that_lost_the_file_gets_it_from_the_inbox(ssh, fetch, sqlite_database, postgres_database):
    (ssh.root / NAME).write_text(FILE)
    fetch()
    assert [report.state for report in fetch(database=postgres_database)] == ["live"]
    assert ssh.fetched() == [NAME]
    assert heard(postgres_database) == heard(sqlite_database) == 8420


def test_files_are_loaded_in_their_order(ssh, fetch, sqlite_database):
    (ssh.root / "billheader_20261102.xml").write_text(file_xml(owing("2.00"), total="2.00", created="20261102"))
    (ssh.root / "billheader_20261101_1.xml").write_text(file_xml(owing("1.50"), total="1.50"))
    (ssh.root / NAME).write_text(file_xml(owing("1.00"), total="1.00"))
    reports = fetch()
    assert [report.check.file for report in reports] == [NAME, "billheader_20261101_1.xml", "billheader_20261102.xml"]
    assert {report.state for report in reports} == {"live"}
    assert heard(sqlite_database) == 200


def test_a_file_still_growing_is_left_for_the_next_time(ssh, fetch, clock):
    path = ssh.root / NAME
    path.write_text(FILE[:100])
    assert fetch(Restless(clock.now(), lambda: path.write_text(FILE))) == []
    assert ssh.fetched() == []
    assert [report.state for report in fetch()] == ["live"]


def test_a_file_that_goes_away_between_two_looks_is_no_trouble(ssh, fetch, clock):
    path = ssh.root / NAME
    path.write_text(FILE)
    assert fetch(Restless(clock.now(), path.unlink)) == []


def test_a_file_that_changes_while_it_is_fetched_is_left_for_the_next_time(ssh, fetch, monkeypatch, tmp_path):
    path = ssh.root / NAME
    path.write_text(FILE)
    really = sftp.Folder.pieces

    def fetched_slowly(self, file, start):
        yield from really(self, file, start)
        path.write_text(FILE + "<!-- more -->")

    monkeypatch.setattr(sftp.Folder, "pieces", fetched_slowly)
    assert fetch() == []
    assert list((tmp_path / "inbox").iterdir()) == []


def test_a_file_with_its_marker_is_taken_at_the_first_look(ssh, fetch, clock):
    (ssh.root / NAME).write_text(FILE)
    (ssh.root / f"{NAME}.done").touch()
    assert [report.state for report in fetch()] == ["live"]
    assert clock.tick() == 0.0


def test_a_marker_that_came_too_early_brings_nothing_to_light(ssh, fetch, sqlite_database):
    (ssh.root / NAME).write_text(FILE[:-30])
    (ssh.root / f"{NAME}.done").touch()
    assert [report.state for report in fetch()] == ["refused"]
    assert heard(sqlite_database) is None
    (ssh.root / NAME).write_text(FILE)
    assert [report.state for report in fetch()] == ["live"]


def test_only_bill_files_are_taken(ssh, fetch):
    for name in (f"{NAME}.part", f".{NAME}", "readme.txt", "billheader_20261101.xml.gz", "billheader_x.xml"):
        (ssh.root / name).write_text(FILE)
    assert fetch() == []
    assert ssh.fetched() == []


def test_links_and_folders_are_refused_and_the_rest_is_loaded(ssh, fetch):
    (ssh.root / "billheader_20261030.xml").symlink_to("/etc/hostname")
    (ssh.root / "billheader_20261031.xml").mkdir()
    (ssh.root / NAME).write_text(FILE)
    reports = fetch()
    assert [(report.check.file, report.state, report.version) for report in reports[:2]] == [
        ("billheader_20261030.xml", "refused", None),
        ("billheader_20261031.xml", "refused", None),
    ]
    assert reports[2].state == "live"
    assert ssh.fetched() == [NAME]
    assert fetch() == [], "told once"


def test_a_file_too_large_is_not_fetched(ssh, fetch):
    with (ssh.root / NAME).open("wb") as file:
        file.truncate(1024**3 + 1)  # a hole: it takes no room on the disk
    (report,) = fetch()
    assert (report.state, report.check.rejected[0].found) == ("refused", "1073741825 bytes")
    assert ssh.fetched() == []


def test_another_host_key_stops_everything_and_names_both(ssh, fetch):
    (ssh.root / NAME).write_text(FILE)
    with pytest.raises(Refused) as refused:
        fetch(host_key=OTHER_KEY)
    assert refused.value.code == "host_key"
    for key in (OTHER_KEY, ssh.access["host_key"]):
        assert host_key_of(key).fingerprint in str(refused.value)


def test_a_host_key_of_another_kind_is_another_host_key(fetch):
    key = paramiko.ECDSAKey.generate()
    with pytest.raises(Refused) as refused:
        fetch(host_key=f"{key.get_name()} {key.get_base64()}")
    assert refused.value.code == "host_key"
    assert key.fingerprint in str(refused.value)


def test_a_key_that_the_server_does_not_know_is_refused(fetch):
    text = io.StringIO()
    paramiko.ECDSAKey.generate().write_private_key(text)
    with pytest.raises(Refused) as refused:
        fetch(key=text.getvalue())
    assert refused.value.code == "login"


def test_a_password_that_the_server_does_not_take_is_refused(fetch):
    with pytest.raises(Refused) as refused:
        fetch(key=None, password="guess")
    assert refused.value.code == "login"


@pytest.mark.parametrize(
    ("access", "says"),
    [
        ({"key": "not a key"}, "private key"),
        ({"host_key": "ssh-ed25519 ???"}, "host_key"),
        ({"host_key": "x"}, "host_key"),
    ],
)
def test_keys_that_cannot_be_read_are_our_own_mistake(fetch, access, says):
    with pytest.raises(Misconfigured, match=says):
        fetch(**access)


def test_a_folder_that_is_not_there_is_refused(fetch):
    with pytest.raises(Refused, match="elsewhere"):
        fetch(folder="elsewhere")


def test_a_server_that_is_not_there_is_unavailable(fetch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unavailable, match=f"127.0.0.1:{port}"):
        fetch(port=port)


def test_a_server_that_says_nothing_is_unavailable_in_time(fetch, monkeypatch):
    monkeypatch.setattr(way, "ANSWER_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(Unavailable):
        fetch(port=listener.getsockname()[1])


def test_a_fetch_that_takes_too_long_is_given_up(ssh, clock, tmp_path, monkeypatch):
    monkeypatch.setattr(sftp, "FETCH_S", -1.0)
    (ssh.root / NAME).write_text(FILE)
    biller = biller_with(sftp=ssh.access)
    with open_folder(biller.billfile.sftp, clock) as folder, pytest.raises(Unavailable, match="within"):
        folder.fetch(folder.look(NAME), tmp_path / "part")


def test_a_file_shorter_than_announced_is_unavailable(ssh, clock, tmp_path):
    (ssh.root / NAME).write_text(FILE)
    biller = biller_with(sftp=ssh.access)
    with open_folder(biller.billfile.sftp, clock) as folder:
        seen = folder.look(NAME)
        (ssh.root / NAME).write_text(FILE[:50])
        with pytest.raises(Unavailable, match="ended after 50 bytes"):
            folder.fetch(seen, tmp_path / "part")


def test_a_large_file_arrives_byte_for_byte(ssh, clock, tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "AHEAD_REQUESTS", 3)
    content = os.urandom(350_001)
    (ssh.root / NAME).write_bytes(content)
    biller = biller_with(sftp=ssh.access)
    with open_folder(biller.billfile.sftp, clock) as folder:
        folder.fetch(folder.look(NAME), tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == content


def test_a_biller_that_names_no_server_cannot_be_polled(sqlite_database, tmp_path, clock):
    with pytest.raises(Misconfigured, match="sftp is missing"):
        poll(biller_with(), sqlite_database, tmp_path, clock)


def test_one_billers_trouble_does_not_stop_the_others(ssh, sqlite_database, tmp_path, clock):
    (ssh.root / NAME).write_text(FILE)
    away = biller_with(sftp=ssh.access | {"folder": "elsewhere"}).model_copy(update={"bid": "1"})
    polled = poll_all([away, biller_with(sftp=ssh.access)], sqlite_database, tmp_path, clock)
    assert list(polled.troubles) == ["1"]
    assert [report.loaded for report in polled.reports["1368"]] == [1]
    assert not polled.is_unavailable
    assert polled.as_json()["billers"]["1368"][0]["loaded"] == 1


def overflowing(monkeypatch, name):
    really = arrived.load_file

    def load(path, biller, *more, **words):
        if words["name"] == name:
            raise OverflowError("PAYER NAME")
        return really(path, biller, *more, **words)

    monkeypatch.setattr(arrived, "load_file", load)


def test_one_file_on_which_the_program_fails_stops_neither_other_files_nor_other_billers(
    ssh, sqlite_database, tmp_path, clock, monkeypatch
):
    overflowing(monkeypatch, NAME)
    (ssh.root / NAME).write_text(FILE)
    (ssh.root / "billheader_20261102.xml").write_text(file_xml(owing("2.00"), total="2.00", created="20261102"))
    (ssh.root / "of_2").mkdir()
    (ssh.root / "of_2" / "billheader_20261103.xml").write_text(file_xml(bill_xml(), biller="2", created="20261103"))
    other = biller_with(sftp=ssh.access | {"folder": f"{ssh.access['folder']}/of_2"}).model_copy(update={"bid": "2"})
    with capture_logs() as logs:
        polled = poll_all([biller_with(sftp=ssh.access), other], sqlite_database, tmp_path, clock)
    assert [report.check.file for report in polled.reports["1368"]] == ["billheader_20261102.xml"]
    assert [report.state for report in polled.reports["2"]] == ["live"]
    assert (heard(sqlite_database), list(polled.troubles)) == (200, ["1368"])
    told = str(polled.troubles["1368"])
    assert NAME in told
    assert "OverflowError" in told
    assert "PAYER" not in told
    assert [(log["event"], log["log_level"], log["exc_info"]) for log in logs] == [("bill_file_failed", "error", True)]


def test_what_is_told_once_is_told_though_the_server_goes_away(ssh, sqlite_database, tmp_path, clock, monkeypatch):
    def gone(_self, _name):
        raise Unavailable("the server went away")

    monkeypatch.setattr(sftp.Folder, "look", gone)
    (ssh.root / NAME).mkdir()
    (ssh.root / "billheader_20261102.xml").write_text(FILE)
    polled = poll_all([biller_with(sftp=ssh.access)], sqlite_database, tmp_path, clock)
    assert [report.check.file for report in polled.reports["1368"]] == [NAME]
    assert polled.is_unavailable


@pytest.mark.parametrize("end", [SystemExit, KeyboardInterrupt])
def test_who_ends_the_process_ends_the_poll(ssh, sqlite_database, tmp_path, clock, monkeypatch, end):
    def ended(*_words, **_more):
        raise end

    monkeypatch.setattr(arrived, "load_file", ended)
    (ssh.root / NAME).write_text(FILE)
    with pytest.raises(end):
        poll_all([biller_with(sftp=ssh.access)], sqlite_database, tmp_path, clock)


def test_a_file_that_may_not_be_read_stops_no_other(ssh, sqlite_database, tmp_path, clock, monkeypatch):
    really = sftp.Folder.pieces

    def pieces(self, file, start=0):
        if file.name == NAME:
            raise Refused(f"the file {NAME!r}: Permission denied", code="file")
        return really(self, file, start)

    monkeypatch.setattr(sftp.Folder, "pieces", pieces)  # root, by whom tests may run, may read everything
    (ssh.root / NAME).write_text(FILE)
    (ssh.root / "billheader_20261102.xml").write_text(file_xml(bill_xml(), created="20261102"))
    polled = poll_all([biller_with(sftp=ssh.access)], sqlite_database, tmp_path, clock)
    assert [report.state for report in polled.reports["1368"]] == ["live"]
    assert "Permission denied" in str(polled.troubles["1368"])


def test_the_server_ends_with_its_parent(tmp_path):
    words = [sys.executable, "-m", "integration.sandbox.billfiles.server", "--root", str(tmp_path)]
    words += ["--journal", str(tmp_path / "journal"), "--client-key-out", str(tmp_path / "key")]
    parent = f"import subprocess, time; subprocess.Popen({words!r}); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE) as process:
        assert b"host_key" in process.stdout.readline()
        assert (tmp_path / "key").stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGKILL)
        assert process.stdout.read() == b"", "the pipe ends when the server, its last holder, has ended"


def test_two_do_not_poll_a_biller_at_once(ssh, fetch, clock, sqlite_database, tmp_path):
    (ssh.root / NAME).write_text(FILE)
    seen = []

    def another():
        with pytest.raises(Unavailable, match="another process is at work"):
            poll(biller_with(sftp=ssh.access), sqlite_database, tmp_path / "inbox", clock)
        seen.append(True)

    assert [report.state for report in fetch(Restless(clock.now(), another))] == ["live"]
    assert seen == [True]
    assert fetch() == []
