import shutil

import pytest
from click.testing import CliRunner

from integration.settings import SHIPPED_PROMPTS
from ivr import cli
from ivr.replay import play, read_script
from ivr.replay.export import exported
from tests.ivr.line import ACCOUNT, ZIP, open_line


@pytest.fixture
def run(script):
    """run("--out", path) exports a call that was just played."""

    def typed(*words, sid=""):
        results = []

        def look(stage):
            command = ["export", sid or stage.call_sid, *map(str, words)]
            results.append(CliRunner().invoke(cli.ivr, command, obj=stage.box.site))

        play(script("IVR *\nKEY 1\nIVR *\nHANGUP\nEND completed"), look)
        return results[0]

    return typed


def test_to_standard_output(run):
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("# Exported from a call of 2026-11-20.\ncaller:   +17705550134\n")
    assert result.stdout.endswith("END    completed\n")


def test_to_a_file_that_plays(run, tmp_path):
    result = run("--out", tmp_path / "new.call")
    assert (result.exit_code, result.stdout) == (0, "")
    assert play(read_script(tmp_path / "new.call")).passed


def test_a_file_that_somebody_keeps_is_not_written_over(run, tmp_path):
    (tmp_path / "kept.call").write_text("kept")
    assert run("--out", tmp_path / "kept.call").exit_code == 1
    assert (tmp_path / "kept.call").read_text() == "kept"


def test_what_cannot_be_exported_is_said_and_nothing_is_written(run, tmp_path):
    result = run("--out", tmp_path / "new.call", sid="CA" + "0" * 32)
    assert result.exit_code == 1
    assert "there is no call CA000" in result.stderr
    assert not (tmp_path / "new.call").exists()


@pytest.fixture
def own_prompts(tmp_path, monkeypatch):
    """A site whose writer says hello in his own words."""
    folder = tmp_path / "prompts"
    shutil.copytree(SHIPPED_PROMPTS, folder)
    english = folder / "en.toml"
    shipped = english.read_text()
    assert "Thank you for calling {biller}." in shipped
    english.write_text(shipped.replace("Thank you for calling {biller}.", "Howdy, this is {biller}."))
    monkeypatch.setenv("IVR_PROMPTS", str(folder))
    return folder


def test_a_call_of_a_site_with_its_own_prompts_is_exported_and_replayed_in_its_words(script, own_prompts, tmp_path):
    texts = []
    call = script("IVR Howdy, this is Clayton*\nKEY 1\nIVR *\nHANGUP\nEND completed")
    report = play(call, lambda stage: texts.append(exported(stage.box.site, stage.call_sid)), own_prompts)
    assert report.passed, report.told()
    assert "Howdy, this is Clayton County Water Authority." in texts[0]
    file = tmp_path / "own.call"
    file.write_text(texts[0])
    assert CliRunner().invoke(cli.ivr, ["replay", str(file)]).exit_code == 0
    assert not play(read_script(file)).passed  # the shipped prompts say something else


def test_two_calls_of_one_ledger_on_each_database(database, clock, tmp_path):
    """The second call hears of the first one's payment; each is exported as it was, long after both."""
    with open_line(clock, database=database) as line:
        sids = [pays(line), asks(line)]
        texts = [exported(line.box.site, sid) for sid in sids]
    assert "payment:" not in texts[0].partition("\n\n")[0]
    assert "payment:  42.50 card captured 2026-11-20 10:0" in texts[1]
    for place, text in enumerate(texts):
        path = tmp_path / f"{place}.call"
        path.write_text(text, encoding="utf-8")
        report = play(read_script(path))
        assert report.passed, report.told()


def pays(line):
    call = line.call()
    for keys in ("1", f"{ACCOUNT}#", ZIP, "2", "1", "card:visa", "expiry", "cvv"):
        call.press(keys)
    call.listen()
    call.hang_up()
    return call.facts.call_sid


def asks(line):
    call = line.call()
    for keys in ("2", f"{ACCOUNT}#", ZIP, "*", "0#"):
        call.press(keys)
    call.listen()
    call.hang_up()
    return call.facts.call_sid
