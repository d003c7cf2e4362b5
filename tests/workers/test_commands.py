import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from integration.errors import Misconfigured, Unavailable
from integration.ledger import outbox
from integration.ledger.tables import audit
from ivr.cli import ivr
from tests.workers.parts import JournalBooks, biller, pump_of, put, site_of, states
from workers import house
from workers.house import House


class Rings(list):
    def ring(self, bid):
        self.append(bid)


@pytest.fixture
def books():
    return JournalBooks()


@pytest.fixture
def rings():
    return Rings()


@pytest.fixture
def run(database, clock, books, rings):
    site = site_of(database, clock, books, billers=[biller(), biller("2000")], bell=rings)
    house.enter(House(site))
    yield lambda *words: CliRunner().invoke(ivr, ["pump", *words], catch_exceptions=False)
    house._houses.clear()


NOTHING = {
    "ready": 0,
    "posting": 0,
    "ambiguous": 0,
    "review": 0,
    "posted": 0,
    "cancelled": 0,
    "oldest_ready_s": None,
    "held": None,
}


def test_status_lists_every_biller_in_the_shape_that_outsiders_rely_on(run, database, clock):
    for number in range(3):
        put(database, clock, number)
    pump_of(database, clock, JournalBooks("posted", "said no", "refused the connection")).drain()
    put(database, clock, 7, bid="gone")
    clock.pause(60)
    found = run("status", "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout) == {
        "billers": {
            "1368": NOTHING | {"ready": 1, "review": 1, "posted": 1, "oldest_ready_s": 60},
            "2000": NOTHING,
            "gone": NOTHING | {"ready": 1, "oldest_ready_s": 60},  # its file is gone, its postings are not
        }
    }


def test_status_for_a_person(run, database, clock):
    put(database, clock, 1)
    run("hold", "2000", "--why", "their books are being moved")
    clock.pause(90)
    assert run("status").stdout.splitlines() == [
        "1368  ready 1 (the oldest waits 90 s)",
        "2000  nothing  HELD: their books are being moved",
    ]


def test_hold_and_resume(run, database, clock, books, rings):
    put(database, clock, 1)
    assert "1368 is held: audit" in run("hold", "1368", "--why", "audit").stdout
    assert json.loads(run("status", "--json").stdout)["billers"]["1368"]["held"] == "audit"
    run("drain", "1368")
    assert books.journal == []
    assert run("resume", "1368").stdout == "1368 posts again\n"
    assert rings == ["1368"]
    assert run("resume", "1368").stdout == "1368 was not held\n"
    assert json.loads(run("drain", "1368").stdout)["posted"] == 1
    assert states(database) == {"posted": 1}


def test_who_holds_and_who_resumes_is_kept(run, database):
    run("hold", "1368", "--why", "audit", "--who", "ann")
    run("resume", "1368", "--who", "bob")
    with database.read() as connection:
        told = connection.execute(select(audit.c.who, audit.c.what).where(audit.c.bid == "1368")).all()
    assert told == [("ann", "pump held"), ("bob", "pump resumed")]


def test_a_hold_without_a_why_is_wrong_use(run):
    assert run("hold", "1368").exit_code == 2


@pytest.mark.parametrize(("trouble", "code"), [(Misconfigured(["no biller 9"]), 1), (Unavailable("locked"), 3)])
def test_a_trouble_is_told_with_the_exit_code_that_scripts_rely_on(run, monkeypatch, trouble, code):
    def fail(*_args):
        raise trouble

    monkeypatch.setattr("integration.ledger.backlog.backlogs", fail)
    found = run("status", "--json")
    assert (found.exit_code, found.stdout, found.stderr) == (code, "", f"{trouble}\n")


def test_drain_takes_more_than_one_claim(run, database, clock):
    for number in range(outbox.CLAIM_ROWS_MAX + 1):
        put(database, clock, number)
    assert json.loads(run("drain", "1368").stdout)["posted"] == 51


def test_importing_the_commands_loads_nothing_heavy():
    script = "import sys, workers.commands.pump, workers.commands.work; print([m for m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"'rq'", "'redis'", "'sqlalchemy'", "'zeep'", "'pydantic'"} & set(found.stdout.strip("[]\n").split(", "))
