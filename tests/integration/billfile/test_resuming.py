"""A connection that is cut: what came is kept and gone on with, and never believed too easily."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from integration.billfile.names import MARKER
from integration.billfile.polling.papers import HALVES_KEPT_FOR, Papers
from integration.billfile.polling.poll import id_of, poll
from integration.errors import Unavailable
from integration.sandbox.billfiles.generator import make_billfile
from integration.sftp.folder import RemoteFile
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml

pytestmark = pytest.mark.servers
NAME = "billheader_20261101.xml"
BYTES_BEFORE_THE_CUT = 300_000
POLL = """
import json, sys
from pathlib import Path
from integration.billfile.polling.poll import poll
from integration.clock import SystemClock
from integration.ledger.database import Database
from tests.integration.billfile.samples import biller_with
access, ledger, inbox = sys.argv[1:]
poll(biller_with(sftp=json.loads(access)), Database(f"sqlite:///{ledger}"), Path(inbox), SystemClock())
"""


@pytest.fixture
def look(sqlite_database, tmp_path, clock):
    """One round over a server: the states of the files, and the troubles in words."""

    def looked(ssh):
        this = poll(biller_with(sftp=ssh.access), sqlite_database, tmp_path / "inbox", clock)
        return [str(report.state) for report in this.reports], [str(trouble) for trouble in this.troubles]

    return looked


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def put(ssh, content, name=NAME):
    path = ssh.root / name
    path.write_bytes(content)
    (ssh.root / f"{name}{MARKER}").touch()
    found = path.stat()
    return RemoteFile(name, found.st_size, int(found.st_mtime), is_regular=True)


def papers_of(file, inbox):
    return Papers(inbox, id_of(file))


def suffixes(inbox):
    return sorted("".join(path.suffixes) for path in inbox.iterdir())


def bytes_read(ssh):
    """Of each file that was closed; a server that was left in the middle notices that when it will."""
    return [int(line.split('"bytes": ')[1].split("}")[0]) for line in ssh.journal.read_text().splitlines()]


def test_what_came_before_a_cut_is_not_fetched_again(odd, look, inbox, tmp_path):
    make_billfile(tmp_path / NAME, "1368", 1000, 7, date(2026, 11, 1))
    content = (tmp_path / NAME).read_bytes()
    cut = odd(f"cut {BYTES_BEFORE_THE_CUT}")
    papers = papers_of(put(cut, content), inbox)
    states, troubles = look(cut)
    assert states == []
    assert "does not answer" in troubles[0]
    first = papers.part.read_bytes()
    assert 0 < len(first) < len(content)
    assert first == content[: len(first)]
    assert papers.part.stat().st_mode & 0o077 == 0
    whole = odd("well")
    whole.journal.unlink()  # the other server's
    assert look(whole) == (["live"], [])
    assert papers.xml.read_bytes() == content
    assert len(content) - len(first) in bytes_read(whole)
    assert suffixes(inbox) == [".sha256", ".xml"]


def test_a_poll_that_was_killed_is_gone_on_with(odd, look, inbox, tmp_path):
    make_billfile(tmp_path / NAME, "1368", 1000, 7, date(2026, 11, 1))
    content = (tmp_path / NAME).read_bytes()
    slow = odd("slow")
    papers = papers_of(put(slow, content), inbox)
    words = [json.dumps(slow.access), str(tmp_path / "ledger.db"), str(inbox)]
    with subprocess.Popen([sys.executable, "-c", POLL, *words]) as process:
        until = time.monotonic() + 30
        while not (papers.part.exists() and papers.part.stat().st_size) and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    half = papers.part.stat().st_size
    assert 0 < half < len(content)
    whole = odd("well")
    whole.journal.unlink(missing_ok=True)
    assert look(whole) == (["live"], [])
    assert papers.xml.read_bytes() == content
    assert len(content) - half in bytes_read(whole)


def test_a_file_changed_since_the_cut_is_fetched_from_its_beginning(odd, look, inbox):
    ssh = odd("well")
    old = papers_of(RemoteFile(NAME, 5, 7, is_regular=True), inbox)
    old.part.write_bytes(b"<?xml of yesterday")
    put(ssh, file_xml(bill_xml()).encode())
    assert look(ssh) == (["live"], [])
    assert suffixes(inbox) == [".sha256", ".xml"], "the old half is gone"


def test_a_resumed_file_that_is_no_bill_file_is_fetched_whole_before_it_is_refused(ssh, look, inbox):
    content = file_xml(bill_xml()).encode()
    papers = papers_of(put(ssh, content), inbox)
    papers.part.write_bytes(bytes(100))  # as a machine that lost its power may leave it
    states, (trouble,) = look(ssh)
    assert states == []
    assert "more than one go" in trouble
    assert suffixes(inbox) == []
    assert look(ssh) == (["live"], [])
    assert papers.xml.read_bytes() == content


def test_a_file_refused_though_it_came_whole_is_believed(ssh, look, inbox):
    papers = papers_of(put(ssh, b"<BILLFILE>" + b"x" * 500), inbox)
    papers.part.write_bytes(b"<BILLFILE>")
    assert look(ssh)[0] == []
    assert look(ssh) == (["refused"], [])
    assert look(ssh) == ([], [])


def test_the_doubt_outlives_the_process(ssh, look, inbox):
    papers = papers_of(put(ssh, file_xml(bill_xml()).encode()), inbox)
    papers.xml.write_bytes(b"<BILLFILE>")
    papers.resumed.touch()
    assert look(ssh)[0] == []
    assert look(ssh) == (["live"], [])


def test_a_half_longer_than_the_file_begins_anew(ssh, look, inbox):
    content = file_xml(bill_xml()).encode()
    papers = papers_of(put(ssh, content), inbox)
    papers.part.write_bytes(content + b"more")
    assert look(ssh) == (["live"], [])
    assert papers.xml.read_bytes() == content


def test_a_half_that_another_process_has_is_left_to_it(ssh, look, inbox):
    papers = papers_of(put(ssh, file_xml(bill_xml()).encode()), inbox)
    with papers.part.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert look(ssh) == ([], [])
        assert papers.part.exists()
    assert look(ssh) == (["live"], [])


def test_halves_of_files_that_are_gone_and_old_ones_are_swept(ssh, look, inbox, clock):
    papers = papers_of(put(ssh, file_xml(bill_xml()).encode()), inbox)
    long_ago = clock.now().timestamp() - HALVES_KEPT_FOR.total_seconds() - 1
    papers.part.write_bytes(b"\0")
    os.utime(papers.part, (long_ago, long_ago))
    gone = Papers(inbox, "0" * 32)
    for path in (gone.part, gone.zip, gone.resumed, gone.unpacking, inbox / f"{papers.id}.4711.part"):
        path.write_bytes(b"payers")
    with (inbox / f"{'1' * 32}.part").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert look(ssh) == (["live"], []), "the old half was not gone on with"
        assert suffixes(inbox) == [".part", ".sha256", ".xml"]


def test_an_inbox_that_cannot_be_written_is_a_trouble(ssh, look, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    put(ssh, file_xml(bill_xml()).encode())
    monkeypatch.setattr(os, "fsync", full)
    states, (trouble,) = look(ssh)
    assert states == []
    assert "No space left" in trouble


def test_files_fetched_before_the_cut_are_loaded(odd, look):
    ssh = odd("cut 2000")
    put(ssh, file_xml(bill_xml()).encode())
    put(ssh, b"x" * 4000, "billheader_20261102.xml")
    states, troubles = look(ssh)
    assert states == ["live"]
    assert len(troubles) == 1


def test_a_trouble_of_the_whole_folder_is_raised(odd, look):
    with pytest.raises(Unavailable):
        look(odd("garbage"))
