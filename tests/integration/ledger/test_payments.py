"""A payment's life in SQL: every change is a compare-and-set, and a capture is never without its posting."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from integration.billers import Biller
from integration.ledger import confirmations, orders, payments
from integration.ledger.payments import Intent
from integration.ledger.tables import outbox, outbox_events
from integration.ledger.tables import payments as payments_table
from integration.model import PaymentState, Pays, Way, payment_id_of
from integration.money import Money

NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
STATES = tuple(PaymentState)
ENDED = (PaymentState.CAPTURED, PaymentState.DECLINED, PaymentState.ABANDONED)
OPEN = {PaymentState.INTENT, PaymentState.CHARGING, PaymentState.UNKNOWN}
SEALED = "sealed-token"
CALL = "CA" + "1" * 32
CROWD = 8


class Crash(Exception):
    """The process dies here."""


@pytest.fixture(scope="module")
def biller():
    return Biller.model_validate(
        {
            "bid": "1368",
            "name": "Clayton County Water Authority",
            "zone": "America/New_York",
            "lines": ["+17705550100"],
            "agent": {"number": "+17705550199"},
            "cayenta": {"url": "http://cayenta.box/ws", "user": "ivr", "password": "box"},
            "payments": {"gateway": {"url": "http://gateway.box", "key": "box"}},
        }
    )


def intent(number=1, **changes):
    wanted = Intent(
        payment_id=payment_id_of(CALL, number),
        bid="1368",
        account_number="0012345678",
        invoice_number="B-1",
        call_sid=CALL,
        attempt=number,
        way=Way.CARD,
        pays=Pays.ALL,
        amount=Money(4_250),
        fee=Money(250),
        balance_seen=Money(14_250),
    )
    return replace(wanted, **changes)


@pytest.fixture
def database(ledger):
    """On each database, and in plain dictionaries."""
    return ledger


def row_of(database, payment_id):
    with database.read() as connection:
        found = select(payments_table).where(payments_table.c.payment_id == str(payment_id))
        return connection.execute(found).one()._mapping


def postings(database):
    with database.read() as connection:
        return connection.execute(select(outbox)).all()


def opened(database, number=1, state=PaymentState.INTENT, *, biller=None, **changes):
    """A payment led to this state by the ledger's own functions."""
    wanted = intent(number, **changes)
    payment_id = wanted.payment_id
    with database.write() as connection:
        payments.open_intent(connection, wanted, NOW)
        payments.keep_token(connection, payment_id, SEALED, "1111")
        if state is not PaymentState.INTENT:
            payments.start_charge(connection, payment_id, NOW)
        match state:
            case PaymentState.CAPTURED:
                payments.capture(connection, payment_id, "ch_first", biller, NOW)
            case PaymentState.DECLINED:
                payments.decline(connection, payment_id, "first_no", NOW)
            case PaymentState.ABANDONED:
                payments.abandon(connection, payment_id, NOW)
            case PaymentState.UNKNOWN:
                payments.lose_sight(connection, payment_id, NOW)
    assert row_of(database, payment_id)["state"] == state
    return payment_id


LATER = NOW + timedelta(minutes=1)
STEPS = {
    "keep_token": lambda c, p, _b: payments.keep_token(c, p, "sealed-again", "4444"),
    "start_charge": lambda c, p, _b: payments.start_charge(c, p, LATER),
    "capture": lambda c, p, b: payments.capture(c, p, "ch_second", b, LATER),
    "decline": lambda c, p, _b: payments.decline(c, p, "do_not_honor", LATER),
    "abandon": lambda c, p, _b: payments.abandon(c, p, LATER),
    "lose_sight": lambda c, p, _b: payments.lose_sight(c, p, LATER),
    "look_again": lambda c, p, _b: payments.look_again(c, p, LATER),
    "look_once_more": lambda c, p, _b: payments.look_once_more(c, p, LATER),
}
ALLOWED = {  # step -> from which states, and to which (None: the state stays)
    "keep_token": ({PaymentState.INTENT}, None),
    "start_charge": ({PaymentState.INTENT}, PaymentState.CHARGING),
    "capture": (set(STATES) - {PaymentState.CAPTURED}, PaymentState.CAPTURED),
    "decline": (OPEN, PaymentState.DECLINED),
    "abandon": (OPEN, PaymentState.ABANDONED),
    "lose_sight": ({PaymentState.CHARGING}, PaymentState.UNKNOWN),
    "look_again": (OPEN, None),
    "look_once_more": ({PaymentState.DECLINED, PaymentState.ABANDONED}, None),
}
GIVES = {"start_charge": (SEALED, None), "capture": (True, False)}  # when it made the change, and when not


@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(database, biller, step):
    allowed, leads_to = ALLOWED[step]
    for number, state in enumerate(STATES, start=1):
        payment_id = opened(database, number, state, biller=biller)
        before, posted = row_of(database, payment_id), len(postings(database))
        with database.write() as connection:
            given = STEPS[step](connection, payment_id, biller)
        after = row_of(database, payment_id)
        assert given == GIVES.get(step, (None, None))[state not in allowed], state
        if state in allowed:
            assert after["state"] == (leads_to or state)
            assert after != before
        else:
            assert after == before, state
        assert len(postings(database)) == posted + (step == "capture" and state in allowed)


@pytest.mark.parametrize("state", [*ENDED, PaymentState.UNKNOWN])
def test_a_token_goes_once_it_is_of_no_more_use(database, biller, state):
    assert row_of(database, opened(database, 1, state, biller=biller))["token_sealed"] == ""


def test_a_charge_is_begun_by_one_of_many(database):
    payment_id = opened(database)
    ready = Barrier(CROWD)

    def begin(_number):
        ready.wait()
        with database.write() as connection:
            return payments.start_charge(connection, payment_id, NOW)

    with ThreadPoolExecutor(CROWD) as pool:
        assert sorted(pool.map(begin, range(CROWD)), key=bool) == [None] * (CROWD - 1) + [SEALED]


# A capture and its posting


def test_a_capture_puts_one_posting(database, biller):
    payment_id = opened(database, state=PaymentState.CHARGING)
    with database.write() as connection:
        assert payments.capture(connection, payment_id, "ch_1", biller, NOW)
    row, (posting,) = row_of(database, payment_id), postings(database)
    assert (row["state"], row["charge_id"], row["captured_at"], row["next_look_at"]) == ("captured", "ch_1", NOW, None)
    assert (posting.state, posting.payment_id, posting.account_number) == ("ready", str(payment_id), "0012345678")
    assert posting.amount_cents == 4_250  # the fee is not the biller's
    assert posting.reference.startswith("P")
    assert posting.invoice_type == ""
    with database.read() as connection:
        (event,) = connection.execute(select(outbox_events)).all()
    assert (event.from_state, event.to_state) == ("", "ready")


def test_what_is_past_due_is_posted_as_past_due(database, biller):
    opened(database, state=PaymentState.CAPTURED, biller=biller, pays=Pays.PAST_DUE)
    assert postings(database)[0].invoice_type == "30"


def test_a_posting_is_effective_on_the_billers_own_day(database, biller):
    payment_id = opened(database)
    late = datetime(2026, 11, 21, 4, 59, tzinfo=UTC)  # one minute to midnight in New York
    with database.write() as connection:
        payments.capture(connection, payment_id, "ch_1", biller, late)
    assert postings(database)[0].effective.isoformat() == "2026-11-20"


def test_a_crash_before_the_commit_leaves_neither_capture_nor_posting(database, biller):
    payment_id = opened(database, state=PaymentState.CHARGING)
    with suppress(Crash), database.write() as connection:
        assert payments.capture(connection, payment_id, "ch_1", biller, NOW)
        raise Crash
    assert row_of(database, payment_id)["state"] == "charging"
    assert postings(database) == []


def test_a_crash_between_the_two_leaves_neither(database, biller, monkeypatch):
    payment_id = opened(database, state=PaymentState.CHARGING)

    def crash(*_args, **_kwargs):
        raise Crash

    monkeypatch.setattr(orders, "put", crash)
    with pytest.raises(Crash), database.write() as connection:
        payments.capture(connection, payment_id, "ch_1", biller, NOW)
    assert row_of(database, payment_id)["state"] == "charging"
    assert postings(database) == []


def test_of_many_captures_one_is_made(database, biller):
    payment_id = opened(database, state=PaymentState.CHARGING)
    ready = Barrier(CROWD)

    def capture(number):
        ready.wait()
        with database.write() as connection:
            return payments.capture(connection, payment_id, f"ch_{number}", biller, NOW)

    with ThreadPoolExecutor(CROWD) as pool:
        assert sum(pool.map(capture, range(CROWD))) == 1
    assert len(postings(database)) == 1


