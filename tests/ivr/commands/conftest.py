"""Commands as a person types them, on a site in a box."""

import logging

import pytest
import structlog
from click.testing import CliRunner

from integration.log import ToStandardError
from ivr import cli
from tests.ivr.line import open_line


@pytest.fixture
def line(clock, database):
    with open_line(clock, database=database) as line:
        yield line


@pytest.fixture
def run(line):
    """`run("calls", "list")`: the result, with its exit_code, stdout and stderr."""

    def typed(*words):
        return CliRunner().invoke(cli.ivr, words, obj=line.box.site)

    return typed


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
