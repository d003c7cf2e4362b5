"""A zip given by hand: nothing of it stays, however the process that unpacked it ends."""

import signal
import subprocess
import sys
from contextlib import nullcontext

import pytest

from integration.billfile import given as given_module
from integration.billfile.given import ROOM, opened, sweep_given
from integration.errors import Unavailable
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml
from tests.integration.billfile.zips import NAME, ZIP, zipped

CONTENT = file_xml(bill_xml()).encode()
ZIPS = biller_with(zip=True)
OPENING = """
import sys
from pathlib import Path
from integration.billfile.given import opened
from tests.integration.billfile.samples import biller_with
with opened(Path(sys.argv[1]), biller_with(zip=True), Path(sys.argv[2])) as (path, name):
    print(path, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def given(tmp_path):
    (tmp_path / ZIP).write_bytes(zipped(CONTENT))
    return tmp_path / ZIP


def lying(tmp_path):
    return list((tmp_path / ROOM).iterdir())


@pytest.fixture
def other(given, tmp_path):
    """Another process that has the zip open; killed with the test."""
    words = [sys.executable, "-c", OPENING, str(given), str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        yield process
        process.kill()


def test_it_is_there_for_as_long_as_it_is_read_and_for_nobody_else(given, tmp_path):
    with opened(given, ZIPS, tmp_path) as (path, name):
        assert (path.read_bytes(), name, lying(tmp_path)) == (CONTENT, NAME, [path])
        assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    assert lying(tmp_path) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, Unavailable])
def test_it_goes_with_whatever_ends_the_reading(given, tmp_path, error):
    with pytest.raises(error), opened(given, ZIPS, tmp_path):
        raise error
    assert lying(tmp_path) == []


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_what_a_killed_process_left_is_swept_by_the_next(given, other, tmp_path, sent):
    other.send_signal(sent)
    other.wait()
    assert len(lying(tmp_path)) == 1
    with opened(given, ZIPS, tmp_path) as (path, _):
        assert lying(tmp_path) == [path]


def test_what_another_process_reads_is_left_to_it(other, tmp_path):
    (before,) = lying(tmp_path)
    sweep_given(tmp_path)
    assert lying(tmp_path) == [before]
    other.communicate("")
    assert lying(tmp_path) == []


def test_a_file_that_is_swept_before_it_is_claimed_is_made_anew(given, tmp_path, monkeypatch):
    really, asked = given_module.claimed, []

    def claimed(path):
        asked.append(path)
        return nullcontext(None) if len(asked) == 1 else really(path)

    monkeypatch.setattr(given_module, "claimed", claimed)
    with opened(given, ZIPS, tmp_path) as (path, _):
        assert path.read_bytes() == CONTENT


def test_where_nothing_was_ever_given_nothing_is_swept_or_made(tmp_path):
    sweep_given(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []
