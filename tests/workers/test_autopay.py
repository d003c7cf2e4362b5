"""Row F5: an enrolled account's bill is charged on its day of collection, once, and not where something stands against.

The charge itself goes as that of any scheduled payment: `test_scheduled` has every ending of it.
"""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from integration.ledger import promises
from integration.ledger.account_marks import Mark
from integration.ledger.tables import schedules as schedules_table
from integration.ledger.tables import texts
from integration.money import Money
from integration.planned import Promise, ScheduleState, charges_automatically, promise_id_of
from integration.timings import DAY_S, HOUR_S
from tests.workers import autopay_town
from tests.workers.autopay_town import BILLED, CARDS, DUE, TERMS
from tests.workers.town import ACCOUNT

BY_RULE = {"features": TERMS["features"] | {"autopay_collection_date": True}}
EARLY = BY_RULE | {"later": {"autopay_run": True, "autopay_days_before_due": 3}}


@pytest.fixture
def town_of(clock, sqlite_database):
    """Opens a town whose biller has other terms."""
    with ExitStack() as towns:
        yield lambda terms=None, **more: towns.enter_context(
            autopay_town.town_of(clock, sqlite_database, terms, **more)
        )


@pytest.fixture
def town(clock, sqlite_database):
    with autopay_town.billed_town(clock, sqlite_database) as town:
        yield town


def test_a_bill_is_charged_whole_on_its_day_without_a_fee_and_posted(town):
    town.wait_until(DUE - timedelta(days=1))
    assert (town.work(), town.of_bill()) == (0, None)
    town.wait_until(DUE)
    town.work()
    row = town.of_bill()
    assert (row.state, row.token_sealed, row.fee_cents, row.day) == ("charged", "", 0, DUE)
    assert town.charged() == [BILLED]
    town.pump()
    assert town.books_did() == [("P", BILLED)]
    town.live_on(hours=30)
    assert town.charged() == [BILLED]
    town.judge()


DAYS = [  # terms, the bill's own fields; the day of collection
    ({}, {"autopay_date": date(2026, 12, 1)}, DUE),  # the biller has not switched F5 on
    (EARLY, {}, date(2026, 12, 1)),
    (EARLY, {"autopay_date": date(2026, 12, 9)}, date(2026, 12, 9)),
]


@pytest.mark.parametrize(("terms", "fields", "day"), DAYS)
def test_the_day_is_the_bills_own_or_the_billers(town_of, terms, fields, day):
    town = town_of(terms)
    town.enrol()
    town.bill(**fields)
    town.wait_until(day - timedelta(days=1))
    assert town.plan_bills() == 0
    town.clock.pause(DAY_S - HOUR_S)
    assert town.plan_bills() == 0  # of that day, before charge_at
    town.clock.pause(HOUR_S)
    assert town.plan_bills() == 1
    assert town.of_bill().day == day
    assert town.plan_bills() == 0


def paid_elsewhere(town):
    town.owes(0)


def paid_in_part(town):
    town.owes(3_000)


def arranged(town):
    town.mark()


def disputed(town):
    town.mark(Mark.DISPUTE)


def promised(town):
    day = DUE + timedelta(days=5)
    with town.database.write() as connection:
        word = Promise(promise_id_of("CA2", 1), "1368", ACCOUNT, "CA2", Money(BILLED), day, Money(BILLED))
        promises.make(connection, word, town.clock.now())


def blocked(town):
    town.owes(BILLED, "N")


def left(town):
    town.enrol(active=False)


def billed_anew(town):
    town.bill("B-2", cents=9_999, due=DUE + timedelta(days=30), billed_on=date(2026, 12, 3))


def owes_more(town):
    town.owes(BILLED + 1_000)


STANDS = [  # what happens before its day; how it ends (None: it is not even planned), what is charged
    (paid_elsewhere, "not_needed", []),
    (paid_in_part, "charged", [3_000]),
    (owes_more, "charged", [BILLED]),
    (arranged, "cancelled", []),
    (disputed, "charged", [BILLED]),
    (promised, "cancelled", []),
    (blocked, "failed", []),
    (left, None, []),
    (billed_anew, None, []),
]


