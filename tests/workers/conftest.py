"""Fixtures of the workers' tests."""

import pytest

from integration.sandbox.servers import stop
from tests.workers.processes import Worker, cayenta_process

ACCOUNTS = 100


@pytest.fixture
def cayenta(tmp_path):
    """A Cayenta in a box, as its own process, that keeps the accounts 0 to 99."""
    with cayenta_process(tmp_path, ACCOUNTS) as running:
        yield running


@pytest.fixture
def worker_of(tmp_path, sqlite_database, cayenta):
    """Starts a biller's worker process on a Redis, and ends it."""
    started = []

    def worker_of(redis_url, **options):
        started.append(Worker(tmp_path, sqlite_database, redis_url, cayenta, **options))
        return started[-1]

    yield worker_of
    for worker in started:
        stop(worker.process)
