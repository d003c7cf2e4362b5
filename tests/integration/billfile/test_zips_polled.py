"""Zipped bill files on a real SSH server, and given by hand."""

import os
from pathlib import Path

import pytest

from integration.billfile.names import MARKER
from integration.billfile.polling.poll import poll
from integration.clock import VirtualClock
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml, owing
from tests.integration.billfile.zips import NAME, ZIP, lying, zipped

pytestmark = pytest.mark.servers
CONTENT = file_xml(bill_xml()).encode()


@pytest.fixture
def look(ssh, sqlite_database, tmp_path, clock):
    """One round: the reports; nothing may give trouble."""

    def looked(**settings):
        biller = biller_with(sftp=ssh.access, **{"zip": True} | settings)
        this = poll(biller, sqlite_database, tmp_path / "inbox", clock)
        assert this.troubles == []
        return this.reports

    return looked


def told(reports):
    return [(report.check.file, str(report.state)) for report in reports]


def suffixes(tmp_path):
    return sorted(path.suffix for path in (tmp_path / "inbox").iterdir())


def test_a_zip_counts_as_the_file_inside(ssh, look, tmp_path, clock):
    (ssh.root / ZIP).write_bytes(zipped(CONTENT))
    assert told(look()) == [(NAME, "live")]
    assert clock.tick() == 60.0, "looked at twice"
    assert look() == []
    assert ssh.fetched() == [ZIP]
    assert suffixes(tmp_path) == [".sha256", ".xml"]
    assert next((tmp_path / "inbox").glob("*.xml")).read_bytes() == CONTENT
    assert next((tmp_path / "inbox").glob("*.xml")).stat().st_mode & 0o077 == 0


def test_zips_have_markers_and_their_place_among_the_others(ssh, look, clock):
    for day, amount in (("20261101", "1.00"), ("20261103", "3.00")):
        inside = file_xml(owing(amount), total=amount, created=day).encode()
        (ssh.root / f"billheader_{day}.zip").write_bytes(zipped(inside, f"billheader_{day}.xml"))
        (ssh.root / f"billheader_{day}.zip{MARKER}").touch()
    second = file_xml(owing("2.00"), total="2.00", created="20261102")
    (ssh.root / "billheader_20261102.xml").write_text(second)
    (ssh.root / f"billheader_20261102.xml{MARKER}").touch()
    assert told(look()) == [(f"billheader_2026110{day}.xml", "live") for day in (1, 2, 3)]
    assert clock.tick() == 0.0


def test_the_same_file_again_as_a_zip_changes_nothing(ssh, look):
    (ssh.root / NAME).write_bytes(CONTENT)
    assert told(look()) == [(NAME, "live")]
    (ssh.root / NAME).unlink()
    (ssh.root / ZIP).write_bytes(zipped(CONTENT))
    assert told(look()) == [(NAME, "skipped")]
    assert look() == []


def test_of_an_xml_and_a_zip_of_one_name_the_xml_is_taken_and_the_other_told_once(ssh, look):
    (ssh.root / NAME).write_bytes(CONTENT)
    (ssh.root / ZIP).write_bytes(zipped(b"other"))
    reports = look()
    assert told(reports) == [(ZIP, "refused"), (NAME, "live")]
    assert reports[0].why == f"zip: found {ZIP} beside {NAME}, expected one of the two: {NAME} is taken"
    assert look() == []
    assert ssh.fetched() == [NAME]


def test_where_no_zips_were_agreed_one_is_told_once_and_not_fetched(ssh, look):
    (ssh.root / ZIP).write_bytes(zipped(CONTENT))
    (ssh.root / "photos.zip").write_bytes(zipped(CONTENT))
    (report,) = look(zip=False)
    assert (report.check.file, report.state, report.version) == (ZIP, "refused", None)
    assert report.why == f"zip: found the zip {ZIP}, expected an .xml, or zip = true in the biller's [billfile]"
    assert look(zip=False) == []
    assert ssh.fetched() == []
    assert told(look()) == [(NAME, "live")], "and once it is agreed it is taken"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped(bytes(5_000_000)), "5000000 bytes packed into"),
        (lying(CONTENT, crc=1), "checksum"),
        (zipped(CONTENT, "billheader_20261102.xml"), f"expected {NAME}"),
        (b"no zip", "a zip that can be read"),
    ],
    ids=["bomb", "checksum", "other name", "no zip"],
)
def test_a_bomb_or_a_lie_is_refused_and_not_fetched_for_ever(ssh, look, tmp_path, content, says):
    (ssh.root / ZIP).write_bytes(content)
    (report,) = look()
    assert (report.check.file, report.state, report.version) == (ZIP, "refused", None)
    assert says in report.why
    assert look() == []
    assert ssh.fetched() == [ZIP]
    assert suffixes(tmp_path) == [".refused"]


def test_a_bomb_put_right_is_taken(ssh, look):
    (ssh.root / ZIP).write_bytes(b"no zip")
    assert told(look()) == [(ZIP, "refused")]
    (ssh.root / ZIP).write_bytes(zipped(CONTENT))
    assert told(look()) == [(NAME, "live")]


def test_a_zip_that_is_fetched_and_not_unpacked_yet_is_not_fetched_again(ssh, look, tmp_path, monkeypatch):
    (ssh.root / ZIP).write_bytes(zipped(CONTENT))

    def killed(_number):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("integration.billfile.zipped.os.fsync", after(1, killed))
        with pytest.raises(KeyboardInterrupt):
            look()
    assert suffixes(tmp_path) == [".part", ".zip"]
    assert told(look()) == [(NAME, "live")]
    assert ssh.fetched() == [ZIP]
    assert suffixes(tmp_path) == [".sha256", ".xml"]


def after(times, act):
    """`os.fsync` so many times, then this."""
    really, done = os.fsync, []

    def called(number):
        done.append(number)
        return really(number) if len(done) <= times else act(number)

    return called


def test_a_growing_zip_is_left_for_the_next_time(ssh, sqlite_database, tmp_path, clock):
    class Restless(VirtualClock):
        def pause(self, seconds):
            super().pause(seconds)
            Path(ssh.root / ZIP).write_bytes(zipped(CONTENT))

    (ssh.root / ZIP).write_bytes(b"PK")
    biller = biller_with(sftp=ssh.access, zip=True)
    assert poll(biller, sqlite_database, tmp_path / "inbox", Restless(clock.now())).reports == []
    assert ssh.fetched() == []