@pytest.mark.parametrize(("happens", "state", "charged"), STANDS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_stands_against_it_on_its_day(town, happens, state, charged):
    happens(town)
    town.wait_until(DUE)
    town.work()
    row = town.of_bill()
    assert (row.state if row else None, town.charged()) == (state, charged)
    town.pump()
    town.judge()


EXPIRED = {"features": TERMS["features"] | {"expire_bill": True}}
TERMS_AGAINST = [  # terms of the biller, fields of the bill; what is said
    (EXPIRED, {"expire_date": DUE - timedelta(days=1)}, "the bill could be paid until 2026-12-03"),
    ({"payments": {"maximum": "50.00"}}, {}, "84.20 is more than this line takes at once, 50.00"),
]


@pytest.mark.parametrize(("terms", "fields", "why"), TERMS_AGAINST)
def test_what_the_terms_forbid_fails_and_says_so(town_of, terms, fields, why):
    town = town_of(terms)
    town.enrol()
    town.bill(**fields)
    town.wait_until(DUE)
    town.work()
    assert (town.of_bill().state, town.of_bill().why, town.charged()) == ("failed", why, [])
    town.pump()
    town.judge()


def test_payers_may_pay_ahead_but_nothing_is_charged_ahead(town_of):
    town = town_of({"payments": {"prepay": True}}, owed=0)
    town.enrol()
    town.bill()
    town.wait_until(DUE)
    town.work()
    assert (town.of_bill().state, town.charged()) == ("not_needed", [])


def test_the_bill_that_stood_when_the_account_enrolled_is_not_charged(town_of):
    town = town_of()
    town.bill()
    town.enrol()
    town.wait_until(DUE)
    assert town.plan_bills() == 0


def test_a_corrected_copy_of_that_bill_is_no_next_bill(town_of):
    town = town_of()
    town.bill()
    town.enrol()
    town.bill(cents=BILLED + 1, billed_on=date(2026, 11, 15))
    town.wait_until(DUE)
    assert town.plan_bills() == 0


def test_another_card_goes_on_where_the_first_one_was(town):
    town.enrol(number=CARDS[1])
    town.wait_until(DUE)
    town.work()
    assert (town.of_bill().state, town.payment().card_ending) == ("charged", "4444")


@pytest.mark.parametrize(
    ("terms", "run"), [({}, True), ({"later": {}}, False), ({"later": {"autopay_run": False}}, False)]
)
def test_only_where_the_biller_says_so_is_there_a_run(town_of, terms, run):
    assert charges_automatically(town_of(terms).box.biller) is run


def test_what_was_planned_before_the_run_was_switched_off_is_called_off(town_of):
    town = town_of({"later": {}})
    town.enrol()
    town.bill()
    town.wait_until(DUE)
    town.work()  # by hand: the clock process asks only where `runs` says so
    assert (town.of_bill().state, town.charged()) == ("cancelled", [])


def test_a_refusal_is_recorded_and_told_to_the_payer_once(town):
    town.wait_until(DUE)
    town.box.gateway.plan("decline do_not_honor")
    town.live_on()
    row = town.of_bill()
    assert (row.state, row.why) == ("failed", "declined: do_not_honor")
    with town.database.read() as connection:
        told = connection.execute(select(texts)).all()
    assert [(one.words, one.number, one.asked_for) for one in told] == [("autopay_failed", "+17705550134", False)]
    assert town.gateway_did() == {"declined": 1}
    town.judge()


def test_the_database_itself_takes_no_second_automatic_payment_of_a_bill(town):
    town.wait_until(DUE)
    town.plan_bills()
    again = town.of_bill()._asdict() | {"schedule_id": "other", "reference": "other", "attempt": 2}
    with pytest.raises(IntegrityError), town.database.write() as connection:
        connection.execute(insert(schedules_table).values(again))
    with town.database.write() as connection:
        connection.execute(insert(schedules_table).values(again | {"enrolment": ""}))  # a payer may plan another
    assert town.of_bill().state == ScheduleState.OPEN


def test_a_bill_that_came_again_with_an_earlier_date_is_the_one_that_is_charged(town):
    """The first form of it is later by its date, and counts no longer."""
    corrected, day = 1_000, DUE - timedelta(days=1)
    town.bill(cents=corrected, due=day, billed_on=date(2026, 11, 13))
    town.owes(corrected)
    town.wait_until(day)
    town.work()
    assert (town.of_bill().state, town.charged()) == ("charged", [corrected])
