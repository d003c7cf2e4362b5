"""`ivr campaign mark`: on accounts that there are, and on all of them or none."""

import pytest

from integration.ledger.account_marks import Mark, standing
from tests.ivr.line import House, open_line

KNOWN, OTHER, UNKNOWN = "0012345678", "0023456789", "12345678"
WORDS = ("--bid", "1368", "--mark", "dispute", "--why", "letter 12")


@pytest.fixture
def line(clock, database):
    with open_line(clock, database=database, houses=(House(KNOWN), House(OTHER))) as line:
        yield line


@pytest.fixture
def disputed(line, clock):
    def disputed():
        with line.database.read() as connection:
            return standing(connection, "1368", clock.now().date())[Mark.DISPUTE]

    return disputed


def test_accounts_that_there_are_not_are_named_and_none_is_marked(run, disputed):
    done = run("campaign", "mark", KNOWN, UNKNOWN, "9", KNOWN, *WORDS)
    assert done.exit_code == 1
    first, second, expected = done.stderr.splitlines()
    assert first.startswith(f"account {UNKNOWN}: found no bill of biller 1368")
    assert second.startswith("account 9: ")
    assert expected.endswith("none is marked")
    assert disputed() == frozenset()


def test_several_are_marked_and_cleared_at_once(run, disputed):
    assert run("campaign", "mark", KNOWN, OTHER, KNOWN, *WORDS).stdout.splitlines() == [
        "account …5678: dispute noted",
        "account …6789: dispute noted",
    ]
    assert disputed() == {KNOWN, OTHER}
    assert run("campaign", "mark", KNOWN, *WORDS, "--clear").exit_code == 0
    assert disputed() == {OTHER}
