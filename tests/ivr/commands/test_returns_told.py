"""`ivr returns rates` and `ivr returns retries`: told to a person and to a script; nothing happens by them."""

import json

import pytest
from sqlalchemy import select

from integration.ledger import payments
from integration.ledger.payments import Intent
from integration.ledger.tables import outbox
from integration.model import Pays, Way, payment_id_of
from integration.money import Money
from tests.integration.nacha.samples import Sheet, entry, returned


@pytest.fixture
def returned_payment(run, line, clock, tmp_path):
    """One bank payment of 123.54, taken today and returned for want of funds; its confirmation number."""
    payment_id = payment_id_of("CA" + "1" * 32, 1)
    intent = Intent(
        payment_id, "1368", "0012345678", "B-1", "CA1", 1, Way.BANK, Pays.ALL, Money(12354), Money(0), balance_seen=None
    )
    with line.database.write() as connection:
        confirmation = payments.open_intent(connection, intent, clock.now())
        payments.start_charge(connection, payment_id, clock.now())
        payments.capture(connection, payment_id, "ch", line.box.site.biller("1368"), clock.now())
    file = tmp_path / "R.ach"
    file.write_bytes(Sheet().batch((entry(12354, confirmation), returned("R01"))).end())
    assert run("returns", "load", str(file), "--bid", "1368").stdout == "R.ach: loaded: not_posted 1\n"
    return confirmation


@pytest.mark.usefixtures("returned_payment")
def test_the_three_rates(run):
    done = run("returns", "rates", "--bid", "1368")
    assert done.stdout.splitlines() == [
        "unauthorised: 0 of 1 debits, 0.00 %, within the ceiling of 0.50 %",
        "administrative: 0 of 1 debits, 0.00 %, within the ceiling of 3.00 %",
        "overall: 1 of 1 debits, 100.00 %, over the ceiling of 15.00 %",
    ]
    assert done.stderr == "from 2026-09-22 to 2026-11-20\n"


@pytest.mark.usefixtures("returned_payment")
def test_the_rates_of_another_day_as_json(run):
    told = json.loads(run("returns", "rates", "--bid", "1368", "--until", "2026-10-01", "--json").stdout)
    assert (told["first"], told["last"]) == ("2026-08-03", "2026-10-01")
    assert told["rates"][2] == {
        "name": "overall",
        "returned": 0,
        "debits": 0,
        "basis_points": None,
        "ceiling_basis_points": 1500,
        "is_over": False,
    }


def test_what_may_be_presented_again_is_offered_and_not_done(run, line, returned_payment):
    with line.database.read() as connection:
        before = connection.execute(select(outbox)).all()
    done = run("returns", "retries", "--bid", "1368")
    assert done.stdout == (
        f"2026-11-19  {returned_payment}      123.54  may be presented again:"
        " R01 (insufficient funds): twice more, until 2027-05-19\n"
    )
    assert "described as RETRY PYMT" in done.stderr
    with line.database.read() as connection:
        assert connection.execute(select(outbox)).all() == before


def test_an_offer_as_json(run, clock, returned_payment):
    clock.pause(181 * 86_400)
    told = json.loads(run("returns", "retries", "--bid", "1368", "--json").stdout)
    (only,) = told["returns"]
    assert told["description"] == "RETRY PYMT"
    assert (only["confirmation"], only["account_ending"], only["amount_cents"]) == (returned_payment, "…5678", 12354)
    assert (only["may"], only["last_day"]) == (False, None)
    assert only["why"] == "the 180 days from 2026-11-20 ended on 2027-05-19"


@pytest.mark.parametrize("command", ["rates", "retries"])
def test_a_biller_that_is_not_there(run, command):
    assert run("returns", command, "--bid", "9").exit_code == 1
