"""Commands as a person types them, on a site in a box."""

import pytest
from click.testing import CliRunner

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
