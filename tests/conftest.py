"""What every test may ask for: a ledger on each database, a clock that moves when told, a biller."""

import logging
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from hypothesis import HealthCheck, settings

from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.log import ToStandardError
from integration.sandbox.servers import postgres_server, redis_server
from tests.postgres import PostgresLedgers, forget_the_disk

# A busy machine is no mistake of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_url():
    """A real PostgreSQL: the one that IVR_TEST_POSTGRES_URL names, else one of our own."""
    named = os.environ.get("IVR_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    # Not below pytest's own folder: another session started by root would lock the server's user out of it.
    with TemporaryDirectory(prefix="ivr-pg-", ignore_cleanup_errors=True) as name, postgres_server(Path(name)) as url:
        forget_the_disk(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A ledger's file with every table and no row: copied, not made anew, for each test."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    database = Database(f"sqlite:///{path}")
    with database.write() as connection:
        metadata.create_all(connection)
    database.close()
    return path


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_template):
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'ledger.db')}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_ledgers(postgres_url):
    ledgers = PostgresLedgers(postgres_url)
    yield ledgers
    ledgers.close()


@pytest.fixture
def postgres_database(postgres_ledgers):
    database = Database(postgres_ledgers.lend())
    yield database
    database.close()
    postgres_ledgers.give_back(database.url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """A ledger with all its tables, once on each database."""
    return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")


@pytest.fixture(params=["sqlite", "postgresql", "plain"])
def ledger(request):
    """As `database`, and once more in the plain dictionaries on which the simulation is quickest."""
    if request.param != "plain":
        return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    from tests.plain.database import PlainDatabase  # noqa: PLC0415 - only where it is asked for

    return PlainDatabase()


@pytest.fixture
def clock():
    return VirtualClock(datetime(2026, 11, 20, 15, 5, tzinfo=UTC))


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """A real Redis."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(autouse=True)
def quiet_afterwards():
    """Commands set up logging for their whole process, which is ours here."""
    root = logging.getLogger()
    level = root.level
    yield
    for door in [door for door in root.handlers if isinstance(door, ToStandardError)]:
        root.removeHandler(door)
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
