"""What the simulation found in the pump, one test each: what is done twice, asked too early, or found too late."""

from dataclasses import replace
from datetime import timedelta

from integration.ledger import batches, endings, outbox, payments, review
from integration.ledger.outbox import FOREVER, Settlement
from integration.ledger.review import Decision
from integration.model import Charge, PostingState
from integration.money import Money
from integration.timings import HOUR_S, MINUTE_S, Timings
from tests.money.invariants import assert_invariants
from tests.workers.parts import (
    JournalBooks,
    biller,
    life_of,
    open_payment,
    payment_id,
    pump_of,
    put,
    row_of,
    site_of,
)
from workers.lookups import Lookups
from workers.posting import Rules

LEASE = {"lease_s": Timings().lease_s}


def claimed(database, clock, token):
    with database.write() as connection:
        return outbox.claim(connection, "1368", token=token, now=clock.now(), **LEASE)[0]


def test_an_intent_whose_commit_was_not_answered_is_taken_again_with_one_event(database, clock):
    number = put(database, clock, 1)
    row = claimed(database, clock, "w")
    for _try in range(2):
        clock.pause(1)
        with database.write() as connection:
            assert outbox.intend(connection, row, now=clock.now(), needs_s=35)
    assert life_of(database, number) == ["ready", "posting"]
    assert row_of(database, number).sent_at == clock.now()


