"""A line that takes payments of every channel, and a vendor with every scope."""

import pytest

from tests.ivr.api.parts import open_intake
from tests.ivr.api.parts import vendor as a_vendor


@pytest.fixture
def line(clock, database):
    """Once on each database."""
    with open_intake(clock, database) as line:
        yield line


@pytest.fixture
def quick_line(clock):
    """On SQLite in memory, for what the database has no part in."""
    with open_intake(clock) as line:
        yield line


@pytest.fixture
def vendor(line):
    return a_vendor(line)


@pytest.fixture
def quick_vendor(quick_line):
    return a_vendor(quick_line)
