"""Real workers on a real Redis post to a real Cayenta in a box, and all are killed meanwhile. The box's journal judges.

`make soak` runs the same at its full size (docs/pump-proofs.md).
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from integration.ledger.database import Database
from tests.workers.kills.run import SMALL, kill_run
from tests.workers.kills.town import in_memory

pytestmark = pytest.mark.servers


@pytest.fixture
def folder():
    """In memory where there is such a place: a flush to the disk takes longer than a posting's own work."""
    with TemporaryDirectory(prefix="ivr-kills-", dir=in_memory()) as name:
        yield Path(name)


@pytest.fixture
def ledger(request, folder, sqlite_template):
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_database")
        return
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, folder / 'ledger.db')}")
    yield database
    database.close()


@pytest.mark.parametrize(("ledger", "lookup"), [("sqlite", True), ("postgresql", False)], indirect=["ledger"])
def test_five_hundred_payments_and_forty_kills(folder, ledger, lookup):
    outcome = kill_run(folder, ledger, SMALL, lookup=lookup)
    assert outcome.faults() == [], outcome.line(ledger.url)
