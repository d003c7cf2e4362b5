import json
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner
from lxml import etree

from integration.settings import SHIPPED_PROMPTS
from ivr import cli
from ivr.replay.coverage import Covered
from ivr.replay.graph import graph_of
from ivr.replay.graph_shades import ALL, NONE, QUIET, SOME, coverage_shades, traffic_shades
from ivr.script import SCRIPT
from tests.golden import CALLS
from tests.ivr.line import ACCOUNT, ZIP


def typed(*words, **more):
    return CliRunner().invoke(cli.ivr, ["flow", *map(str, words)], **more)


@pytest.mark.parametrize(("form", "begins"), [("svg", "<svg "), ("mermaid", "flowchart TD"), ("dot", "digraph ")])
def test_drawn_in_each_format(form, begins):
    result = typed("draw", "--format", form)
    assert result.exit_code == 0
    assert result.stdout.startswith(begins)
    assert all(turn.name in result.stdout for turn in SCRIPT.turns)


def test_coverage_is_coloured():
    result = typed(
        "draw", "--coverage", "--calls", CALLS / "pays-all-en.call", "--calls", CALLS / "hangs-up-at-once.call"
    )
    assert result.exit_code == 0
    etree.fromstring(result.stdout.encode())
    assert SOME in result.stdout  # in English only
    assert NONE in result.stdout
    assert ALL not in result.stdout
    assert "exercised in en, es" in result.stdout


@pytest.mark.parametrize("form", ["svg", "mermaid", "dot"])
def test_one_scene_alone(form):
    result = typed("draw", "--scene", "texting", "--format", form)
    assert result.exit_code == 0
    assert all(turn.name in result.stdout for turn in SCRIPT.scenes["texting"])
    assert "goodbye · people" in result.stdout
    assert "greeting" not in result.stdout


@pytest.mark.parametrize(("scene", "told"), [("textin", "did you mean texting?"), ("", "expected one of opening,")])
def test_a_scene_that_is_not_there(scene, told):
    result = typed("draw", "--scene", scene)
    assert result.exit_code == 2
    assert "no such scene" in result.stderr
    assert told in " ".join(result.stderr.replace("│", " ").split())  # it is wrapped in a frame


def test_one_colouring_at_a_time():
    result = typed("draw", "--coverage", "--traffic", 7)
    assert result.exit_code == 2
    assert "choose one" in result.stderr


def test_golden_calls_that_are_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = typed("draw", "--coverage")
    assert result.exit_code == 2
    assert "tests/calls" in result.stderr


def test_our_own_script_is_right():
    result = typed("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{len(SCRIPT.turns)} turns, 0 findings\n"


def test_what_is_wrong_is_told_in_sentences_and_as_json(tmp_path):
    text = (SHIPPED_PROMPTS / "en.toml").read_text(encoding="utf-8")
    (tmp_path / "en.toml").write_text(text.replace("[goodbye]", "[good_bye]"), encoding="utf-8")
    shutil.copytree(SHIPPED_PROMPTS / "reminders", tmp_path / "reminders")
    result = typed("check", env={"IVR_PROMPTS": str(tmp_path)})
    assert result.exit_code == 1
    assert "en.toml: goodbye.say: found nothing, expected what turn goodbye says" in result.stdout
    told = json.loads(typed("check", "--prompts", tmp_path, "--json").stdout)["findings"]
    missing = {("prompt", "goodbye.say")}
    assert {(one["rule"], one["place"]) for one in told} == missing


def test_traffic_counts_the_callers_turns(line, run, clock):
    caller = line.knock()
    caller.go()
    caller.keys("1", ACCOUNT, ZIP, "9")
    graph = graph_of(SCRIPT)
    with line.database.read() as connection:
        shades = traffic_shades(graph, connection, clock.now() - timedelta(days=1))
        later = traffic_shades(graph, connection, clock.now() + timedelta(days=1))
    assert shades.turns["read_balance"].note == "2"
    assert shades.branches["read_balance", "read_balance"].note == "1"
    assert shades.turns["charge"].colour == QUIET
    assert {shade.note for shade in later.turns.values()} == {""}
    result = run("flow", "draw", "--traffic", "7")
    assert result.exit_code == 0
    assert "turns of callers since 2026-11-13" in result.stdout


def test_coverage_is_green_only_in_every_language():
    graph = graph_of(SCRIPT)
    covered = [Covered("charge", "captured", language, "receipt") for language in ("en", "es")]
    covered.append(Covered("charge", "declined", "en", "declined"))
    shades = coverage_shades(graph, covered, ("en", "es"))
    assert shades.branches["charge", "receipt"].colour == ALL
    assert shades.branches["charge", "declined"].colour == SOME
    assert shades.branches["charge", "agent"].colour == NONE
    assert shades.turns["charge"].note == "1 of 7 branches"
    assert shades.turns["goodbye"].note == ""
