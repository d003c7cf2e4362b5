"""`payments list` and `payments show` on payments in each of their states."""

import json
from uuid import UUID

import pytest
from sqlalchemy import update

from integration.ledger.payments import Intent, abandon, capture, open_intent, start_charge
from integration.ledger.tables import outbox, payments
from integration.model import Pays, Way, payment_id_of
from integration.money import Money
from integration.sandbox.gateway.tokens import card
from tests.ivr.line import ACCOUNT


def intent(number, **other):
    told = {
        "payment_id": payment_id_of(f"CA{number:032x}", 1),
        "bid": "1368",
        "account_number": ACCOUNT,
        "invoice_number": "B-1",
        "call_sid": f"CA{number:032x}",
        "attempt": 1,
        "way": Way.CARD,
        "pays": Pays.ALL,
        "amount": Money(4_250),
        "fee": Money(250),
        "balance_seen": Money(14_250),
    }
    return Intent(**(told | other))


@pytest.fixture
def paid(line, clock):
    """One captured, half a day later one abandoned."""
    kept, left = intent(1), intent(2, account_number="0099990000", amount=Money(100), fee=Money(0))
    with line.database.write() as connection:
        open_intent(connection, kept, clock.now())
        start_charge(connection, kept.payment_id, clock.now())
        capture(connection, kept.payment_id, "ch_1", line.box.biller, clock.now())
    clock.pause(14 * 3600)
    with line.database.write() as connection:
        open_intent(connection, left, clock.now())
        abandon(connection, left.payment_id, clock.now())
    return {row.state: row for row in line.rows("payments")}


def listed(run, *words):
    done = run("payments", "list", "--json", *words)
    assert done.exit_code == 0, done.stderr
    return [payment["state"] for payment in json.loads(done.stdout)["payments"]]


def test_a_captured_payment_as_json_is_what_the_surface_promises(run, line, paid):
    row = paid["captured"]
    (posting,) = line.rows("outbox")
    promised = {
        "payment_id": row.payment_id,
        "confirmation": row.confirmation,
        "bid": "1368",
        "account_ending": "5678",
        "amount_cents": 4250,
        "fee_cents": 250,
        "method": "card",
        "channel": "phone",
        "state": "captured",
        "captured_at": "2026-11-20T15:05:00+00:00",
        "posting": {
            "state": "ready",
            "reference": posting.reference,
            "sent_at": None,
            "posted_at": None,
            "cayenta_says": "",
        },
    }
    for name in (row.confirmation, row.payment_id):
        done = run("payments", "show", name, "--json")
        assert json.loads(done.stdout) == promised
        assert list(json.loads(done.stdout)) == list(promised)


def test_a_payment_that_took_no_money_has_no_posting(run, paid):
    told = json.loads(run("payments", "show", paid["abandoned"].payment_id, "--json").stdout)
    assert (told["captured_at"], told["posting"]) == (None, None)
    assert run("payments", "show", paid["abandoned"].payment_id).stdout.endswith("posted    nothing to post\n")


def test_a_posted_payment_for_a_person(run, line, paid, clock):
    done = {"state": "posted", "sent_at": clock.now(), "posted_at": clock.now(), "cayenta_says": "Success, transNo 7"}
    with line.database.write() as connection:
        connection.execute(update(outbox).values(**done, why="applied"))
    (posting,) = line.rows("outbox")
    row = paid["captured"]
    assert run("payments", "show", row.confirmation).stdout.splitlines() == [
        f"payment {row.payment_id}, confirmation {row.confirmation}",
        "biller 1368, account …5678: 42.50 and a fee of 2.50 by card",
        f"begun     2026-11-20 10:05:00 EST by phone, call {row.call_sid}",
        "charged   captured, 2026-11-20 10:05:00 EST",
        f"posted    posted as {posting.reference}, sent 2026-11-21 00:05:00 EST",
        "          applied 2026-11-21 00:05:00 EST: Success, transNo 7",
        "          applied",
    ]


@pytest.mark.usefixtures("paid")
def test_payments_are_found_by_day_account_state_and_biller(run):
    assert listed(run) == ["abandoned", "captured"]
    assert listed(run, "--limit", "1") == ["abandoned"]
    assert listed(run, "--day", "2026-11-20") == ["captured"]
    assert listed(run, "--day", "2026-11-21") == ["abandoned"]
    assert listed(run, "--account", "5678") == listed(run, "--account", ACCOUNT) == ["captured"]
    assert listed(run, "--state", "abandoned") == ["abandoned"]
    assert listed(run, "--bid", "1368") == ["abandoned", "captured"]


def test_a_list_for_people(run, paid):
    row = paid["captured"]
    line = f"2026-11-20 10:05:00 EST  {row.confirmation}  1368  …5678        42.50  card  captured   ready"
    assert run("payments", "list", "--day", "2026-11-20").stdout == line + "\n"


def test_two_billers_with_the_same_confirmation_number_are_told_apart(run, line, paid, clock):
    row = paid["captured"]
    other = intent(3, bid="2200")
    with line.database.write() as connection:
        open_intent(connection, other, clock.now())
        same = update(payments).where(payments.c.payment_id == str(other.payment_id))
        connection.execute(same.values(confirmation=row.confirmation))
    done = run("payments", "show", row.confirmation)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "billers 1368, 2200 each gave" in done.stderr
    told = json.loads(run("payments", "show", row.confirmation, "--bid", "2200", "--json").stdout)
    assert UUID(told["payment_id"]) == other.payment_id


def test_an_unknown_payment_is_refused(run):
    done = run("payments", "show", "123456789")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("there is no payment 123456789")


def charged(line, clock):
    """A payment whose charge the gateway holds."""
    one = intent(7)
    with line.database.write() as connection:
        confirmation = open_intent(connection, one, clock.now())
        start_charge(connection, one.payment_id, clock.now())
    token = line.box.gateway.tokens.mint(card("4111111111111111"))
    charge = line.box.site.gateway("1368").charge(one.payment_id, token, Money(4_500), "Water")
    with line.database.write() as connection:
        capture(connection, one.payment_id, charge.charge_id, line.box.biller, clock.now())
    return confirmation


def test_a_payment_is_given_back_with_who_and_why(run, line, clock):
    confirmation = charged(line, clock)
    done = run("payments", "void", confirmation, "--who", "ann", "--why", "paid twice")
    assert done.exit_code == 0, done.stderr
    assert "undo      undone for ann: paid twice" in done.stdout
    assert "voided" in done.stdout
    assert "there is nothing to take back" in done.stdout
    told = json.loads(run("payments", "show", confirmation, "--json").stdout)
    assert (told["undo"]["state"], told["undo"]["how"], told["undo"]["void"]) == ("undone", "voided", "")
    assert told["posting"]["state"] == "cancelled"
    again = run("payments", "void", confirmation, "--who", "bob", "--why", "again")
    assert (again.exit_code, "was to be given back already" in again.stderr) == (0, True)
    assert "for ann: paid twice" in again.stdout
    assert [event["event"] for event in line.box.gateway.journal.entries] == ["captured", "voided"]


def test_a_charge_that_the_gateway_does_not_hold_is_not_given_back(run, paid):
    done = run("payments", "void", paid["captured"].confirmation, "--why", "paid twice")
    assert done.exit_code != 0
    assert "the gateway holds no charge under this payment" in done.stderr


@pytest.mark.parametrize("why", ["", "  ", "x" * 151])
def test_why_is_words(run, paid, why):
    done = run("payments", "void", paid["captured"].confirmation, "--why", why)
    assert (done.exit_code, "expected 1 to 150 characters" in done.stderr) == (2, True)
