"""The charge at the desk: every ending, every crash; and the gateway's own journal says how often money moved."""

import json
from uuid import UUID

import pytest
from sqlalchemy import update

from integration.ledger import payments
from integration.ledger.tables import calls
from integration.money import Money
from integration.sandbox.gateway import Door
from integration.wires.loopback import Cut
from ivr.desk import Desk
from ivr.store import WORK_S_MAX
from tests.ivr.line import ACCOUNT, ZIP, House, call_of, mint, open_line
from workers.lookups import Lookups

PAID = "Thank you. Your payment of"
UNKNOWN = "Please do not pay again"
DECLINED = "did not approve"
UNREACHABLE = "could not reach the bank"


class Crash(BaseException):
    """The process dies here."""


@pytest.fixture
def line(clock):
    with open_line(clock) as line:
        yield line


@pytest.fixture
def payer(line):
    """A caller whose card has been taken: the next request charges it."""
    payer = line.knock()
    payer.to_card()
    payer.card(mint(line))
    assert payer.turn == "charge"
    return payer


def payment(line):
    (row,) = line.rows("payments")
    return row


def work_off(payer):
    """The charge; what the caller hears of it."""
    return payer.go()


def look(line, hours=1):
    """What the workers do about payments without an ending, every hour."""
    for _hour in range(hours):
        line.box.clock.pause(3600.0)
        Lookups(line.box.site).look()


ENDINGS = [
    ("approve", PAID, "captured", 1),
    ("decline do_not_honor", DECLINED, "declined", 0),
    ("timeout", UNKNOWN, "unknown", 0),
    ("timeout-after-capture", UNKNOWN, "unknown", 1),
    ("down", UNKNOWN, "unknown", 0),
    ("garbled", UNKNOWN, "unknown", 1),
    ("slow 3", PAID, "captured", 1),
    ("slow 5", UNKNOWN, "unknown", 1),
]


@pytest.mark.parametrize(("fault", "words", "state", "charges"), ENDINGS, ids=[row[0] for row in ENDINGS])
def test_every_ending_of_a_charge(line, payer, fault, words, state, charges):
    line.box.gateway.plan(fault)
    assert words in work_off(payer)
    assert payment(line).state == state
    assert len(line.charges()) == charges
    assert len(line.rows("outbox")) == (state == "captured")
    assert payment(line).token_sealed == ""


def test_a_gateway_that_cannot_be_reached_was_asked_for_nothing(line, payer):
    line.box.gateway_wire.cuts.append(Cut.REFUSED)
    assert UNREACHABLE in work_off(payer)
    assert payment(line).state == "abandoned"
    assert line.box.gateway.journal.entries == []


@pytest.mark.parametrize(("cut", "charges"), [(Cut.BEFORE, 0), (Cut.AFTER, 1)])
def test_a_connection_that_breaks_leaves_the_charge_unknown(line, payer, cut, charges):
    line.box.gateway_wire.cuts.append(cut)
    assert UNKNOWN in work_off(payer)
    assert (payment(line).state, len(line.charges())) == ("unknown", charges)


@pytest.mark.parametrize(
    ("fault", "state", "charges"), [("timeout-after-capture", "captured", 1), ("timeout", "abandoned", 0)]
)
def test_an_unknown_charge_is_looked_up_until_it_is_known(line, payer, fault, state, charges):
    line.box.gateway.plan(fault)
    work_off(payer)
    look(line, hours=4)
    assert payment(line).state == state
    assert len(line.charges()) == len(line.rows("outbox")) == charges


def test_an_unknown_charge_is_no_reason_to_pay_again(line, payer):
    line.box.gateway.plan("timeout-after-capture")
    work_off(payer)
    again = line.knock()
    again.go()
    heard = again.keys("1", ACCOUNT, ZIP)
    assert "still checking a payment of one hundred forty-two dollars" in heard
    assert again.turn == "payment_unsure"
    for key in ("1", "2", "3"):
        again.go(Digits=key)
    assert again.turn == "goodbye"
    assert len(line.rows("payments")) == 1


def test_the_fee_is_charged_and_not_posted(clock):
    with open_line(clock, terms={"payments": {"fee": {"card": "2.50"}}}) as line:
        payer = line.knock()
        payer.to_card()
        payer.card(mint(line))
        work_off(payer)
        assert [charge["amount_cents"] for charge in line.charges()] == [14_500]
        assert [posting.amount_cents for posting in line.rows("outbox")] == [14_250]


