"""What proves an account: nothing does where the file has nothing, and no empty answer fits an empty field."""

from datetime import date

import pytest
from sqlalchemy import insert

from integration.ledger.tables import payments
from integration.model import Bill
from integration.money import ZERO, Money
from ivr import proofs
from ivr.call import Reminder
from tests.ivr.line import ACCOUNT, biller, call_of

BILL = Bill(
    bid="1368",
    account_number=ACCOUNT,
    invoice_number="B-1",
    invoice_type="REGULAR",
    bill_date=date(2026, 11, 1),
    due_date=date(2026, 11, 21),
    balance_due=Money(14_250),
    postal_code="30236-1234",
    phone="(770) 555-0134 x12",
    payments=Money(5_000),
)
BARE = Bill("1368", ACCOUNT, "B-1", "REGULAR", date(2026, 11, 1), date(2026, 11, 21), Money(14_250), payments=ZERO)


@pytest.fixture
def proves(database):
    """Whether what is keyed proves the account of this bill, by the biller's way."""

    def proves(verify, keyed, bill=BILL, reminder=None):
        terms = {"account": {"keyed": "ACCOUNT_NO", "digits": [10, 10], "verify": verify}}
        call = call_of("find_account", of=biller(**terms), keyed=ACCOUNT, proof=keyed, reminder=reminder)
        with database.read() as connection:
            return proofs.proves(call, proofs.expected(connection, call, bill))

    return proves


@pytest.mark.parametrize(
    ("verify", "right", "wrong"),
    [("zip", "30236", "30237"), ("phone_last4", "0134", "5012"), ("last_payment", "5000", "5001")],
)
def test_each_way_is_proved_by_what_the_file_has(proves, verify, right, wrong):
    assert proves(verify, right)
    assert not proves(verify, wrong)


@pytest.mark.parametrize("verify", ["zip", "phone_last4", "last_payment"])
@pytest.mark.parametrize("keyed", ["", "0", "0000", "00000"])
def test_where_the_file_has_nothing_nothing_proves_it(proves, verify, keyed):
    assert not proves(verify, keyed, BARE)
    assert not proves(verify, keyed, None)


def test_zeros_before_an_amount_do_not_matter(proves):
    assert proves("last_payment", "005000")


def test_with_nothing_to_prove_all_is_proved(proves):
    assert proves("none", "", None)


@pytest.mark.parametrize(("channel", "proved"), [("phone", True), ("kiosk", False), ("portal", False), ("pos", False)])
def test_a_payment_that_anybody_could_make_proves_nothing(database, clock, proves, channel, proved):
    """At a kiosk nobody asks whose account it is: whoever pays a dollar there would know an amount that proves it."""
    row = {
        "payment_id": "1", "bid": "1368", "account_number": ACCOUNT, "invoice_number": "", "channel": channel,
        "method": "card", "pays": "other", "amount_cents": 100, "fee_cents": 0, "state": "captured",
        "confirmation": "1", "opened_at": clock.now(), "captured_at": clock.now(),
    }  # fmt: skip
    with database.write() as connection:
        connection.execute(insert(payments).values(row))
    assert proves("last_payment", "100") is proved


@pytest.mark.parametrize(
    ("verify", "right", "wrong"),
    [
        ("none", "30236", ""),
        ("phone_last4", "30236", "0134"),
        ("zip", "30236", "0134"),
        ("last_payment", "5000", "30236"),
    ],
)
def test_whoever_takes_up_a_phone_that_we_ring_proves_nothing_by_knowing_its_number(proves, verify, right, wrong):
    ours = Reminder(1, "past_due", "bill_due", ACCOUNT)
    assert proves(verify, right, reminder=ours)
    assert not proves(verify, wrong, reminder=ours)
    assert not proves(verify, right, BARE, reminder=ours)
