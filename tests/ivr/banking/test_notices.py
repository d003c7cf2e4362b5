"""The written notice: where it goes, `ivr notices`, and what `payments show` tells of a bank payment."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from integration.ledger.notices import addressed
from integration.model import Bill
from integration.money import Money
from ivr import cli
from tests.ivr.banking.conftest import say, to_terms

BILL = {
    "bid": "1368",
    "account_number": "0012345678",
    "invoice_number": "B-1",
    "invoice_type": "REGULAR",
    "bill_date": date(2026, 11, 1),
    "due_date": date(2026, 11, 20),
    "balance_due": Money(14_250),
}
HOME = {"name": "Alex Doe", "service_address": "1 Well St", "city": "Morrow", "state": "GA", "postal_code": "30260"}
LETTER = ("letter", "Alex Doe\n1 Well St\nMorrow GA 30260")


@pytest.mark.parametrize(
    ("wanted", "known", "reaches"),
    [
        ("letter", {"phone": "770-555-0134", "email": "a@b.c"}, LETTER),
        ("email", {"email": "a@b.c"}, ("email", "a@b.c")),
        ("email", {"email": "none"}, LETTER),
        ("text", {"phone": "(770) 555-0134"}, ("text", "+17705550134")),
        ("text", {"phone": "1-770-555-0134"}, ("text", "+17705550134")),
        ("text", {"phone": "555-0134"}, LETTER),
        ("text", {}, LETTER),
    ],
)
def test_a_notice_goes_the_billers_way_where_it_reaches_the_payer_else_by_letter(wanted, known, reaches):
    assert addressed(Bill(**BILL, **HOME, **known), wanted) == reaches


def run(line, *words):
    return CliRunner().invoke(cli.ivr, words, obj=line.box.site)


@pytest.fixture
def confirmation(line):
    """Of a payment from a bank account that went through."""
    caller = to_terms(line)
    say(caller, "I authorize")
    assert json.loads(run(line, "notices", "list", "--json").stdout) == {"notices": []}  # not charged yet
    caller.go()
    (row,) = line.rows("payments")
    return row.confirmation


def test_a_letter_is_listed_shown_and_marked_as_sent_once(line, confirmation):
    (notice,) = json.loads(run(line, "notices", "list", "--way", "letter", "--json").stdout)["notices"]
    assert (notice["confirmation"], notice["way"], notice["state"]) == (confirmation, "letter", "queued")
    shown = run(line, "notices", "show", confirmation).stdout
    assert shown.startswith("Alex Doe\n")
    assert f"confirmation {confirmation}" in shown
    assert "You, Alex Doe, authorize Clayton County Water Authority" in shown
    assert run(line, "notices", "list", "--way", "text").stdout == ""
    assert run(line, "notices", "sent", confirmation, "--who", "ann").stdout.endswith("was sent by ann\n")
    assert run(line, "notices", "list").stdout == ""
    assert confirmation in run(line, "notices", "list", "--sent").stdout
    again = run(line, "notices", "sent", confirmation, "--who", "bob")
    assert (again.exit_code, "was sent by ann" in again.stderr) == (1, True)
    assert [(row.who, row.what) for row in line.rows("audit")] == [("ann", "notice sent")]


def test_payments_show_tells_who_agreed_to_what(line, confirmation):
    shown = run(line, "payments", "show", confirmation).stdout
    assert "spoken yes (confidence 0.93): checking account …0273" in shown
    assert "to: You, Alex Doe, authorize" in shown
    assert "kept until 2028-11-28" in shown
    assert "notice    letter, queued" in shown
    told = json.loads(run(line, "payments", "show", confirmation, "--json").stdout)
    assert (told["authorization"]["total_cents"], told["authorization"]["confidence"]) == (14_400, 0.93)
    assert told["notice"]["state"] == "queued"


def test_a_payment_without_a_notice_is_told_so(line):
    caller = line.knock()
    caller.to_card()
    (row,) = line.rows("payments")
    refused = run(line, "notices", "show", row.confirmation)
    assert (refused.exit_code, "was made by card and has no notice" in refused.stderr) == (1, True)
