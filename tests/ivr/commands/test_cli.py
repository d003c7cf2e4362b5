import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from ivr import cli

HEAVY = ("zeep", "sqlalchemy", "twilio", "flask", "rq", "num2words", "redis", "pydantic", "structlog", "granian")
METADATA = "Metadata-Version: 2.1\nName: sibling\nVersion: 1.0\n"
SIBLING = '''"""`ivr toil`: everything that happens elsewhere.

More of it."""
import click
from integration.errors import Garbled, Misconfigured, Refused, Unavailable

ENDINGS = {
    "well": None,
    "unavailable": Unavailable("Cayenta is away"),
    "refused": Refused("the account is closed"),
    "garbled": Garbled("an answer that is no XML"),
    "misconfigured": Misconfigured(["this is wrong", "that is wrong"]),
    "interrupted": KeyboardInterrupt(),
}

@click.command()
@click.argument("ending", type=click.Choice(sorted(ENDINGS)))
def toil(ending):
    """Toils."""
    if ENDINGS[ending]:
        raise ENDINGS[ending]
'''


@pytest.fixture
def sibling(tmp_path, monkeypatch):
    """A package of another room that has joined by an entry point."""
    told = tmp_path / "sibling-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(METADATA)
    (told / "entry_points.txt").write_text("[ivr.commands]\ntoil = sibling_toil:toil\ngone = sibling_gone:gone\n")
    (tmp_path / "sibling_toil.py").write_text(SIBLING)
    monkeypatch.syspath_prepend(tmp_path)
    cli._places.cache_clear()
    yield
    cli._places.cache_clear()
    sys.modules.pop("sibling_toil", None)


def typed(*words):
    return CliRunner().invoke(cli.ivr, words)


def test_help_imports_nothing_heavy():
    program = f"""
import json, sys
from click.testing import CliRunner
from ivr.cli import ivr
told = CliRunner().invoke(ivr, ["--help"])
loaded = [name for name in {HEAVY!r} if name in sys.modules]
loaded += [name for name in sys.modules if name.startswith(("ivr.", "workers.")) and name != "ivr.cli"]
print(json.dumps([told.exit_code, told.stdout, loaded]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    code, told, loaded = json.loads(done.stdout)
    assert code == 0
    assert set(loaded) <= {"workers.commands"}
    for name, place in cli.OWN.items():
        assert f" {name} " in told
        assert place.purpose in told


@pytest.mark.parametrize("name", cli.OWN)
def test_every_own_command_is_there_and_is_what_the_list_says(name):
    command = cli.OWN[name].load()
    assert command.name == name
    assert command.help


@pytest.mark.usefixtures("sibling")
def test_a_joined_command_is_listed_by_its_docstring_without_running_it():
    told = typed("--help").stdout
    assert "Everything that happens elsewhere." in told
    assert "sibling_gone is not installed." in told
    assert "sibling_toil" not in sys.modules


@pytest.mark.usefixtures("sibling")
def test_a_joined_command_runs():
    assert typed("toil", "well").exit_code == 0


@pytest.mark.parametrize(
    ("ending", "code", "sentence"),
    [
        ("unavailable", 3, "Cayenta is away\n"),
        ("refused", 1, "the account is closed\n"),
        ("garbled", 1, "an answer that is no XML\n"),
        ("misconfigured", 1, "this is wrong\nthat is wrong\n"),
        ("interrupted", 130, "\n"),
    ],
)
@pytest.mark.usefixtures("sibling")
def test_a_trouble_is_a_sentence_and_an_exit_code(ending, code, sentence):
    done = typed("toil", ending)
    assert (done.exit_code, done.stdout, done.stderr) == (code, "", sentence)


@pytest.mark.parametrize("words", [["no-such-command"], ["toil"], ["toil", "badly"], ["--no-such-option"]])
@pytest.mark.usefixtures("sibling")
def test_wrong_use_ends_with_two(words):
    done = typed(*words)
    assert done.exit_code == 2
    assert not done.stdout
    assert "Usage" in done.stderr


@pytest.mark.usefixtures("sibling")
def test_the_help_of_a_command_is_its_own():
    assert "Toils." in typed("toil", "--help").stdout