def test_the_gateway_is_told_the_payment_id_and_nothing_about_the_payer(line, payer):
    work_off(payer)
    (charge,) = line.charges()
    assert charge["reference"] == charge["key"] == payment(line).payment_id
    assert ACCOUNT not in json.dumps(line.box.gateway.journal.entries)


# Crashes: the process dies, and Twilio or the caller asks again


def crash_after(monkeypatch, owner, name):
    """The thing is done, and then the process dies, once."""
    real = getattr(owner, name)

    def done_and_dead(*args, **kwargs):
        monkeypatch.undo()
        real(*args, **kwargs)
        raise Crash

    monkeypatch.setattr(owner, name, done_and_dead)


def die(payer):
    with pytest.raises(Crash):
        payer.go()


def test_a_crash_between_charge_and_commit_is_looked_up_and_not_charged_again(line, payer, clock, monkeypatch):
    crash_after(monkeypatch, line.box.site.gateway("1368"), "charge")
    die(payer)
    assert (payment(line).state, len(line.charges())) == ("charging", 1)
    assert "One moment" in payer.go(payer.place)  # another is still at it, for all we know
    clock.pause(WORK_S_MAX)
    assert PAID in payer.go(payer.place)
    assert (payment(line).state, len(line.charges()), len(line.rows("outbox"))) == ("captured", 1, 1)


def test_a_crash_before_the_intent_to_charge_was_committed_undoes_it(line, payer, clock, monkeypatch):
    crash_after(monkeypatch, payments, "start_charge")
    die(payer)
    assert payment(line).state == "intent"
    clock.pause(WORK_S_MAX + 1)
    assert PAID in payer.go(payer.place)
    assert len(line.charges()) == 1


def test_a_crash_after_the_intent_to_charge_was_committed(line, payer, clock, monkeypatch):
    crash_after(monkeypatch, line.box.site.vault, "open")
    die(payer)
    assert payment(line).state == "charging"
    clock.pause(WORK_S_MAX + 1)
    assert UNKNOWN in payer.go(payer.place)
    assert (payment(line).state, line.charges()) == ("unknown", [])
    look(line, hours=4)
    assert payment(line).state == "abandoned"


def test_a_crash_and_a_gateway_that_does_not_answer_the_look_up(line, payer, clock, monkeypatch):
    crash_after(monkeypatch, line.box.site.gateway("1368"), "charge")
    die(payer)
    clock.pause(WORK_S_MAX + 1)
    line.box.gateway.faults.plan(Door.LOOK_UP, ["down"], then="approve")
    assert UNKNOWN in payer.go(payer.place)
    assert payment(line).state == "unknown"
    look(line)
    assert (payment(line).state, len(line.charges()), len(line.rows("outbox"))) == ("captured", 1, 1)


@pytest.mark.parametrize("fault", ["down", "garbled", "timeout", "slow 5"])
def test_no_answer_to_a_look_up_means_unknown(line, payer, clock, monkeypatch, fault):
    crash_after(monkeypatch, line.box.site.gateway("1368"), "charge")
    die(payer)
    clock.pause(WORK_S_MAX + 1)
    line.box.gateway.faults.plan(Door.LOOK_UP, [fault])
    assert UNKNOWN in payer.go(payer.place)
    assert payment(line).state == "unknown"
    assert len(line.charges()) == 1


def test_a_charge_of_another_amount_is_nothing_to_post(line, payer, clock):
    """D5: the gateway holds our reference with an amount that nobody agreed to."""
    site = line.box.site
    payment_id = UUID(payment(line).payment_id)

    with site.database.write() as connection:
        payments.start_charge(connection, payment_id, clock.now())
    site.gateway("1368").charge(payment_id, mint(line), Money(99_999), "somebody else's")
    assert UNKNOWN in work_off(payer)
    look(line)
    assert (payment(line).state, line.rows("outbox")) == ("unknown", [])
    assert [row.what for row in line.rows("audit")] == ["charge contradicted"]


@pytest.mark.parametrize("fault", ["approve", "decline no", "timeout-after-capture", "down"])
def test_a_hundred_repeats_of_the_work_charge_once(line, payer, fault, clock):
    line.box.gateway.plan(fault)
    path = payer.place
    first = payer.go(path)
    for repeat in range(100):
        clock.pause(float(repeat))
        assert payer.go(path) == first
    assert len(line.box.gateway.journal.entries) == (0 if fault == "down" else 1)
    assert len(line.rows("payments")) == 1


def test_a_hundred_repeats_of_the_card_are_one_payment(line):
    payer = line.knock()
    payer.to_card()
    path = payer.place
    first = payer.card(mint(line))
    for _repeat in range(100):
        payer.place = path
        assert payer.card(mint(line)) == first  # each with another token
    work_off(payer)
    assert len(line.charges()) == len(line.rows("payments")) == 1


