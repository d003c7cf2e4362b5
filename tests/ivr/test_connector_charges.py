"""A connector that charges inside <Pay>: whichever news of it comes, in whatever order, one charge is one payment.

reliability.md 0.7: "If a connector only charges, rule 6 plus settlement-file matching is mandatory."
"""

import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from integration.reconciling.day import Day, keep
from integration.sandbox.box import ACCOUNT_SID, GATEWAY_KEY
from integration.sandbox.gateway.box import CONNECTOR_USER
from tests.ivr.line import open_line
from workers.lookups import Lookups

TERMS = {"payments": {"charge": "connector", "fee": {"card": "2.50"}}}
TOTAL_CENTS, BILL_CENTS = 14_500, 14_250
MINUTE_S = 60.0
NEWS = ("result", "status", "look")


@pytest.fixture
def line(clock, database):
    with open_line(clock, terms=TERMS, database=database) as line:
        yield line


@pytest.fixture
def payer(line):
    payer = line.knock()
    payer.to_card()
    return payer


def reference(payer):
    """The name of the charge, as <Pay> hands it to the connector."""
    return re.search(r'<Parameter name="reference" value="([0-9a-f-]{36})"', payer.said)[1]


def result_url(payer):
    return re.search(r'action="https?://[^/]+(/voice/paid/[^"]+)"', payer.said)[1]


def charge(line, payer, amount=None):
    """The connector charges, as Twilio asks it to; the charge's id."""
    asked = re.search(r'chargeAmount="([0-9.]+)"', payer.said)[1]
    card = {"cardnumber": "4111111111111111", "expiry_month": "12", "expiry_year": "30", "cvv": "123"}
    order = {"method": "charge", "transaction_id": "PK1", "amount": amount or asked, "currency_code": "USD", **card}
    told = {**order, "description": "", "parameters": {"reference": reference(payer)}}
    secret = b64encode(f"{CONNECTOR_USER}:{GATEWAY_KEY}".encode()).decode()
    door = line.box.gateway.app.test_client()
    return door.post("/connector", json=told, headers={"Authorization": f"Basic {secret}"}).get_json()["charge_id"]


def tell(line, payer, news, charge_id):
    """One piece of news of the charge."""
    if news == "result":
        line.post(result_url(payer), payer.form | {"Result": "success", "PaymentConfirmationCode": charge_id})
    elif news == "status":  # twilio.md 8: "Only AccountSid, CallSid (+ For, …). NOT the full standard set."
        form = {"AccountSid": ACCOUNT_SID, "CallSid": payer.call_sid, "For": "payment-processing", "Attempt": "1"}
        assert line.post("/voice/pay-status", form).status_code == 204
    else:
        Lookups(line.box.site).look()


def payment(line):
    (row,) = line.rows("payments")
    return row


def paid_once(line, charge_id):
    """One charge, one payment with the bill and the fee apart, one posting of the bill alone."""
    row = payment(line)
    assert (row.state, row.charge_id, row.amount_cents, row.fee_cents) == ("captured", charge_id, BILL_CENTS, 250)
    assert [order.amount_cents for order in line.rows("outbox")] == [BILL_CENTS]
    assert [entry["amount_cents"] for entry in line.charges()] == [TOTAL_CENTS]


def test_the_intent_is_a_charge_before_pay_is_spoken(line, payer):
    """From that moment on somebody else may charge, so no second payment is offered meanwhile."""
    assert (payment(line).state, payment(line).payment_id) == ("charging", reference(payer))


@pytest.mark.parametrize("order", list(permutations(NEWS)), ids="-".join)
def test_the_news_in_every_order(line, payer, order):
    charge_id = charge(line, payer)
    line.box.clock.pause(11 * MINUTE_S)  # the look-up is due too
    for news in order:
        tell(line, payer, news, charge_id)
    paid_once(line, charge_id)
    assert payer.go(result_url(payer), Result="success", PaymentConfirmationCode=charge_id)
    assert "confirmation number is" in payer.go()


