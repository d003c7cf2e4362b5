"""What every gateway behind `ports.Gateway` must do, in one process and over real sockets alike."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from pydantic import SecretStr

from integration.bank_data import BankData, TokenCorrected
from integration.billers.biller import GatewayAccess
from integration.clock import SystemClock, VirtualClock
from integration.errors import Garbled, Unavailable
from integration.gateway import JsonGateway
from integration.model import Captured, Charge, Declined, Kept, Undone, Unsure
from integration.money import Money
from integration.ports import HttpRequest
from integration.sandbox.gateway import GatewayBox
from integration.sandbox.gateway.server import gateway_server
from integration.wires import HttpWire, LoopbackWire

KEY = "a key for tests only"
CARD = (
    b'{"method": "tokenize", "transaction_id": "PK1", "cardnumber": "4111111111111111", "cvv": "123",'
    b' "expiry_month": "12", "expiry_year": "34"}'
)
JSON = {"content-type": "application/json"}
BANK = (
    b'{"method": "tokenize", "transaction_id": "PK2", "bankaccountnumber": "7351902846113",'
    b' "routingnumber": "091400606"}'
)
TWILIO = JSON | {"authorization": "Basic dHdpbGlvOmEga2V5IGZvciB0ZXN0cyBvbmx5"}
BEARER = JSON | {"authorization": f"Bearer {KEY}"}
AMOUNT = Money(4250)


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    with gateway_server(tmp_path_factory.mktemp("gateway") / "journal.jsonl", key=KEY) as url:
        yield url


@pytest.fixture(params=["loopback", pytest.param("process", marks=pytest.mark.servers)])
def place(request):
    """A gateway somewhere: its URL and a wire to it."""
    if request.param == "process":
        return SimpleNamespace(url=request.getfixturevalue("process"), wire=HttpWire(sandbox=True), clock=SystemClock())
    clock = VirtualClock(datetime(2026, 11, 20, tzinfo=UTC))
    wire = LoopbackWire(GatewayBox(clock, key=KEY).app, clock)
    return SimpleNamespace(url="http://gateway.test", wire=wire, clock=clock)


@pytest.fixture
def gateway(place):
    return JsonGateway(GatewayAccess(url=place.url, key=SecretStr(KEY), deadline_s=0.3), place.wire)


@pytest.fixture
def token(place):
    reply = place.wire.exchange(HttpRequest("POST", f"{place.url}/connector", CARD, TWILIO), deadline_s=5)
    return reply.body.decode().split('"token_id":"')[1].split('"')[0]


@pytest.fixture
def bank_token(place):
    reply = place.wire.exchange(HttpRequest("POST", f"{place.url}/connector", BANK, TWILIO), deadline_s=5)
    return reply.body.decode().split('"token_id":"')[1].split('"')[0]


def plan(place, fault, door=b"charge"):
    body = b'{"door": "' + door + b'", "faults": ["' + fault.encode() + b'"]}'
    assert place.wire.exchange(HttpRequest("POST", f"{place.url}/faults", body, BEARER), deadline_s=5).status == 200


def test_a_charge_is_captured_and_found_again(gateway, token):
    payment = uuid4()
    outcome = gateway.charge(payment, token, AMOUNT, "Water bill")
    assert isinstance(outcome, Captured)
    assert gateway.look_up(payment) == Charge(outcome.charge_id, str(payment), AMOUNT, "captured")


def test_the_same_payment_is_never_charged_twice(gateway, token):
    payment = uuid4()
    assert gateway.charge(payment, token, AMOUNT, "") == gateway.charge(payment, token, AMOUNT, "")
    assert isinstance(gateway.charge(payment, token, Money(1), ""), Unsure)
    assert gateway.look_up(payment).amount == AMOUNT


def test_what_was_never_charged_is_not_there(gateway):
    assert gateway.look_up(uuid4()) is None


def test_a_decline_is_a_clear_no_and_leaves_no_charge(gateway, token, place):
    payment = uuid4()
    plan(place, "decline do_not_honor")
    assert gateway.charge(payment, token, AMOUNT, "") == Declined("do_not_honor", "declined: do not honor")
    assert gateway.look_up(payment) is None


@pytest.mark.parametrize(
    ("fault", "captured"), [("timeout", False), ("timeout-after-capture", True), ("garbled", True), ("down", False)]
)
def test_an_answer_that_is_not_clear_is_unsure_and_a_look_up_tells(gateway, token, place, fault, captured):
    payment = uuid4()
    plan(place, fault)
    assert isinstance(gateway.charge(payment, token, AMOUNT, ""), Unsure)
    assert (gateway.look_up(payment) is not None) == captured


def test_a_key_that_is_refused_charges_nothing(gateway, token, place):
    payment = uuid4()
    stranger = JsonGateway(GatewayAccess(url=place.url, key=SecretStr("another key")), place.wire)
    with pytest.raises(Unavailable, match="refused our key"):
        stranger.charge(payment, token, AMOUNT, "")
    with pytest.raises(Unavailable):
        stranger.look_up(payment)
    assert gateway.look_up(payment) is None


def charged(gateway, token):
    payment = uuid4()
    gateway.charge(payment, token, AMOUNT, "")
    return payment, gateway.look_up(payment)


def test_a_charge_is_voided_once_however_often_it_is_asked(gateway, token):
    payment, charge = charged(gateway, token)
    assert [gateway.undo(payment, charge), gateway.undo(payment, charge)] == [Undone("voided")] * 2
    assert gateway.look_up(payment).status == "voided"


def test_what_went_back_in_part_is_kept(gateway, token, place):
    payment, charge = charged(gateway, token)
    part = HttpRequest("POST", f"{place.url}/v1/charges/{charge.charge_id}/refunds", b'{"amount_cents": 100}', BEARER)
    assert place.wire.exchange(part, deadline_s=5).status == 200
    assert gateway.undo(payment, charge) == Kept("already_refunded")
    assert gateway.look_up(payment).refunded == Money(100)


def test_a_charge_that_is_not_there_is_kept(gateway):
    assert gateway.undo(uuid4(), Charge("ch_none", str(uuid4()), AMOUNT, "captured")) == Kept("charge_unknown")


@pytest.mark.parametrize(
    ("fault", "status"),
    [("timeout", "captured"), ("timeout-after-capture", "voided"), ("garbled", "voided"), ("down", "captured")],
)
def test_an_undoing_without_a_clear_answer_is_unsure_and_a_look_up_tells(gateway, token, place, fault, status):
    payment, charge = charged(gateway, token)
    plan(place, fault, b"void")
    assert isinstance(gateway.undo(payment, charge), Unsure)
    assert gateway.look_up(payment).status == status


def test_an_undoing_with_a_key_that_is_refused_does_nothing(gateway, token, place):
    payment, charge = charged(gateway, token)
    stranger = JsonGateway(GatewayAccess(url=place.url, key=SecretStr("another key")), place.wire)
    with pytest.raises(Unavailable, match="refused our key"):
        stranger.undo(payment, charge)
    assert gateway.look_up(payment).status == "captured"


RIGHT = BankData(routing_number="322271627", account_number="6402957718205")


def test_bank_data_is_put_right_once_a_key(gateway, bank_token):
    payment, _charge = charged(gateway, bank_token)
    assert [gateway.correct(payment, f"k {payment}", RIGHT) for _ in range(2)] == [TokenCorrected()] * 2
    other = BankData(transaction_code="37")
    assert gateway.correct(payment, f"k {payment}", other) == Kept("key_used_with_another_order")
    assert gateway.correct(payment, f"l {payment}", other) == TokenCorrected()


def test_what_cannot_be_put_right_is_a_clear_no(gateway, token, bank_token):
    card, _charge = charged(gateway, token)
    account, _charge = charged(gateway, bank_token)
    assert gateway.correct(uuid4(), "k 1", RIGHT) == Kept("charge_unknown")
    assert gateway.correct(card, "k 2", RIGHT) == Kept("not_a_bank_account")
    assert gateway.correct(account, "k 3", BankData(routing_number="322271628")) == Kept("number_invalid")


@pytest.mark.parametrize("fault", ["timeout", "timeout-after-capture", "garbled", "down"])
def test_a_correction_without_a_clear_answer_is_unsure(gateway, bank_token, place, fault):
    payment, _charge = charged(gateway, bank_token)
    plan(place, fault, b"correct")
    unsure = gateway.correct(payment, f"k {payment}", RIGHT)
    assert isinstance(unsure, Unsure)
    assert gateway.correct(payment, f"k {payment}", RIGHT) == TokenCorrected()


def test_a_correction_with_a_key_that_is_refused_does_nothing(place):
    stranger = JsonGateway(GatewayAccess(url=place.url, key=SecretStr("another key")), place.wire)
    with pytest.raises(Unavailable, match="refused our key"):
        stranger.correct(uuid4(), "k", RIGHT)


def made_today(gateway, place):
    """By reference, the charges that the gateway lists for the UTC days of this minute."""
    now = place.clock.now()
    days = {now.date(), (now - timedelta(minutes=1)).date()}  # midnight may pass while the test runs
    listed = [one for day in days for one in gateway.settled(day)]
    return {reference: [one for one in listed if one.charge.reference == reference] for reference in map(_of, listed)}


def _of(settled):
    return settled.charge.reference


def test_a_day_lists_its_charges_as_they_stand_now(gateway, token, place):
    (kept, charge), (voided, undone), (part, parted) = [charged(gateway, token) for _payment in range(3)]
    gateway.undo(voided, undone)
    body = b'{"amount_cents": 100}'
    place.wire.exchange(
        HttpRequest("POST", f"{place.url}/v1/charges/{parted.charge_id}/refunds", body, BEARER), deadline_s=5
    )
    listed = made_today(gateway, place)
    assert [one.charge for one in listed[str(kept)]] == [charge]
    assert [one.charge.status for one in listed[str(voided)]] == ["voided"]
    assert [(one.charge.status, one.charge.refunded) for one in listed[str(part)]] == [("captured", Money(100))]
    (one,) = listed[str(kept)]
    assert abs(one.made_at - place.clock.now()) < timedelta(seconds=30)


def test_a_decline_is_in_no_list(gateway, token, place):
    payment = uuid4()
    plan(place, "decline do_not_honor")
    gateway.charge(payment, token, AMOUNT, "")
    assert str(payment) not in made_today(gateway, place)


def test_two_charges_under_one_reference_are_both_listed(gateway, token, place):
    payment, charge = charged(gateway, token)
    order = f'{{"reference": "{payment}", "token": "{token}", "amount_cents": 4250, "currency": "usd"}}'.encode()
    again = HttpRequest("POST", f"{place.url}/v1/charges", order, BEARER | {"idempotency-key": str(uuid4())})
    assert place.wire.exchange(again, deadline_s=5).status == 200
    listed = made_today(gateway, place)[str(payment)]
    assert len({one.charge.charge_id for one in listed} | {charge.charge_id}) == 2


def test_another_day_lists_none_of_them(gateway, token, place):
    payment, _charge = charged(gateway, token)
    assert str(payment) not in map(_of, gateway.settled(place.clock.now().date() - timedelta(days=2)))


@pytest.mark.parametrize(("fault", "trouble"), [("down", Unavailable), ("garbled", Garbled)])
def test_a_list_that_does_not_come_whole_is_no_list(gateway, place, fault, trouble):
    plan(place, fault, b"settlements")
    with pytest.raises(trouble):
        gateway.settled(place.clock.now().date())
