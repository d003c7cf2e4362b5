"""What is known of a connector's charge by what <Pay> tells alone, and what <Pay> is told to charge."""

import dataclasses
import re

import pytest

from integration.sandbox.box import CLAYTON
from integration.settings import SHIPPED_PROMPTS
from ivr.call import Owed, Paid
from ivr.scenes.paying.answers import after_card
from ivr.scenes.paying.charged import Charged, by_connector, charged
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.twiml import Renderer
from tests.ivr.line import biller, call_of

TOKEN = biller()
CONNECTOR = biller(payments=CLAYTON["payments"] | {"charge": "connector", "fee": {"card": "2.50"}})
OWED = Owed("0012345678", "B-1", 14_250, 4_250, "2026-11-05", "")
STAR, HUNG_UP = "caller-interrupted-with-star", "caller-hung-up"
RESULTS = [
    # (what <Pay> came to, what is known, the next turn)
    (Paid("success", charge_id="ch_1"), Charged.YES, "charge"),
    (Paid("success"), Charged.MAYBE, "charge"),
    (Paid("payment-connector-error", error="64008"), Charged.DECLINED, "declined"),
    (Paid("payment-connector-error", error="64012"), Charged.DECLINED, "declined"),
    (Paid("payment-connector-error", error="64007"), Charged.MAYBE, "charge"),  # no answer of the connector
    (Paid("payment-connector-error"), Charged.MAYBE, "charge"),
    (Paid("payment-connector-error", error="64022"), Charged.NO, "pay_left"),
    (Paid("internal-error"), Charged.MAYBE, "charge"),
    (Paid("transaction-cancelled"), Charged.MAYBE, "charge"),
    (Paid(""), Charged.MAYBE, "charge"),  # Twilio fell through to the next verb
    (Paid(HUNG_UP), Charged.NO, "goodbye"),
    (Paid(HUNG_UP, is_whole=True), Charged.MAYBE, "goodbye"),
    (Paid(STAR), Charged.NO, "pay_left"),
    (Paid(STAR, is_whole=True), Charged.MAYBE, "charge"),
    (Paid("too-many-failed-attempts"), Charged.NO, "pay_left"),
    (Paid("validation-error"), Charged.NO, "pay_left"),
]


@pytest.mark.parametrize(("paid", "known", "then"), RESULTS, ids=[repr(row[0]) for row in RESULTS])
def test_what_is_known_by_each_result(paid, known, then):
    assert charged(paid) is known
    assert after_card(paying(CONNECTOR), paid).turn == then


@pytest.mark.parametrize(
    ("of", "paid", "was_to_charge"),
    [
        (CONNECTOR, Paid("internal-error"), True),
        (TOKEN, Paid("internal-error"), False),
        (CONNECTOR, Paid("success", token_sealed="sealed"), False),  # "token" when <Pay> was spoken
        (TOKEN, Paid("success", charge_id="ch_1"), True),
    ],
)
def test_a_file_that_was_changed_in_mid_call_loses_no_charge(of, paid, was_to_charge):
    assert by_connector(paying(of), paid) is was_to_charge


def test_each_caller_is_charged_his_own_amount_under_his_own_reference():
    renderer = fresh()
    first = paying(CONNECTOR)
    for call in (first, dataclasses.replace(first, call_sid=f"CA{2:032x}", amount=4_250, attempt=2)):
        document = renderer.render(call).twiml.decode()
        assert re.findall(r'chargeAmount="([^"]*)"', document) == [f"{(call.amount + 250) / 100:.2f}"]
        assert re.findall(r'name="reference" value="([^"]*)"', document) == [call.payment_id()]
        assert 'currency="usd"' in document
        assert "tokenType" not in document


@pytest.mark.parametrize("turn", ["later_card", "autopay_card"])
def test_a_card_that_is_kept_for_another_day_is_never_charged_by_pay(turn):
    """Not even where a deploy brings a connector that charges while the caller is in this turn."""
    document = fresh().render(dataclasses.replace(paying(CONNECTOR), turn=turn)).twiml.decode()
    assert "<Pay" in document
    assert "chargeAmount" not in document


def fresh():
    return Renderer(SCRIPT, Speech.load(SHIPPED_PROMPTS, ["en"]), "https://line.example")


def paying(of):
    return call_of("pay_card", of=of, owed=OWED, pays="all", way="card", amount=14_250, attempt=1, day="2026-12-04")
