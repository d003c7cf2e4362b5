"""Reports for a build server and for a person, and a call read aloud."""

import pytest
from click.testing import CliRunner
from lxml import etree

from ivr import cli
from tests.ivr.replay.conftest import FACTS

GOOD = f"# Hangs up.\n{FACTS}\nHANGUP\nEND completed\n"
BAD = f"# Hears <something> else.\n{FACTS}\nIVR Good & morning.\nHANGUP\n"
SPEAKER = '#!/bin/sh\nprintf "%s: " "$*" >> "{spoken}"\ncat >> "{spoken}"\necho >> "{spoken}"\n'


@pytest.fixture
def replay(tmp_path):
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "good.call").write_text(GOOD)
    return lambda *words: CliRunner().invoke(cli.ivr, ["replay", str(tmp_path / "calls"), *map(str, words)])


def test_junit(replay, tmp_path):
    (tmp_path / "calls" / "bad.call").write_text(BAD)
    (tmp_path / "calls" / "none.call").write_text("KYE 1\n")
    assert replay("--junit", tmp_path / "junit.xml").exit_code == 2
    suite = etree.parse(tmp_path / "junit.xml").getroot()
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    assert [case.get("name") for case in suite] == ["bad", "good", "files that are no calls"]
    (failure,) = suite.findall("testcase/failure")
    assert "'Good & morning.' was not heard there" in failure.get("message")
    assert "expected" in failure.text
    assert "KYE begins no line" in suite.find("testcase/error").text


def test_html_is_one_page_that_needs_nothing_else(replay, tmp_path):
    (tmp_path / "calls" / "bad.call").write_text(BAD)
    assert replay("--html", tmp_path / "page.html").exit_code == 1
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "1 of 2 calls are as written" in page
    assert "Hears &lt;something&gt; else." in page
    assert "Good &amp; morning." in page
    assert page.count("<details") == 2
    assert page.count(" open>") == 1
    assert "http" not in page


def test_a_report_that_cannot_be_written(replay, tmp_path):
    result = replay("--junit", tmp_path / "nowhere" / "junit.xml")
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr


def test_read_aloud(replay, tmp_path, monkeypatch):
    (tmp_path / "calls" / "good.call").write_text(GOOD.replace("HANGUP", "IVR *\nHANGUP"))
    spoken = tmp_path / "spoken"
    program = tmp_path / "espeak-ng"
    program.write_text(SPEAKER.format(spoken=spoken))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert replay("--speak").exit_code == 0
    assert spoken.read_text(encoding="utf-8").splitlines() == [
        "-v en-us --stdin: Thank you for calling Clayton County Water Authority. For English, press 1.",
        "-v es-mx --stdin: Para español, oprima 2.",
    ]


def test_where_nothing_can_be_read_aloud_it_says_so(replay, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = replay("--speak")
    assert result.exit_code == 0
    assert "espeak-ng is not installed: nothing is read aloud" in result.stderr
