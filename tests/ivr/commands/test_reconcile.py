"""`ivr reconcile`: what it prints, its CSV, its JSON, and its exit codes."""

import csv
import io
import json
from datetime import date

import pytest
from sqlalchemy import select

from integration.ledger.payments import capture, open_intent, start_charge
from integration.ledger.tables import audit, payments
from integration.model import Charge
from integration.money import Money
from integration.reconciling.differences import Difference, Kind, Subject
from integration.reconciling.report import Report, Sum, write_csv
from integration.sandbox.gateway.faults import Door
from integration.sandbox.gateway.tokens import card
from integration.timings import DAY_S
from tests.ivr.commands.test_payments import intent

TODAY = ("reconcile", "--day", "2026-11-20")


@pytest.fixture
def voided(line, clock):
    """Captured here, voided at the gateway itself; its confirmation and payment id."""
    one = intent(7)
    with line.database.write() as connection:
        confirmation = open_intent(connection, one, clock.now())
        start_charge(connection, one.payment_id, clock.now())
    token = line.box.gateway.tokens.mint(card("4111111111111111"))
    charge = line.box.site.gateway("1368").charge(one.payment_id, token, Money(4_500), "Water")
    with line.database.write() as connection:
        capture(connection, one.payment_id, charge.charge_id, line.box.biller, clock.now())
    gateway = line.box.site.gateway("1368")
    gateway.undo(one.payment_id, Charge(charge.charge_id, str(one.payment_id), Money(4_500), "captured"))
    return confirmation, str(one.payment_id), charge.charge_id


def test_a_day_without_a_difference(run):
    done = run(*TODAY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "1368  2026-11-20",
        "  charged        0            0.00",
        "  captured       0            0.00",
        "  posted         0            0.00",
        "  no difference",
    ]


def test_a_difference_is_named_with_both_values(run, voided):
    confirmation, _payment_id, charge_id = voided
    done = run(*TODAY)
    assert done.exit_code == 1
    values = f"here 45.00 captured as {charge_id}; there 45.00 voided as {charge_id}"
    assert done.stdout.splitlines()[2:] == [
        "  captured       1           45.00",
        "  posted         0            0.00",
        f"  given_back_there: payment {confirmation}: {values}",
        "  1 difference",
    ]


def test_the_csv_has_a_row_for_each(run, voided, tmp_path):
    confirmation, payment_id, charge_id = voided
    path = tmp_path / "differences.csv"
    assert run(*TODAY, "--csv", str(path)).exit_code == 1
    (row,) = csv.DictReader(path.read_text().splitlines())
    assert (row["bid"], row["day"], row["kind"], row["certain"]) == ("1368", "2026-11-20", "given_back_there", "True")
    assert (row["payment_id"], row["confirmation"], row["account_ending"]) == (payment_id, confirmation, "5678")
    assert (row["ours"], row["theirs"]) == (f"45.00 captured as {charge_id}", f"45.00 voided as {charge_id}")


def test_a_csv_that_cannot_be_written_is_refused(run, tmp_path):
    done = run(*TODAY, "--csv", str(tmp_path / "nowhere" / "a.csv"))
    assert (done.exit_code, "No such file or directory" in done.stderr) == (1, True)


def test_json(run, voided):
    told = json.loads(run(*TODAY, "--json").stdout)
    (report,) = told["reports"]
    assert (report["complete"], report["captured"]) == (True, {"count": 1, "cents": 4500})
    assert [one["payment_id"] for one in report["differences"]] == [voided[1]]


def test_a_gateway_that_does_not_answer_is_incomplete(run, line, voided):
    assert voided
    line.box.gateway.faults.plan(Door.SETTLEMENTS, ["down"])
    done = run(*TODAY)
    assert done.exit_code == 3
    assert "not known: the gateway's charges: the gateway answered 503" in done.stdout
    assert "no difference; incomplete: 1 question without an answer" in done.stdout


def test_yesterday_is_the_day_when_none_is_named(run, clock, voided):
    assert voided
    clock.pause(DAY_S)
    assert run("reconcile").stdout.startswith("1368  2026-11-20\n")


def test_a_day_to_come_is_refused(run):
    done = run("reconcile", "--day", "2026-11-21")
    assert (done.exit_code, "has not begun" in done.stderr) == (1, True)


def test_a_biller_that_is_not_there(run):
    done = run("reconcile", "--bid", "9")
    assert (done.exit_code, "there is no biller '9'" in done.stderr) == (1, True)


def test_what_was_given_up_is_to_be_looked_up_again(run, line, clock):
    one = intent(8)
    with line.database.write() as connection:
        open_intent(connection, one, clock.now())
        connection.execute(payments.update().values(state="abandoned", next_look_at=None))
    token = line.box.gateway.tokens.mint(card("4111111111111111"))
    line.box.site.gateway("1368").charge(one.payment_id, token, Money(4_500), "Water")
    done = run(*TODAY)
    assert f"  to be looked up again: payment {one.payment_id}" in done.stdout.splitlines()
    (row,) = line.rows("payments")
    assert (row.state, row.next_look_at) == ("abandoned", clock.now())
    with line.database.read() as connection:
        assert connection.scalar(select(audit.c.what)) == "reconciled"


def test_a_spreadsheet_computes_nothing():
    difference = Difference(Kind.MISSING_HERE, Subject(reference="=1+1"), "no payment", "1.00 captured as ch_1")
    nothing = Sum(0, Money(0))
    report = Report("1368", date(2026, 11, 20), nothing, nothing, nothing, (difference,), (), ())
    file = io.StringIO()
    write_csv([report], file)
    assert ",'=1+1," in file.getvalue()
