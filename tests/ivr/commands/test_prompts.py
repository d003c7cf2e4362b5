"""`ivr prompts`, as a writer types it."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from integration.settings import SHIPPED_PROMPTS
from ivr import cli

GUIDE = SHIPPED_PROMPTS / "README.md"
SPEAKER = '#!/bin/sh\necho "$@" $(cat) >> {spoken}\n'


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in ("IVR_PROMPTS", "IVR_BILLERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.fixture
def billers(tmp_path):
    """A folder of billers, of which 1368 says goodbye in its own way, in French."""
    own = tmp_path / "1368-prompts"
    own.mkdir()
    (own / "fr.toml").write_text('[goodbye]\nsay = "{biller} vous souhaite une bonne journée."\n', encoding="utf-8")
    return tmp_path


def typed(*words):
    return CliRunner().invoke(cli.ivr, ["prompts", *map(str, words)])


def test_a_line_is_heard_in_every_language_with_its_seconds():
    result = typed("hear", "goodbye.say")
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "en  3.6 s of 12 s  Thank you for calling Clayton County Water Authority. Goodbye.",
            "es  4.0 s of 12 s  Gracias por llamar a Clayton County Water Authority. Hasta luego.",
            "fr  3.6 s of 12 s  Merci d'avoir appelé Clayton County Water Authority. Au revoir.",
        ],
    )
    assert "espeak-ng is not installed" in result.stderr


def test_the_example_of_the_writers_guide_is_what_is_heard():
    words, said = re.search(r"\$ ivr prompts (.*)\n((?:.+\n)+?)```", GUIDE.read_text(encoding="utf-8")).groups()
    assert typed(*words.split()).stdout == said


def test_values_of_an_example_are_filled_in():
    result = typed("hear", "read_balance.credit", "--language", "fr")
    assert result.stdout == (
        "fr  7.6 s of 20 s  Vous avez un crédit de mille deux cent quatre-vingt-quatre dollars et soixante-sept cents."
        " Il n'y a rien à payer.\n"
    )


def test_what_is_said_where_something_broke_is_heard_too():
    assert typed("hear", "common.one_moment", "--language", "en").stdout == "en  1.2 s of 12 s  One moment, please.\n"


def test_it_is_read_aloud_where_that_can_be(tmp_path, monkeypatch):
    program = tmp_path / "espeak-ng"
    program.write_text(SPEAKER.format(spoken=tmp_path / "spoken"))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert typed("hear", "goodbye.say", "--language", "fr").exit_code == 0
    assert typed("hear", "goodbye.say", "--no-speak").exit_code == 0
    assert (tmp_path / "spoken").read_text(encoding="utf-8") == (
        "-v fr-ca --stdin Merci d'avoir appelé Clayton County Water Authority. Au revoir.\n"
    )


def test_a_billers_own_line_is_heard(billers):
    result = typed("hear", "goodbye.say", "--language", "fr", "--biller", "1368", "--billers", billers)
    assert result.stdout == "fr  3.6 s of 12 s  Clayton County Water Authority vous souhaite une bonne journée.\n"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["hear", "goodby.say"], 1, "goodby.say: no such prompt; did you mean goodbye.say?"),
        (["hear", "goodbye.say", "--language", "de"], 2, "'de' is not spoken here; there are en, es, fr"),
        (["hear", "goodbye.say", "--biller", "1368"], 1, "set IVR_BILLERS, or use --billers"),
        (["hear", "goodbye.say", "--biller", "9", "--billers", "."], 1, "biller 9 has no lines of its own"),
        (["check", "nowhere"], 2, "does not exist"),
    ],
)
def test_what_cannot_be_heard_is_said(words, code, sentence):
    result = typed(*words)
    assert result.exit_code == code
    assert sentence in " ".join(result.stderr.replace("│", " ").split())


def test_our_own_are_right():
    result = typed("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"{SHIPPED_PROMPTS}: 0 findings\n")


def test_what_is_wrong_is_told_with_its_place(tmp_path):
    folder = shutil.copytree(SHIPPED_PROMPTS, tmp_path / "prompts")
    path = folder / "fr.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("say = \"Merci d'avoir appelé")) - 1
    path.write_text("\n".join([*lines[: place + 1], 'say = "Au revoir, {name}."']), encoding="utf-8")
    result = typed("check", folder)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{path}:{place + 2}: goodbye.say: found the unknown variable {{name:text}}, expected one of {{biller}}\n"
    )
    (finding,) = json.loads(typed("check", folder, "--json").stdout)["findings"]
    assert finding == {
        "path": str(path),
        "line": place + 2,
        "key": "goodbye.say",
        "found": "the unknown variable {name:text}",
        "expected": "one of {biller}",
    }


def test_the_table_of_lengths_in_the_docs_is_the_one_of_today():
    table = typed("lengths").stdout
    assert (GUIDE.parents[1] / "docs" / "prompts.md").read_text(encoding="utf-8").endswith(table)
    assert table.count("\n") > 100


def test_no_prompt_takes_longer_than_its_turn_allows():
    for row in typed("lengths").stdout.splitlines()[2:]:
        *spoken, limit = [float(cell.strip().removesuffix(" s")) for cell in row.split("|")[3:-1]]
        assert max(spoken) <= limit, row
