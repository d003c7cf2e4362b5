"""Return files from a real SSH server: what is taken, what is left alone, and that none of it lies on our disk."""

import pytest
from sqlalchemy import select

from integration.billers.biller import Returns, Sftp
from integration.clock import VirtualClock
from integration.errors import Misconfigured, Refused, Unavailable
from integration.ledger.tables import return_files
from integration.nacha import poll as polling
from integration.nacha.load import Outcome
from integration.nacha.poll import poll, poll_all
from integration.sftp.folder import Folder
from tests.integration.nacha.conftest import loader_of
from tests.integration.nacha.samples import ACCOUNT, NEW_ACCOUNT, good

pytestmark = pytest.mark.servers
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIIRMdyDpSMw2oBifiKxyl0hPP5oiYSYlRqHwX2CnNcA"
LATER = good().replace(b"261119", b"261120")


class Restless(VirtualClock):
    """A clock during whose pauses something happens."""

    def __init__(self, start, happens):
        super().__init__(start)
        self._happens = happens

    def pause(self, seconds):
        super().pause(seconds)
        self._happens()


@pytest.fixture
def banked(biller, ssh):
    """The biller, with its bank's server."""

    def banked(**changes):
        access = Sftp.model_validate(ssh.access | changes)
        return biller.model_copy(update={"returns": Returns(sftp=access)})

    return banked


@pytest.fixture
def fetch(banked, sqlite_database, tmp_path, clock):
    def done(clock=clock):
        return poll(loader_of(banked(), sqlite_database, clock), tmp_path / "receipts")

    return done


def outcomes(loaded):
    return [(one.checked.file, one.outcome) for one in loaded]


def names(database):
    with database.read() as connection:
        return connection.scalars(select(return_files.c.file_name).order_by(return_files.c.id)).all()


def test_files_are_loaded_by_name_and_once(ssh, fetch, sqlite_database, clock):
    (ssh.root / "R1120.ach").write_bytes(LATER)
    (ssh.root / "R1119.ach").write_bytes(good())
    assert outcomes(fetch()) == [("R1119.ach", Outcome.LOADED), ("R1120.ach", Outcome.LOADED)]
    assert clock.tick() == 60.0, "looked at twice"
    assert fetch() == []
    assert ssh.fetched() == ["R1119.ach", "R1120.ach"]
    assert names(sqlite_database) == ["R1119.ach", "R1120.ach"]


def test_the_same_bytes_under_another_name_change_nothing(ssh, fetch, sqlite_database):
    (ssh.root / "R1119.ach").write_bytes(good())
    fetch()
    (ssh.root / "again.ach").write_bytes(good())
    assert outcomes(fetch()) == [("again.ach", Outcome.SKIPPED)]
    assert fetch() == []
    assert names(sqlite_database) == ["R1119.ach"]


def test_nothing_of_a_file_lies_on_our_disk(ssh, fetch, tmp_path):
    (ssh.root / "R1119.ach").write_bytes(good())
    (ssh.root / "wrong.ach").write_bytes(good()[:-400])
    fetch()
    ours = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.suffix for path in ours if path.parent.name == "receipts"] == [".sha256"]
    for path in ours:
        assert not any(account.encode() in path.read_bytes() for account in (ACCOUNT, NEW_ACCOUNT))
    assert (tmp_path / "receipts").stat().st_mode & 0o077 == 0


def test_a_file_with_errors_is_told_again_until_it_is_right(ssh, fetch, sqlite_database):
    (ssh.root / "R1119.ach").write_bytes(good()[:-400])
    for _ in range(2):
        assert outcomes(fetch()) == [("R1119.ach", Outcome.REFUSED)]
    assert names(sqlite_database) == []
    (ssh.root / "R1119.ach").write_bytes(good())
    assert outcomes(fetch()) == [("R1119.ach", Outcome.LOADED)]


def test_a_file_still_growing_is_left_for_the_next_time(ssh, fetch, clock):
    path = ssh.root / "R1119.ach"
    path.write_bytes(good()[:500])
    assert fetch(Restless(clock.now(), lambda: path.write_bytes(good()))) == []
    assert outcomes(fetch()) == [("R1119.ach", Outcome.LOADED)]


def test_a_marker_says_that_a_file_is_whole(ssh, fetch, clock):
    (ssh.root / "R1119.ach").write_bytes(good())
    (ssh.root / "R1119.ach.done").touch()
    assert outcomes(fetch()) == [("R1119.ach", Outcome.LOADED)]
    assert clock.tick() == 0.0


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_time(ssh, fetch, monkeypatch):
    path = ssh.root / "R1119.ach"
    path.write_bytes(good())
    really = Folder.read

    def interrupted(folder, file):
        raw = really(folder, file)
        path.write_bytes(good() + b"\n")
        return raw

    monkeypatch.setattr(Folder, "read", interrupted)
    assert fetch() == []


def test_what_is_no_return_file_is_left_alone(ssh, fetch):
    (ssh.root / "R1119.ach.part").write_bytes(good())
    (ssh.root / ".hidden").write_bytes(good())
    (ssh.root / "folder").mkdir()
    (ssh.root / "link.ach").symlink_to("/etc/hostname")
    assert fetch() == []
    assert ssh.fetched() == []


def test_a_file_that_is_too_long_is_not_even_fetched(ssh, fetch, monkeypatch):
    monkeypatch.setattr(polling, "FILE_BYTES_MAX", 100)
    (ssh.root / "R1119.ach").write_bytes(good())
    (refused,) = fetch()
    assert refused.outcome is Outcome.REFUSED
    assert ssh.fetched() == []


def test_one_billers_trouble_does_not_stop_the_rest(ssh, biller, banked, sqlite_database, tmp_path, clock):
    (ssh.root / "R1119.ach").write_bytes(good())
    billers = [
        biller.model_copy(update={"bid": "2"}),
        banked(host_key=OTHER_KEY).model_copy(update={"bid": "3"}),
        banked(port=1).model_copy(update={"bid": "4"}),
        banked(),
    ]
    loaders = [loader_of(each, sqlite_database, clock) for each in billers]
    polled = poll_all(loaders, tmp_path / "receipts")
    assert {bid: type(trouble) for bid, trouble in polled.troubles.items()} == {
        "2": Misconfigured,
        "3": Refused,
        "4": Unavailable,
    }
    assert outcomes(polled.loaded["1368"]) == [("R1119.ach", Outcome.LOADED)]
    assert (polled.is_unavailable, polled.is_refused) == (True, False)
