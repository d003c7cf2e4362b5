"""A return that nobody is sure of waits for a person as payments do; `ivr payments show` tells that one came back."""

import json

import pytest
from click.testing import CliRunner

from integration.sandbox.box import open_box
from integration.sandbox.cayenta.faults import Fault, Kind
from ivr.cli import ivr
from tests.workers.bank_town import OWED, TRACE, BankTown
from workers import house
from workers.house import House
from workers.ticks import beats_of

REFERENCE = f"R{TRACE}R01"
DECIDED = ("--why", "seen there", "--who", "ann")


@pytest.fixture
def town(clock, sqlite_database):
    terms = {"cayenta": {"lookup": True}, "returns": {"post": True}}
    with open_box(clock, database=sqlite_database, terms=terms) as box:
        house.enter(House(box.site))
        yield BankTown(box)
        house._houses.clear()


@pytest.fixture
def refused(town):
    """A return that Cayenta said no to; its payment's id."""
    payment_id = town.pay()
    town.pump()
    town.come_back(payment_id)
    town.box.cayenta.set_faults(Fault(Kind.REFUSE, status=-9, times=1))
    town.pump()
    return payment_id


def pump(*words):
    done = CliRunner().invoke(ivr, ["pump", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def show(town):
    def show(payment_id, *words):
        command = ["payments", "show", str(payment_id), *words]
        done = CliRunner().invoke(ivr, command, obj=town.site, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return show


def test_it_is_on_the_board_and_is_told_whole(refused):
    (listed,) = json.loads(pump("board", "--json"))["postings"]
    assert (listed["reference"], listed["op"], listed["payment_id"]) == (REFERENCE, "return", str(refused))
    told = pump("show", REFERENCE)
    assert "sent:   return, effective 2026-11-19, bank" in told
    assert "came back as R01" in told


@pytest.mark.usefixtures("refused")
def test_seen_in_the_books_it_is_posted(town):
    pump("resolve", REFERENCE, "--posted", "A77", *DECIDED)
    assert town.rows()[0].state == "posted"
    town.live_on()
    assert town.books_did() == [("P", 4_250)]


def test_cancelled_it_is_the_billers_own_to_write(town, refused):
    assert [one.payment_id for one in town.owing().unsure] == [str(refused)]
    pump("resolve", REFERENCE, "--cancel", *DECIDED)
    assert (town.owing().unsure, town.owing().owed) == ((), town.balance().owed)
    town.come_back(refused, day=b"261120")
    town.live_on()
    assert (town.decisions(), town.books_did()) == (["post", "already_returned"], [("P", 4_250)])


def test_asked_for_again_it_is_found(town):
    payment_id = town.pay()
    town.pump()
    town.come_back(payment_id)
    town.box.cayenta.set_faults(Fault(Kind.CUT_AFTER, times=1))
    town.pump()
    town.clock.pause(3 * 3600)
    pump("retry", REFERENCE, *DECIDED)
    town.pump()
    assert (town.rows()[0].state, town.balance().owed) == ("posted", OWED)


def test_a_payment_tells_that_it_came_back(town, show):
    payment_id = town.pay()
    town.pump()
    assert "returns" not in json.loads(show(payment_id, "--json"))
    town.come_back(payment_id)
    town.pump()
    told = show(payment_id)
    assert "bank      2026-11-19 R01, insufficient funds: post\n" in told
    assert f"in the books {REFERENCE} is posted: AR item" in told
    document = json.loads(show(payment_id, "--json"))
    assert [one["meaning"] for one in document["returns"]] == ["insufficient funds"]
    assert document["return_posting"]["reference"] == REFERENCE


def test_where_nothing_is_told_to_the_books_that_is_told_too(town, show):
    payment_id = town.pay()
    town.come_back(payment_id, code="R68")
    document = json.loads(show(payment_id, "--json"))
    assert (document["returns"][0]["decision"], document["return_posting"]) == ("disputed", None)
    assert "disputed\n          dishonoured return: untimely return; never posted" in show(payment_id)


def test_the_clock_process_decides_again(town):
    payment_id = town.pay()
    town.come_back(payment_id)
    town.pump()
    (beat,) = [beat for beat in beats_of(House(town.site)) if beat.name == "returns"]
    beat.act()
    assert town.decisions() == ["post"]
    town.pump()
    assert town.balance().owed == OWED
