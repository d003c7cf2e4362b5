"""Every golden call, played word by word against the real parts."""

import json

import pytest
from click.testing import CliRunner

from ivr.commands.replay import replay
from tests.golden import CALLS, golden_calls, played

pytestmark = pytest.mark.xdist_group("golden calls")  # played once, by one worker


@pytest.mark.parametrize("path", golden_calls(), ids=lambda path: str(path.relative_to(CALLS).with_suffix("")))
def test_golden_call(path):
    report = played(path)
    assert report.passed, report.told()


def test_they_are_kept_to_one_worker(request):
    """A worker that does not see the group plays them all again, which takes a minute and fails nothing."""
    grouped = getattr(request.config.option, "loadgroup", False)
    assert not grouped or request.node.nodeid.endswith("@golden calls")


def test_they_all_end_as_they_say():
    """A call without an END proves less than it seems to."""
    loose = [str(path) for path in golden_calls() if "\nEND " not in path.read_text(encoding="utf-8")]
    assert loose == []


def test_one_is_the_call_of_the_contract():
    """The first golden call is the one that outsiders were shown, to the letter."""
    result = CliRunner().invoke(replay, [str(CALLS / "000-the-golden-call.call"), "--json"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["passed"], told["failed"], told["unreadable"]) == (1, 0, [])
