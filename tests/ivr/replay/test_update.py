"""`ivr replay --update`: what differs is shown, asked about, and written; what still fits stays as it was."""

import pytest
from click.testing import CliRunner

from ivr import cli
from ivr.replay import play, read_script
from ivr.replay.report_update import updated
from tests.ivr.replay.conftest import FACTS

OLD = """\
IVR Welcome to the Water Authority.*
# chooses English
KEY 1
IVR *account number*
KEY 0012345678#
CHECK turn ask_zip
IVR *zip code*
KEY 30236
IVR *your balance is {owed}.*
HANGUP
END completed
"""


@pytest.fixture(autouse=True)
def no_build_server(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def call(tmp_path):
    def write(lines, facts=FACTS, name="x.call"):
        path = tmp_path / "calls" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# A call.\n{facts}\n{lines}", encoding="utf-8")
        return path

    return write


def replay(path, *words, answer=""):
    return CliRunner().invoke(cli.ivr, ["replay", str(path), *words], input=answer)


def test_only_what_differs_is_changed(call):
    path = call(OLD)
    change = updated(path)
    assert change.left == ()
    new = change.after.splitlines()
    assert [line for line in change.before.splitlines() if line not in new] == ["IVR Welcome to the Water Authority.*"]
    assert "IVR    Thank you for calling Clayton County Water Authority. For English, press 1." in new
    path.write_text(change.after, encoding="utf-8")
    assert play(read_script(path)).passed


def test_words_that_no_line_expected_are_written_down(call):
    path = call("KEY 1\nIVR *\nHANGUP\nEND completed\n")
    change = updated(path)
    assert change.left == ()
    assert "IVR    Thank you for calling" in change.after.partition("KEY 1")[0]


def test_a_wildcard_that_fits_stays_between_lines_that_do_not(call):
    path = call("IVR Hello.\nIVR *For English, press 1.*\nIVR Goodbye.\nKEY 1\nIVR *\nHANGUP\nEND completed\n")
    change = updated(path)
    assert change.after.partition("KEY 1")[0].partition("\n\n")[2] == "IVR *For English, press 1.*\n"


def test_a_name_that_is_used_later_is_left_to_a_person(call):
    lines = "IVR The code is {code}.\nKEY 1\nIVR *{code}*\nHANGUP\n"
    change = updated(call(lines))
    assert not change.changed
    assert change.left == ("x.call:7: {code} is kept here and used later: mend this line by hand",)


def test_a_part_is_left_to_a_person(call, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "greeted.call").write_text("IVR Hello.\nKEY 1\n")
    change = updated(call("USE greeted\nIVR *\nHANGUP\n"))
    assert not change.changed
    assert change.left[0] == "the difference is in the part greeted.call, which other calls use too: mend it by hand"


def test_what_is_no_matter_of_words_is_left_to_a_person(call):
    change = updated(call("IVR *\nKEY 1\nIVR *\nCHECK turn receipt\nHANGUP\n"))
    assert (change.changed, change.left) == (False, ("x.call:10: CHECK turn receipt: the call is in turn ask_account",))


def test_it_is_shown_and_written_after_a_yes(call):
    path = call(OLD)
    result = replay(path, "--update", answer="y\n")
    assert result.exit_code == 0
    assert "-IVR Welcome to the Water Authority.*" in result.stdout
    assert "+IVR    Thank you for calling Clayton" in result.stdout
    assert f"Write {path}?" in result.stderr
    assert "1 of 1 calls are as written" in result.stderr
    assert replay(path).exit_code == 0


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_nothing_is_written_without_a_yes(call, answer):
    path = call(OLD)
    before = path.read_bytes()
    assert replay(path, "--update", answer=answer).exit_code == 1
    assert path.read_bytes() == before


def test_it_never_runs_where_ci_is_set(call, monkeypatch):
    monkeypatch.setenv("CI", "true")
    path = call(OLD)
    before = path.read_bytes()
    result = replay(path, "--update", answer="y\n")
    assert (result.exit_code, path.read_bytes()) == (2, before)
    assert "CI is set" in result.stderr


def test_json_leaves_no_room_to_ask(call):
    assert replay(call(OLD), "--update", "--json").exit_code == 2