def test_all_the_news_at_once(line, payer):
    charge_id = charge(line, payer)
    line.box.clock.pause(11 * MINUTE_S)
    with ThreadPoolExecutor(len(NEWS) * 3) as threads:
        told = [threads.submit(tell, line, payer, news, charge_id) for news in NEWS * 3]
    assert all(each.exception() is None for each in told)
    paid_once(line, charge_id)


def test_a_result_that_never_came_is_found_in_a_minute(line, payer):
    """Twilio had begun to charge, and its webhook was lost with the call."""
    charge_id = charge(line, payer)
    tell(line, payer, "status", charge_id)
    assert Lookups(line.box.site).look() == 0
    line.box.clock.pause(1 * MINUTE_S)
    assert Lookups(line.box.site).look() == 1
    paid_once(line, charge_id)


@pytest.mark.parametrize(
    ("result", "state"),
    [
        ({"Result": "caller-interrupted-with-star"}, "abandoned"),
        ({"Result": "payment-connector-error", "PayErrorCode": "64008"}, "declined"),
    ],
)
def test_one_that_was_given_up_is_found_in_the_settlement_list(line, payer, clock, result, state):
    """Star, or a clear no, and all look-ups in vain; then the gateway's own list of the day has a charge for it."""
    line.post(result_url(payer), payer.form | result)
    for _look in range(3):
        clock.pause(60 * MINUTE_S)
        Lookups(line.box.site).look()
    assert payment(line).state == state
    charge_id = charge(line, payer)
    site = line.box.site
    keep(site, Day(site, line.box.biller, clock.now().date()).reconcile(), "nightly")
    assert Lookups(site).look() == 1
    paid_once(line, charge_id)


def test_who_hangs_up_before_the_card_is_whole_may_call_again_and_pay(line, payer):
    """Nothing can have been charged, and a shut-off may be near; it is looked up in its time all the same."""
    line.post(result_url(payer), payer.form | {"Result": "caller-hung-up", "PaymentCardNumber": "xxxx-1111"})
    assert payment(line).state == "abandoned"
    again = line.knock()
    again.to_card()
    assert "<Pay" in again.said
    line.box.clock.pause(10 * MINUTE_S)
    assert Lookups(line.box.site).look() == 2


@pytest.mark.parametrize(("keyed", "is_begun"), [({"SecurityCode": "***"}, False), ({}, True)])
def test_who_hangs_up_while_the_connector_may_be_at_work_is_looked_up_first(line, payer, keyed, is_begun):
    """By the card that was whole, or by the status callback: either is enough, for neither is sure to come."""
    if is_begun:
        tell(line, payer, "status", "")
    line.post(result_url(payer), payer.form | {"Result": "caller-hung-up"} | keyed)
    assert payment(line).state == "charging"
    charge_id = charge(line, payer)
    line.box.clock.pause(1 * MINUTE_S)
    Lookups(line.box.site).look()
    paid_once(line, charge_id)


def test_late_news_of_one_that_was_given_up_brings_its_look_forward(line, payer):
    line.post(result_url(payer), payer.form | {"Result": "caller-hung-up"})
    charge_id = charge(line, payer)
    tell(line, payer, "status", charge_id)
    line.box.clock.pause(1 * MINUTE_S)
    Lookups(line.box.site).look()
    paid_once(line, charge_id)


def test_star_while_the_connector_is_at_work_does_not_free_the_way_to_a_second_charge(line, payer):
    charge_id = charge(line, payer)
    payer.go(result_url(payer), Result="caller-interrupted-with-star", SecurityCode="***")
    assert "confirmation number is" in payer.go()
    paid_once(line, charge_id)


def test_another_amount_than_agreed_is_never_taken_by_itself(line, payer):
    charge(line, payer, amount="1.0")
    line.box.clock.pause(10 * MINUTE_S)
    Lookups(line.box.site).look()
    assert (payment(line).state, line.rows("outbox")) == ("charging", [])


def test_a_stranger_hears_nothing_of_a_call(line, payer):
    form = {"AccountSid": ACCOUNT_SID, "CallSid": payer.call_sid, "For": "payment-processing"}
    assert line.post("/voice/pay-status", form, signed="x" * 28).status_code == 403
    assert line.post("/voice/pay-status", form | {"To": "+17705550199"}).status_code == 403
