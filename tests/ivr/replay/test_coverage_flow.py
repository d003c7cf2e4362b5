"""Our own golden calls reach every turn, every branch and every prompt, in every language."""

from dataclasses import replace

import pytest

from ivr.replay.coverage import Covered
from ivr.replay.coverage_flow import FlowCoverage, Share, flow_coverage, played_in, turns_met
from tests.golden import CALLS, golden_calls, played

pytestmark = pytest.mark.xdist_group("golden calls")  # played once, by one worker


def shares(*names):
    return {(one.kind, one.language): one for one in flow_coverage(played(CALLS / f"{n}.call") for n in names).shares}


@pytest.fixture(scope="module")
def whole():
    return flow_coverage(played(path) for path in golden_calls())


@pytest.mark.parametrize("kind", ["turns", "branches", "prompts"])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_golden_calls_reach_all(whole, kind, language):
    (share,) = [one for one in whole.shares if (one.kind, one.language) == (kind, language)]
    assert share.missing == ()
    assert share.percent == 100
    assert share.wanted > 19


def test_all_is_enough(whole):
    assert whole.percent == 100
    assert whole.enough(100)
    assert whole.table().endswith("everything was exercised")


def test_one_call_reaches_little():
    found = shares("pays-all-en")
    branches = found["branches", "en"]
    assert branches.met == len({(one.turn, one.led_to) for one in played(CALLS / "pays-all-en.call").covered})
    assert "charge -> receipt" not in branches.missing
    assert "charge -> declined" in branches.missing
    assert "receipt" not in found["turns", "en"].missing
    assert found["turns", "es"].met == 0


def test_prompts_are_those_that_were_said():
    found = shares("pays-all-en")
    assert "receipt.thanks" not in found["prompts", "en"].missing
    assert "pay_card.expiration" not in found["prompts", "en"].missing
    assert "pay_card.again" in found["prompts", "en"].missing
    assert "receipt.wrong" in found["prompts", "en"].missing
    spoken = shares("pays-all-en")["prompts", "es"]  # the greeting offers Spanish in Spanish
    assert spoken.wanted - len(spoken.missing) == 1
    assert "greeting.choose" not in spoken.missing


def test_a_prompt_that_sounds_like_another_turn_s_is_the_turn_s_own():
    assert ("en", "pay_card.again") in played(CALLS / "date-and-code-again.call").prompts
    assert ("en", "read_balance.wrong") not in played(CALLS / "nothing-owed-en.call").prompts
    assert ("en", "nothing_owed.wrong") in played(CALLS / "nothing-owed-en.call").prompts


def test_a_hang_up_in_the_first_turn_covers_nothing():
    assert shares("hangs-up-at-once")["turns", "en"].met == 0


def test_the_turn_after_the_first_counts_when_it_is_left():
    """Before that, nobody knows which language was chosen."""
    first = Covered("greeting", "2", "en", "ask_account")
    second = Covered("ask_account", "answer", "es", "ask_zip")
    assert set(turns_met([first])) == {("en", "greeting")}
    assert set(turns_met([first, second])) == {("en", "greeting"), ("es", "ask_account"), ("es", "ask_zip")}


def test_the_smallest_share_counts():
    good, bad = Share("turns", "en", 10, ()), Share("turns", "es", 10, ("agent", "charge"))
    found = FlowCoverage((good, bad), 3)
    assert (good.percent, bad.percent, found.percent) == (100, 80, 80)
    assert found.enough(80)
    assert not found.enough(80.1)
    table = found.table()
    assert "8 of 10    80.0%" in table
    assert "  es  turns     agent\n" in table
    assert found.as_json()["shares"][1]["missing"] == ["agent", "charge"]


def test_nothing_wanted_is_all_and_no_share_is_none():
    assert replace(Share("turns", "en", 0, ())).percent == 100
    assert FlowCoverage((), 0).percent == 0


def test_folders_are_played_without_their_parts(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "x.call").write_text("KEY 1\n")
    text = (CALLS / "hangs-up-at-once.call").read_text()
    (tmp_path / "a.call").write_text(text)
    assert [report.path.name for report in played_in([tmp_path])] == ["a.call"]
    assert [report.passed for report in played_in([tmp_path / "a.call"])] == [True]
