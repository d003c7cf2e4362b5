"""Credits (row D4): pumped as AR type 6 with advanced setting 114, held and listed without it."""

import json

import pytest
from click.testing import CliRunner

from integration.sandbox.box import open_box
from ivr.cli import ivr
from tests.workers.town import ACCOUNT, OWED, Town
from workers import house
from workers.house import House

GIVEN = ["credit", "1368", ACCOUNT, "12.50", "--number", "K-1", "--why", "a leak"]


@pytest.fixture
def town(request, clock, sqlite_database):
    with open_box(clock, database=sqlite_database, terms=request.param) as box:
        house.enter(House(box.site))
        yield Town(box)
        house._houses.clear()


def run(*words):
    return CliRunner().invoke(ivr, ["pump", *words], catch_exceptions=False)


ON = {"advanced_settings": {"114": True}}
OTHER_TYPE = ON | {"cayenta": {"ar_types": {"credit": "9"}}}


@pytest.mark.parametrize(("town", "type_"), [(ON, "6"), (OTHER_TYPE, "9")], indirect=["town"])
def test_a_credit_lowers_the_balance_once(town, type_):
    assert run(*GIVEN).stdout == run(*GIVEN).stdout
    town.pump()
    (item,) = town.box.cayenta.journal.items
    assert (item.ar_tp, item.payment_tp, item.amount_cents, item.reference[0]) == (type_, "", 1250, "C")
    assert (OWED - town.owed()).cents == 1250
    town.judge()


@pytest.mark.parametrize("town", [{}], indirect=True)
def test_without_114_it_is_held_and_listed(town):
    assert "is held: advanced setting 114" in run(*GIVEN).stdout
    town.pump()
    assert town.box.cayenta.journal.items == []
    (listed,) = json.loads(run("board", "--json").stdout)["postings"]
    assert (listed["op"], listed["state"], listed["amount_cents"]) == ("credit", "ready", 1250)
    assert listed["why"].startswith("held: advanced setting 114")
    assert json.loads(run("status", "--json").stdout)["billers"]["1368"]["oldest_ready_s"] is None


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("town", [ON], indirect=True)
@pytest.mark.parametrize(("amount", "code"), [("0.00", 1), ("-1.00", 1), ("twelve", 2)])
def test_what_is_no_credit(amount, code):
    words = [*GIVEN[:3], "--number", "K-2", "--why", "x", "--", amount]
    assert run(*words).exit_code == code


@pytest.mark.parametrize("town", [{}], indirect=True)
def test_a_change_in_review_is_resolved_and_not_asked_for(town):
    reference = town.change()
    with town.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'review', why = 'x'")
    assert (run("retry", reference, "--why", "x").exit_code, run("show", reference).exit_code) == (1, 0)
    assert "effective 2026-11-20, on" in run("show", reference).stdout
    assert run("resolve", reference, "--send-again", "--why", "x").stdout.endswith("ready to be sent again\n")
