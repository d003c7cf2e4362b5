"""`ivr migrate` by the environment."""

import pytest
from click.testing import CliRunner

from integration.ledger.database import Database
from integration.ledger.revision import head, is_current
from ivr import cli
from tests.ivr.commands.served import environment_in


@pytest.fixture
def environment(tmp_path, monkeypatch):
    for name, value in environment_in(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("IVR_DATABASE_URL", f"sqlite:///{tmp_path}/var/ledger.db")
    return f"sqlite:///{tmp_path}/var/ledger.db"


def test_it_makes_folder_and_tables_and_says_so(environment):
    first, second = (CliRunner().invoke(cli.ivr, ["migrate"]) for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, f"the database is at {head()}; it was at nothing\n")
    assert (second.exit_code, second.stdout) == (0, f"the database is at {head()}; it was at {head()}\n")
    database = Database(environment)
    assert is_current(database)
    database.close()


@pytest.mark.usefixtures("environment")
def test_a_database_that_is_away_is_three(monkeypatch):
    monkeypatch.setenv("IVR_DATABASE_URL", "postgresql+psycopg://ivr:hidden@127.0.0.1:1/ivr")
    done = CliRunner().invoke(cli.ivr, ["migrate"])
    assert (done.exit_code, done.stdout) == (3, "")
    assert "hidden" not in done.stderr
