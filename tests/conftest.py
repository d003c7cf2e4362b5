"""What every test may ask for: a ledger on each database, a clock that moves when told, a biller."""

import itertools
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from sqlalchemy import create_engine, text

from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.log import ToStandardError
from integration.sandbox.servers import postgres_server, redis_server

_names = itertools.count()


@pytest.fixture(scope="session")
def postgres_url():
    """A real PostgreSQL: the one that IVR_TEST_POSTGRES_URL names, else one of our own."""
    named = os.environ.get("IVR_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    # Not below pytest's own folder: another session started by root would lock the server's user out of it.
    with TemporaryDirectory(prefix="ivr-pg-", ignore_cleanup_errors=True) as name, postgres_server(Path(name)) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url):
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    name = f"ledger_template_{os.getpid()}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(_named(postgres_url, name))
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    yield admin, name
    admin.dispose()


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?", 1) if "/postgres?" in url else url.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture
def sqlite_database(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    with database.write() as connection:
        metadata.create_all(connection)
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres_url, postgres_template):
    admin, template = postgres_template
    name = f"ledger_{os.getpid()}_{next(_names)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    database = Database(_named(postgres_url, name))
    yield database
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """A ledger with all its tables, once on each database."""
    return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")


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
