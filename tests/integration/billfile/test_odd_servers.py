"""What real SSH servers do on a bad day is a trouble of one biller, in time and in bounded memory."""

import os
import time
import tracemalloc

import paramiko
import pytest

from integration.clock import SystemClock
from integration.errors import Refused, Unavailable
from integration.sftp import folder as sftp
from integration.sftp import ssh
from integration.sftp.entries import entries_of
from integration.sftp.folder import open_folder
from tests.integration.billfile.samples import biller_with

pytestmark = pytest.mark.servers
NAME = "billheader_20261101.xml"


def opened(ssh, clock=None):
    return open_folder(biller_with(sftp=ssh.access).billfile.sftp, clock or SystemClock())


def listed(ssh, clock=None):
    with opened(ssh, clock) as folder:
        return folder.files()


def test_names_that_are_no_utf_8_are_passed_over(ssh):
    for name in (b"R\xe9sum\xe9.pdf", b"\xff\xfe.xml", "Résumé.pdf".encode(), NAME.encode()):
        (ssh.root / os.fsdecode(name)).write_text("12345")
    found = {file.name: (file.size, file.is_regular, file.mtime) for file in listed(ssh)}
    assert set(found) == {"Résumé.pdf", NAME}
    assert found[NAME] == (5, True, int((ssh.root / NAME).stat().st_mtime))


def test_many_names_come_in_many_answers(ssh):
    for number in range(1234):
        (ssh.root / f"{number}.txt").touch()
    (ssh.root / "folder").mkdir()
    found = listed(ssh)
    assert {file.name for file in found if file.is_regular} == {f"{number}.txt" for number in range(1234)}
    assert [file.name for file in found if not file.is_regular] == ["folder"]


def test_a_server_that_greets_in_words_is_unavailable(odd):
    with pytest.raises(Unavailable, match="Garbage"):
        listed(odd("garbage"))


def test_a_server_that_opens_nothing_is_unavailable_in_time(odd, monkeypatch):
    monkeypatch.setattr(ssh, "ANSWER_S", 0.5)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        listed(odd("mute"))
    assert time.monotonic() - began < 4


def test_a_listing_without_end_is_refused_and_never_held(odd, monkeypatch):
    monkeypatch.setattr(sftp, "ENTRIES_SEEN_MAX", 5_000)
    ssh = odd("endless")
    tracemalloc.start()
    with opened(ssh) as folder, pytest.raises(Refused, match="more than 5000 names"):
        for _ in folder._listed():
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_a_listing_that_takes_too_long_is_given_up(odd, monkeypatch):
    monkeypatch.setattr(sftp, "LISTING_S", 0.3)
    monkeypatch.setattr(sftp, "ENTRIES_MAX", sftp.ENTRIES_SEEN_MAX)
    with opened(odd("endless")) as folder, pytest.raises(Unavailable, match="within 0 s"):
        folder.files()


def test_a_file_that_comes_byte_by_byte_is_given_up_in_time(odd, monkeypatch, tmp_path):
    monkeypatch.setattr(sftp, "FETCH_S", 1.0)
    ssh = odd("drip")
    (ssh.root / NAME).write_bytes(b"x" * 30_000)
    began = time.monotonic()
    with opened(ssh) as folder, pytest.raises(Unavailable, match="within 1 s"):
        folder.fetch(folder.look(NAME), tmp_path / "part")
    assert time.monotonic() - began < 10


def test_an_answer_with_less_than_was_asked_for_is_asked_for_the_rest(odd, tmp_path):
    ssh = odd("drip")
    (ssh.root / NAME).write_bytes(b"abcdefgh")
    with opened(ssh) as folder:
        folder.fetch(folder.look(NAME), tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == b"abcdefgh"


@pytest.mark.parametrize(
    "answer", [b"", b"\0\0\0\1", b"\xff\xff\xff\xff\0\0\0\1x", b"\0\0\0\1\0\0\0\1x\0\0\0\0\0\0\0\1"]
)
def test_an_answer_that_ends_in_the_middle_is_no_listing(answer):
    with pytest.raises(paramiko.SFTPError):
        list(entries_of(answer))


def test_a_file_of_ours_is_written_whole_and_written_over(ssh):
    with opened(ssh) as folder:
        for content in (b"first, and longer", os.urandom(300_000), b"last"):
            folder.write("report.json", content)
            assert (ssh.root / "report.json").read_bytes() == content
    assert [path.name for path in ssh.root.iterdir()] == ["report.json"]


def test_a_server_without_the_rename_of_openssh_is_written_to_all_the_same(ssh, monkeypatch):
    def unknown(*_names):
        raise OSError("Operation unsupported")

    with opened(ssh) as folder:
        monkeypatch.setattr(folder._sftp, "posix_rename", unknown)
        for content in (b"first", b"second"):
            folder.write("report.json", content)
    assert (ssh.root / "report.json").read_bytes() == b"second"


def test_a_folder_that_is_not_there_cannot_be_written_to(ssh):
    ssh.access["folder"] += "/elsewhere"
    with opened(ssh) as folder, pytest.raises(Refused, match="elsewhere"):
        folder.write("report.json", b"x")