def test_a_refused_posting_that_is_asked_for_too_early_stays_in_review(database, clock):
    """As ambiguous it would be sent again after the biller's bound, though a person may have posted it by hand."""
    number = put(database, clock, 1)
    books, of = JournalBooks("said no"), biller(lookup=True, resend_after_s=HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(MINUTE_S)
    with database.write() as connection:
        review.ask_again(connection, row_of(database, number).reference, Decision("ann", "is it there?"), clock.now())
    for _job in range(5):
        pump_of(database, clock, books, of=of).drain()
        clock.pause(HOUR_S)
    assert row_of(database, number).state == "review"
    assert len(books.sent) == 1
    assert_invariants(database, items=books.journal)


def test_a_late_worker_that_finds_what_another_sent_again_reports_no_double(database, clock):
    number = put(database, clock, 1)
    books, of = JournalBooks("lost on the way"), biller(lookup=True, resend_after_s=HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(HOUR_S + MINUTE_S)
    late = claimed(database, clock, "late")
    clock.pause(Timings().lease_s)
    pump_of(database, clock, books, of=of).drain()
    found = replace(Rules.of(of, Timings()).after_found(late.sent_at), batch_id=late.batch_id)
    with database.write() as connection:
        assert not endings.settle(connection, late, found, now=clock.now())
    assert life_of(database, number) == ["ready", "posting", "ambiguous", "posting", "posted"]
    assert_invariants(database, items=books.journal)


def test_what_a_late_worker_finds_is_the_send_of_another_who_has_not_settled_it(database, clock):
    """Seed 3231: it was written under its first send, so that who had sent it again seemed to have doubled it."""
    number = put(database, clock, 1)
    books, of = JournalBooks("lost on the way"), biller(lookup=True, resend_after_s=HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(HOUR_S + MINUTE_S)
    late = claimed(database, clock, "late")
    clock.pause(Timings().lease_s)
    asleep, sent_at = claimed(database, clock, "asleep"), clock.now()
    with database.write() as connection:
        batch = batches.hold_open(connection, of, sent_at)
        assert outbox.intend(connection, asleep, now=sent_at, needs_s=35, batch=batch)
    posted = Settlement(PostingState.POSTED, FOREVER, "", sent_at, batch_id=batch.id)
    found = replace(Rules.of(of, Timings()).after_found(late.sent_at), batch_id=late.batch_id)
    clock.pause(MINUTE_S)
    with database.write() as connection:
        assert endings.settle(connection, late, found, now=clock.now())
        assert endings.settle(connection, asleep, posted, now=clock.now())
    assert life_of(database, number) == ["ready", "posting", "ambiguous", "posting", "posted"]
    assert (row_of(database, number).sent_at, row_of(database, number).batch_id) == (sent_at, batch.id)


def test_a_bound_counts_from_when_the_billers_system_has_the_request(database, clock):
    """Seed 496 with SOAP: sent for 25 s, applied at the end of the bound, and not yet seen when it was asked for."""
    number = put(database, clock, 1)
    books, of = JournalBooks("lost on the way"), biller(lookup=True, resend_after_s=HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    clock.pause(Timings().send_s + HOUR_S + MINUTE_S)
    pump_of(database, clock, books, of=of).drain()
    assert len(books.sent) == 1
    books.apply_late()
    clock.pause(HOUR_S)
    pump_of(database, clock, books, of=of).drain()
    assert len(books.sent) == 1
    assert row_of(database, number).state == "posted"
    assert_invariants(database, items=books.journal)


class OvertakenGateway:
    """Answers its first question "nothing here", while the payer, who took long, keys on and is charged."""

    def __init__(self, database, clock):
        self._database, self._clock = database, clock
        self.charge = None

    def look_up(self, payment):
        if self.charge is not None:
            return self.charge
        with self._database.write() as connection:
            assert payments.start_charge(connection, payment, self._clock.now()) is not None
        self.charge = Charge("ch_1", str(payment), Money(1251), "captured", Money(0))
        return None


def test_a_charge_that_begins_while_the_gateway_is_asked_is_not_given_up(database, clock):
    """Seed 618: its answer was lost, so the payment was abandoned and the payer's money recorded nowhere."""
    look_at = clock.now() + timedelta(minutes=10)
    open_payment(database, clock, 1, state="intent", token_sealed="sealed", next_look_at=look_at)
    clock.pause(11 * MINUTE_S)
    gateway = OvertakenGateway(database, clock)
    look = Lookups(site_of(database, clock, JournalBooks(), bell=SilentBell(), gateway=gateway)).look
    assert look() == 1
    with database.write() as connection:
        payments.lose_sight(connection, payment_id(1), clock.now() + timedelta(minutes=1))
    clock.pause(MINUTE_S)
    assert look() == 1
    with database.read() as connection:
        assert payments.find(connection, str(payment_id(1))).state == "captured"


class SilentBell:
    def ring(self, bid):
        """Nobody hears it."""


class SleepsAfterAsking(JournalBooks):
    """A system whose answer lags behind what it applied, and a worker that sleeps once it has that answer."""

    def find(self, posting):
        is_there = super().find(posting) and len(self.asked) > 1
        self.clock.pause(30)
        return is_there


def test_absent_before_the_bound_is_no_proof_after_it(database, clock):
    """The worker slept over the bound with an answer from before it: what lagged then may be there now."""
    number = put(database, clock, 1)
    books, of = SleepsAfterAsking("lost on the way"), biller(lookup=True, resend_after_s=HOUR_S)
    books.clock = clock
    pump_of(database, clock, books, of=of).drain()
    clock.pause(Timings().on_the_way_s + HOUR_S + MINUTE_S - 10)
    with database.write() as connection:
        review.ask_again(connection, row_of(database, number).reference, Decision("ann", "is it there?"), clock.now())
    books.apply_late()
    for _job in range(2):  # the first one's time is over when it wakes
        pump_of(database, clock, books, of=of).drain()
    assert len(books.sent) == 1
    assert row_of(database, number).state == "posted"
    assert_invariants(database, items=books.journal)


class SleepyGateway:
    """Has no charge, and whoever asked it sleeps for hours before it reads that."""

    def __init__(self, clock):
        self._clock = clock

    def look_up(self, _payment):
        self._clock.pause(2 * HOUR_S)


def test_absent_just_after_a_charge_left_is_no_proof_hours_later(database, clock):
    open_payment(database, clock, 1, state="charging", charging_at=clock.now(), next_look_at=clock.now())
    Lookups(site_of(database, clock, JournalBooks(), gateway=SleepyGateway(clock))).look()
    with database.read() as connection:
        assert payments.find(connection, str(payment_id(1))).state == "charging"
