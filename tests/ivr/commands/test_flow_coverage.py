import json

import pytest
from click.testing import CliRunner

from ivr.commands.replay import replay
from tests.golden import CALLS

ONE = CALLS / "pays-all-en.call"


def run(*words):
    return CliRunner().invoke(replay, [str(ONE), *words])


def test_a_table_with_what_was_never_exercised():
    result = run("--flow-cov")
    assert result.exit_code == 0
    assert "never exercised:" in result.stdout
    assert "  es  turns     receipt\n" in result.stdout
    assert "  en  branches  charge -> declined\n" in result.stdout


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("1", 1), ("100", 1), ("101", 2), ("much", 2)])
def test_too_little_fails(percent, code):
    result = run("--flow-cov-fail-under", percent)
    assert result.exit_code == code
    assert ("wanted" in result.stderr) is (code == 1)


def test_in_the_json_document_where_it_was_asked_for():
    told = json.loads(run("--flow-cov", "--json").stdout)
    assert told["flow_coverage"]["calls"] == 1
    assert {one["kind"] for one in told["flow_coverage"]["shares"]} == {"turns", "branches", "prompts"}
    assert "flow_coverage" not in json.loads(run("--json").stdout)
