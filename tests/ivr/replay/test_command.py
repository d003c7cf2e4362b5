import json

import pytest
from click.testing import CliRunner

from ivr.commands.replay import replay
from tests.ivr.replay.conftest import FACTS

GOOD = f"# Hangs up.\n{FACTS}\nHANGUP\nEND completed\n"
BAD = f"# Hears something else.\n{FACTS}\nIVR Good morning.\nHANGUP\n"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "good.call").write_text(GOOD)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "nothing.call").write_text("KEY 1\n")
    return lambda *words: CliRunner().invoke(replay, [str(tmp_path), *words])


def test_all_as_written(run, tmp_path):
    result = run()
    assert (result.exit_code, result.stdout) == (0, f"✓ {tmp_path / 'good.call'}  Hangs up.\n")
    assert result.stderr == "1 of 1 calls are as written\n"


def test_some_differ(run, tmp_path):
    (tmp_path / "bad.call").write_text(BAD)
    result = run()
    assert result.exit_code == 1
    assert "Good morning." in result.stdout
    assert "1 of 2 calls" in result.stderr


def test_some_are_no_calls(run, tmp_path):
    (tmp_path / "bad.call").write_text("KYE 1\n")
    result = run()
    assert result.exit_code == 2
    assert "KYE begins no line; did you mean KEY?" in result.stderr


@pytest.mark.parametrize(("word", "code"), [("GOOD", 0), ("hangs up", 0), ("nowhere", 2)])
def test_only_those_with_a_word(run, tmp_path, word, code):
    (tmp_path / "bad.call").write_text(BAD)
    assert run("-k", word).exit_code == code


def test_json_is_one_document_on_standard_output(run, tmp_path):
    (tmp_path / "bad.call").write_text(BAD)
    result = run("--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["passed"], told["failed"], told["unreadable"]) == (1, 1, 1, [])
    assert [call["passed"] for call in told["calls"]] == [False, True]
    assert told["calls"][0]["expected"] == ["Good morning."]


def test_nothing_to_play_is_a_wrong_use(tmp_path):
    assert CliRunner().invoke(replay, [str(tmp_path)]).exit_code == 2
    assert CliRunner().invoke(replay, [str(tmp_path / "no.call")]).exit_code == 2
    assert CliRunner().invoke(replay, []).exit_code == 2