# What <Pay> may say


@pytest.mark.parametrize(
    ("result", "token"),
    [
        ("success", ""),
        ("payment-connector-error", "tok_mine"),
        ("caller-interrupted-with-star", "tok_mine"),
        ("caller-hung-up", "tok_mine"),
        ("validation-error", ""),
        ("too-many-failed-attempts", ""),
        ("", "tok_mine"),
        ("charged-twice-for-fun", "tok_mine"),
    ],
)
def test_anything_but_success_with_a_token_is_abandoned_and_keeps_no_token(line, result, token):
    payer = line.knock()
    payer.to_card()
    payer.card(token, result)
    row = payment(line)
    assert (row.state, row.token_sealed, row.card_ending) == ("abandoned", "", "")
    assert line.charges() == []


def test_a_token_of_somebodys_own_making_charges_nothing(line):
    payer = line.knock()
    payer.to_card()
    payer.card("tok_made_up")
    assert DECLINED in work_off(payer)
    assert (payment(line).state, line.charges()) == ("declined", [])


def test_a_second_card_is_a_second_payment_with_a_number_of_its_own(line, payer):
    line.box.gateway.plan("decline do_not_honor")
    work_off(payer)
    payer.keys("1")
    payer.card(mint(line))
    assert PAID in work_off(payer)
    first, second = sorted(line.rows("payments"), key=lambda row: row.attempt)
    assert (first.state, second.state) == ("declined", "captured")
    assert first.payment_id != second.payment_id
    assert first.confirmation != second.confirmation
    assert len(line.charges()) == 1


def test_an_intent_that_was_looked_up_meanwhile_is_not_charged(line, clock):
    """The caller took eleven minutes over his card, and the look-up found no charge: the payment is over."""
    payer = line.knock()
    payer.to_card()
    clock.pause(11 * 60.0)
    Lookups(line.box.site).look()
    assert payment(line).state == "abandoned"
    payer.card(mint(line))
    assert DECLINED in work_off(payer)
    assert line.charges() == []


# A blocked way, at every door


@pytest.mark.parametrize("block", ["N", "C"])
@pytest.mark.parametrize("ways", [["card"], ["card", "bank"]])
def test_a_blocked_account_reaches_no_card_by_any_crafted_request(clock, block, ways):
    with open_line(clock, houses=[House(block=block)], terms={"payments": {"ways": ways, "prepay": True}}) as line:
        caller = line.knock()
        caller.go()
        caller.keys("1", ACCOUNT, ZIP)
        assert caller.turn == "not_payable"
        for number in range(1, 30):
            for path in crafted(number):
                caller.go(path, Digits="1", Result="success", PaymentToken="tok_mine", DialCallStatus="busy")
                assert caller.turn not in {"pay_card", "charge", "confirm_payment"}, path
        assert line.rows("payments") == []
        assert line.charges() == []


def crafted(number):
    """Every door on the way to a payment, out of its order."""
    menus = (
        "read_balance",
        "not_payable",
        "confirm_payment",
        "confirm_repeat",
        "pay_left",
        "declined",
        "no_agent",
        "ask_amount",
    )
    yield from (f"/voice/keyed/{turn}/{number}" for turn in menus)
    yield f"/voice/paid/pay_card/{number}"
    yield f"/voice/work/charge/{number}"
    yield f"/voice/dialed/agent/{number}"


@pytest.mark.parametrize("turn", ["confirm_payment", "confirm_repeat", "pay_left", "declined"])
def test_an_account_that_is_blocked_in_mid_call_is_refused_at_the_last_door(clock, turn):
    with open_line(clock) as line:
        caller = line.knock()
        caller.to_card()
        _rewrite(line, caller.call_sid, turn)
        caller.go(f"/voice/keyed/{turn}/8", Digits="1")
        assert caller.turn == "agent"
        assert len(line.rows("payments")) == 1  # the one before


def _rewrite(line, call_sid, turn):
    """The call stands in this turn, and its account has been blocked since."""
    (row,) = line.rows("calls")
    state = json.loads(row.state)
    state |= {"turn": turn, "owed": state["owed"] | {"closed_ways": ["card"]}}
    with line.database.write() as connection:
        connection.execute(update(calls).where(calls.c.call_sid == call_sid).values(turn=turn, state=json.dumps(state)))


def test_a_charge_without_an_intent_is_a_mistake_of_ours(line):
    with pytest.raises(ValueError, match="which has no intent"):
        Desk(line.box.site).do("charge", call_of("charge", of=line.box.biller, attempt=7))
