"""A payment taken elsewhere comes in by POST /api/v1/payments: recorded, put before the pump, and told of."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from click.testing import CliRunner

from integration.ledger import outbox
from integration.model import CHANNELS_PUMPED
from ivr import cli
from tests.ivr.api.parts import ALL_ON, open_intake, payment
from tests.ivr.api.parts import vendor as a_vendor
from tests.ivr.line import ACCOUNT

ELSEWHERE = [name for name in CHANNELS_PUMPED if name != "phone"]
PUMPED = [name for name in ELSEWHERE if CHANNELS_PUMPED[name]]
NEVER = [name for name in ELSEWHERE if not CHANNELS_PUMPED[name]]
WAYS = {"card": "CC", "bank": "ACH", "cash": "CASH", "check": "CHECK"}


@pytest.mark.parametrize("channel", ELSEWHERE)
def test_it_is_recorded_captured_under_its_own_id_and_confirmation(line, vendor, channel):
    answer = vendor.bring(channel=channel, fee_cents=150)
    assert (answer.status_code, answer.content_type) == (201, "application/json")
    (row,) = line.rows("payments")
    told = answer.json
    assert told["posting"] is None or told["posting"]["state"] == "ready"
    assert {name: told[name] for name in told if name != "posting"} == {
        "payment_id": row.payment_id,
        "confirmation": row.confirmation,
        "bid": "1368",
        "account_ending": ACCOUNT[-4:],
        "amount_cents": 4250,
        "fee_cents": 150,
        "method": "cash",
        "channel": channel,
        "state": "captured",
        "captured_at": "2026-11-20T15:00:00+00:00",
    }
    assert (row.account_number, row.state, row.call_sid, row.attempt) == (ACCOUNT, "captured", None, None)
    assert row.captured_at == datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert row.next_look_at is None  # no gateway of ours knows it: nobody looks it up


@pytest.mark.parametrize("channel", PUMPED)
def test_a_pumped_one_stands_in_the_outbox_with_the_amount_and_without_the_fee(line, vendor, channel):
    told = vendor.bring(channel=channel, fee_cents=150).json
    (row,) = line.rows("outbox")
    assert (row.payment_id, row.op, row.state, row.amount_cents) == (told["payment_id"], "payment", "ready", 4250)
    assert (row.effective, row.way, row.reference) == (date(2026, 11, 20), "cash", told["posting"]["reference"])


@pytest.mark.parametrize("channel", NEVER)
def test_one_that_is_never_pumped_stands_in_no_outbox(line, vendor, channel):
    assert vendor.bring(channel=channel).json["posting"] is None
    assert (len(line.rows("payments")), line.rows("outbox")) == (1, [])


def test_the_books_date_is_the_billers_when_the_money_was_taken(line, vendor):
    vendor.bring(paid_at="2026-11-20T02:30:00Z")  # half past nine in the evening before, at the biller's
    assert line.rows("outbox")[0].effective == date(2026, 11, 19)


@pytest.mark.parametrize(("way", "word"), WAYS.items())
def test_the_billers_system_hears_how_it_was_paid(line, vendor, way, word):
    vendor.bring(method=way)
    site = line.box.site
    with site.database.write() as connection:
        (claimed,) = outbox.claim(connection, "1368", token="t", now=site.clock.now(), lease_s=60)
    site.books("1368").post(claimed.posting)
    (item,) = line.box.cayenta.books.journal.items
    assert item.payment_tp == word


def test_an_account_that_nobody_knows_is_taken_for_the_money_was(line, vendor):
    assert vendor.bring(account_number="9999999999").status_code == 201
    assert line.rows("outbox")[0].account_number == "9999999999"


def test_a_payment_is_looked_at_by_its_id(vendor):
    told = vendor.bring()
    found = vendor.show(told.json["payment_id"])
    assert (found.status_code, found.json) == (200, told.json)
    assert told.headers["Location"] == f"/api/v1/payments/{told.json['payment_id']}"


def test_another_billers_payment_is_not_found(line, vendor):
    told = vendor.bring().json
    with line.database.write() as connection:
        connection.exec_driver_sql("UPDATE payments SET bid = '2000'")
    assert vendor.show(told["payment_id"]).status_code == 404
    assert vendor.show(uuid4()).json["type"] == "urn:ivr:problem:no-payment"


def test_a_cloudstore_payment_needs_no_account(line, vendor):
    assert vendor.bring(channel="cloudstore", account_number=None, description="Hydrant permit").status_code == 201
    assert (line.rows("payments")[0].account_number, line.rows("intakes")[0].description) == ("", "Hydrant permit")


@pytest.mark.parametrize("channel", [name for name in ELSEWHERE if name != "cloudstore"])
def test_all_others_need_one(quick_line, quick_vendor, channel):
    answer = quick_vendor.bring(channel=channel, account_number=None)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "account_number")
    assert quick_line.rows("payments") == quick_line.rows("intakes") == []


@pytest.mark.parametrize(
    ("channel", "product", "row"),
    [
        ("kiosk", "kiosk", "P9 Kiosk"),
        ("obd", "online_bank_direct", "P13 Online Bank Direct"),
        ("pos", "pos_connect", "P11 POSConnect"),
        ("cloudstore", "cloudstore", "P5 CloudStore"),
    ],
)
def test_a_channel_that_the_biller_has_not_is_refused_by_its_row(clock, channel, product, row):
    others = ALL_ON["products"] | {product: False}
    with open_intake(clock, products=others) as line:
        answer = a_vendor(line).bring(channel=channel)
        assert (answer.status_code, answer.json["type"]) == (403, "urn:ivr:problem:channel")
        assert answer.json["detail"] == f"{row} is off for biller 1368 (products.{product})"
        assert line.rows("payments") == line.rows("intakes") == []


def test_posconnect_needs_a_new_cayenta_at_the_door_too(clock):
    with open_intake(clock, cu_version="7.8.9") as line:
        answer = a_vendor(line).bring(channel="pos")
        assert answer.status_code == 403
        assert answer.json["detail"].startswith("P11 POSConnect needs CU version 7.9.0 or higher")


def test_what_was_taken_is_subtracted_from_what_a_caller_hears(line, vendor):
    vendor.bring(amount_cents=4250)
    caller = line.knock()
    caller.go()
    assert "one hundred dollars" in caller.keys("1", ACCOUNT, "30236")  # 142.50 less 42.50


def test_what_the_pump_never_tells_of_does_not_lower_what_a_caller_owes(line, vendor):
    """Cayenta has posted POSConnect's itself; a CloudStore payment was never owed."""
    vendor.bring(channel="pos", amount_cents=4250)
    vendor.bring(channel="cloudstore", amount_cents=4250)
    caller = line.knock()
    caller.go()
    assert "one hundred forty-two dollars and fifty cents" in caller.keys("1", ACCOUNT, "30236")


def test_what_was_taken_elsewhere_is_given_back_there(line, vendor):
    told = vendor.bring(payment()).json
    words = ["payments", "void", told["confirmation"], "--why", "wrong account"]
    result = CliRunner().invoke(cli.ivr, words, obj=line.box.site)
    assert (result.exit_code, "was taken by kiosk" in result.stderr) == (1, True)
