"""docs/campaigns.md, "On the demo": its campaign can be read, and its commands do what they are named for."""

import re
from pathlib import Path
from shlex import split

import pytest
from click.testing import CliRunner

from ivr import cli
from tests.bench.million import NOW, fill
from tests.ivr.commands.test_campaign import TERMS
from tests.ivr.line import open_line

PAGE = Path(__file__).parents[3] / "docs" / "campaigns.md"
DAYS = {"$(TZ=America/New_York date +%F)": "2026-11-23", "$(TZ=America/New_York date -d tomorrow +%F)": "2026-11-24"}


@pytest.fixture(scope="module")
def block():
    """The first block of the section, as it stands."""
    _, _, section = PAGE.read_text("utf-8").partition("## On the demo\n")
    return section.split("```")[1]


def test_the_commands_lead_from_a_file_to_a_report(block, clock, sqlite_database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (text,) = re.findall(r"cat > reminders.toml <<END\n(.*?)^END$", block, re.DOTALL | re.MULTILINE)
    for words, day in DAYS.items():
        text = text.replace(words, day)
    Path("reminders.toml").write_text(text, "utf-8")
    clock.pause((NOW - clock.now()).total_seconds())
    with open_line(clock, terms=TERMS, database=sqlite_database, houses=()) as line:
        fill(sqlite_database, "1368", 10)
        told = [
            CliRunner().invoke(cli.ivr, split(command)[1:], obj=line.box.site)
            for command in block.splitlines()
            if command.startswith("ivr campaign ")
        ]
    assert [done.exit_code for done in told] == [0] * 4, [done.output for done in told]
    assert told[3].stdout.startswith("campaign reminders  active")