@pytest.mark.parametrize("state", [*ENDED[1:], PaymentState.INTENT, PaymentState.UNKNOWN])
def test_money_that_moved_is_captured_however_late_it_is_learnt(database, biller, state):
    payment_id = opened(database, state=state)
    with database.write() as connection:
        assert payments.capture(connection, payment_id, "ch_late", biller, LATER)
    assert row_of(database, payment_id)["state"] == "captured"
    assert len(postings(database)) == 1


@pytest.mark.parametrize("state", [PaymentState.CHARGING, PaymentState.ABANDONED])
def test_capture_and_its_contradiction_at_one_moment_end_captured(database, biller, state):
    payment_id = opened(database, state=state)
    ready = Barrier(3)

    def at_once(step):
        ready.wait()
        with database.write() as connection:
            return STEPS[step](connection, payment_id, biller)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(at_once, ("decline", "capture", "abandon")))
    assert row_of(database, payment_id)["state"] == "captured"
    assert len(postings(database)) == 1


# Intents


def test_an_intent_is_stored_once_and_keeps_its_number(database):
    with database.write() as connection:
        first = payments.open_intent(connection, intent(), NOW)
    before = row_of(database, intent().payment_id)
    with database.write() as connection:
        assert payments.open_intent(connection, intent(amount=Money(1)), LATER) == first
    assert row_of(database, intent().payment_id) == before
    assert (len(first), first.isdecimal()) == (confirmations.CONFIRMATION_DIGITS, True)


def test_confirmation_numbers_are_unique_though_draws_collide(database, monkeypatch):
    monkeypatch.setattr(confirmations, "CONFIRMATION_DIGITS", 1)  # ten numbers for ten payments
    with database.write() as connection:
        numbers = [payments.open_intent(connection, intent(number), NOW) for number in range(10)]
        assert sorted(numbers) == [str(digit) for digit in range(10)]
        other = intent(11, bid="2000")
        assert payments.open_intent(connection, other, NOW) in numbers  # another biller's are its own
        with pytest.raises(AssertionError, match="no free confirmation number"):
            payments.open_intent(connection, intent(12), NOW)


def test_two_payments_of_a_biller_cannot_share_a_number(database):
    first, second = opened(database, 1), opened(database, 2)
    taken = row_of(database, first)["confirmation"]
    steal = update(payments_table).where(payments_table.c.payment_id == str(second)).values(confirmation=taken)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(steal)


def test_a_call_has_one_payment_an_attempt(database):
    opened(database, 1)
    with pytest.raises(IntegrityError), database.write() as connection:
        payments.open_intent(connection, intent(1, payment_id=UUID(int=1)), NOW)


@pytest.mark.parametrize(("cents", "fee"), [(0, 0), (-1, 0), (-4_250, 250), (1, -1)])
def test_amounts_that_cannot_be_are_refused(database, cents, fee):
    with pytest.raises(IntegrityError), database.write() as connection:
        payments.open_intent(connection, intent(amount=Money(cents), fee=Money(fee)), NOW)


def test_an_amount_beyond_32_bits_is_whole(database):
    payment_id = opened(database, amount=Money(99_999_999_999))
    assert row_of(database, payment_id)["amount_cents"] == 99_999_999_999


# Looking


def test_what_has_no_ending_is_due_for_a_look_the_longest_waiting_first(database, biller):
    for number, state in enumerate(STATES, start=1):
        opened(database, number, state, biller=biller)
    with database.read() as connection:
        soon = [row.state for row in payments.due_for_look(connection, NOW)]
        later = [row.state for row in payments.due_for_look(connection, NOW + timedelta(minutes=10))]
        one = payments.due_for_look(connection, NOW + timedelta(minutes=10), limit=1)
    assert soon == ["unknown"]
    assert later[0] == "unknown"
    assert sorted(later) == ["charging", "intent", "unknown"]
    assert len(one) == 1


def test_an_intent_is_not_due_before_ten_minutes(database):
    opened(database)
    with database.read() as connection:
        assert payments.due_for_look(connection, NOW + timedelta(minutes=10) - timedelta(seconds=1)) == []


def test_a_payment_is_found_by_its_number_and_by_its_id_with_its_posting(database, biller):
    payment_id = opened(database, state=PaymentState.CAPTURED, biller=biller)
    number = row_of(database, payment_id)["confirmation"]
    with database.read() as connection:
        by_id, by_number = payments.find(connection, str(payment_id)), payments.find(connection, number)
        assert payments.find(connection, "000") is None
    assert by_id == by_number
    assert by_id.posting_state == "ready"
